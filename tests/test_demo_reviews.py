"""What the made-up bank has to show of appeals and reviews: one that waits, a like one, an outlier without a name."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction

from qiao.appeals.queries.appeals import to_decide
from qiao.cycle.queries.cascade import laid_out
from qiao.cycle.queries.cycles import Cycle, members_of
from qiao.cycle.queries.standards import standings
from qiao.cycle.rules.standards import Signing
from qiao.ground import clock
from qiao.ground.models import User
from qiao.project import demonstration
from qiao.project.demo import changing_hands, cycling, questioning, rating
from qiao.reviews.queries.rounds import ReviewRound, result_for
from qiao.reviews.rules.scoring import Relation
from tests.banks.served import Served, sheet_rows

TODAY = clock.today()


@pytest.fixture
def bank(served_bank: Served) -> Iterator[Served]:
    """The bank as the demo leaves it; all is as before after the case."""
    with transaction.atomic():
        demonstration.make_logins((*changing_hands.acting(), *rating.raters()), actor="demo")
        for _again in range(2):  # asked twice, nothing is there twice
            questioning.question_figures(served_bank.months[-1], today=TODAY)
            rating.rate_from_all_sides(served_bank.months[-1], today=TODAY)
            cycling.cycle_under_way(served_bank.months[-1], today=TODAY)
        yield served_bank
        transaction.set_rollback(True)


def test_human_resources_have_an_appeal_to_decide_and_a_like_case_beside_it(bank: Served) -> None:
    (waits,) = to_decide(User.objects.get(username="HR01"), on=TODAY)
    assert waits.staff_id == questioning.MANAGER
    browser = bank.as_role("hr")
    page = browser.get(f"/appeals/{waits.pk}/").content.decode()
    assert "Like cases: appeal rejected (1 of 1)" in page
    assert questioning.PAPER[0] in page
    listed = sheet_rows(browser.get("/appeals.csv"))
    assert [row["Person"] for row in listed] == [questioning.MANAGER, questioning.BEFORE]
    assert "虚构" in listed[1]["Decision"]


def test_a_grudge_is_shown_as_an_outlier_without_a_name(bank: Served) -> None:
    (one,) = ReviewRound.objects.all()
    groups = {group.relation: group for group in result_for(one, rating.GRUDGE_AGAINST, on=TODAY).groups}
    assert len(groups[Relation.PEER].outliers) == 1
    page = bank.as_role("hr").get(f"/reviews/{one.pk}/people/{rating.GRUDGE_AGAINST}/").content.decode()
    assert "Calibrate" in page
    assert rating.GRUDGE not in page
    assert bank.as_role("manager").get(f"/reviews/{one.pk}/people/{rating.GRUDGE_AGAINST}/").status_code == 404
    assert bank.as_role("stranger").get(f"/reviews/{one.pk}/").status_code == 404


def test_a_cycle_is_under_way_with_sums_that_hold_and_one_who_objects(bank: Served) -> None:
    (one,) = Cycle.objects.all()
    assert laid_out(one, on=TODAY).gaps == []
    found = standings(one, members_of(one))
    told = Counter(stand.signing for staff_id, stand in found.items() if stand.member.org_id == cycling.TEAM)
    assert told[Signing.SIGNED] == cycling.SIGNING
    assert told[Signing.OBJECTED] == cycling.OBJECTING
    at = f"/cycles/{one.pk}/"
    for role, status in (
        ("hr", 200),
        ("auditor", 200),
        ("head", 200),
        ("lead", 200),
        ("manager", 200),
        ("stranger", 404),
    ):
        assert bank.as_role(role).get(at).status_code == status, role
    pages = ("progress/", "people/RM002/", f"targets/{cycling.TEAM}/")
    for page in pages:
        answers = {role: bank.as_role(role).get(at + page).status_code for role in ("lead", "hr", "stranger")}
        assert answers == {"lead": 200, "hr": 200, "stranger": 404}, page
    assert bank.as_role("manager").get(f"{at}people/RM002/").status_code == 404
