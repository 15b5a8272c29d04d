import pytest

from qiao.ground.authority import POSTS
from qiao.people.rules.sight import Sight, sight_of

TEAM = (Sight.SELF, Sight.UNIT_AND_BELOW)


@pytest.mark.parametrize(
    ("post", "in_a_branch", "at_head_office"),
    [
        ("rm", (Sight.SELF,), (Sight.SELF,)),
        ("lead", TEAM, (Sight.EVERYTHING,)),
        ("head", TEAM, (Sight.EVERYTHING,)),
        ("desk", TEAM, (Sight.EVERYTHING,)),
        ("hr", (Sight.EVERYTHING,), (Sight.EVERYTHING,)),
        ("auditor", (Sight.EVERYTHING,), (Sight.EVERYTHING,)),
        ("trainer", (Sight.SELF,), (Sight.SELF,)),
        ("admin", (), ()),
        ("a post of tomorrow", (), ()),
    ],
)
def test_a_post_sees_as_far_as_its_work_goes(
    post: str, in_a_branch: tuple[Sight, ...], at_head_office: tuple[Sight, ...]
) -> None:
    assert sight_of(post, org_is_root=False) == in_a_branch
    assert sight_of(post, org_is_root=True) == at_head_office


def test_every_post_of_the_contract_has_its_sight() -> None:
    assert [post for post in POSTS if post != "admin" and not sight_of(post, org_is_root=False)] == []
