"""What was agreed with an enterprise becomes tighter at once, and looser by two persons of the bank."""

from dataclasses import replace

import pytest

from qiao.directlink.actions import banking, opening, seconding
from qiao.directlink.models import Enterprise, JournalRecord
from qiao.directlink.rules.terms import Terms, is_looser
from qiao.directlink.tests.bank import browser, staffed
from qiao.directlink.tests.cast import AT, COMPANY, play
from qiao.directlink.tests.test_second_clerk import shown
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office.queries import Approval

pytestmark = pytest.mark.django_db
PAGE = f"/link/enterprises/{COMPANY}/"
TIGHT = Terms(("192.0.2.0/24",), ("idle",), strict=True, directed_only=True, signature_wanted=True)
FORM = {"act": "terms", "addresses": "192.0.2.0/24", "signal": "idle", "reason": "补充协议 2 号"}
TICKS = {"strict": "1", "directed_only": "1", "signature_wanted": "1"}


@pytest.fixture
def bank() -> dict[str, User]:
    """The bank's people, and tight terms with Yunshan."""
    play()
    opening.set_terms(COMPANY, TIGHT, at=AT, actor="ADM01")
    return staffed()


def agreed() -> Terms:
    """What is agreed with Yunshan now."""
    one = Enterprise.objects.get(pk=COMPANY)
    return Terms(tuple(one.addresses), tuple(one.signals), one.strict, one.directed_only, one.signature_wanted)


@pytest.mark.parametrize(
    ("before", "after", "looser"),
    [
        (TIGHT, TIGHT, False),
        (TIGHT, replace(TIGHT, signals=("idle", "payroll")), False),
        (TIGHT, replace(TIGHT, strict=False), True),
        (TIGHT, replace(TIGHT, directed_only=False), True),
        (TIGHT, replace(TIGHT, signature_wanted=False), True),
        (replace(TIGHT, strict=False), TIGHT, False),
        (TIGHT, replace(TIGHT, addresses=()), True),
        (replace(TIGHT, addresses=()), TIGHT, False),
        (TIGHT, replace(TIGHT, addresses=("192.0.2.7/32",)), False),
        (TIGHT, replace(TIGHT, addresses=("192.0.2.7/32", "198.51.100.7/32")), True),
        (TIGHT, replace(TIGHT, addresses=("192.0.0.0/16",)), True),
        (TIGHT, replace(TIGHT, addresses=("2001:db8::/32",)), True),
        (replace(TIGHT, addresses=("192.0.2.0/25", "192.0.2.128/25")), TIGHT, False),
        (replace(TIGHT, addresses=("2001:db8::/32",)), replace(TIGHT, addresses=("2001:db8:1::/48",)), False),
        (replace(TIGHT, strict=False), replace(TIGHT, directed_only=False), True),
    ],
)
def test_terms_are_looser_where_any_part_of_them_is(before: Terms, after: Terms, *, looser: bool) -> None:
    assert is_looser(before, after) is looser


@pytest.mark.parametrize(
    ("changed", "line", "after"),
    [
        ({"directed_only": ""}, ("Listed payees only", "yes", "no"), replace(TIGHT, directed_only=False)),
        ({"signature_wanted": ""}, ("Every message comes signed", "yes", "no"), replace(TIGHT, signature_wanted=False)),
        (
            {"addresses": ""},
            ("Addresses that may ask", "192.0.2.0/24", "anywhere"),
            replace(TIGHT, addresses=()),
        ),
    ],
)
def test_looser_terms_are_asked_for_by_one_and_decided_by_another(
    bank: dict[str, User], changed: dict[str, str], line: tuple[str, str, str], after: Terms
) -> None:
    answer = browser(bank["gu"]).post(PAGE, FORM | TICKS | changed)
    asked = Approval.objects.get()
    assert (answer.status_code, answer["Location"], agreed()) == (302, f"/approvals/{asked.pk}/", TIGHT)
    assert [(what, *both) for what, both in shown(asked, bank["he"]).items()] == [line]
    assert f"/approvals/{asked.pk}/" in browser(bank["gu"]).get(PAGE).content.decode()
    assert f"/approvals/{asked.pk}/" in browser(bank["he"]).get("/link/waiting/").content.decode()
    with pytest.raises(Refusal, match="second person"):
        office.decide(asked.pk, approve=True, reason="", on=clock.today(), actor=bank["gu"])
    browser(bank["he"]).post(f"/approvals/{asked.pk}/", {"answer": "approve"})
    assert agreed() == after
    assert JournalRecord.objects.filter(kind="terms").latest("sequence").actor == "gu + he"


def test_tighter_terms_take_effect_at_once_without_a_reason(bank: dict[str, User]) -> None:
    form = FORM | TICKS | {"addresses": "192.0.2.7", "reason": ""}
    assert browser(bank["gu"]).post(PAGE, form)["Location"] == PAGE
    assert (agreed(), Approval.objects.count()) == (replace(TIGHT, addresses=("192.0.2.7/32",)), 0)


def test_the_door_of_one_keeps_no_looser_terms(bank: dict[str, User]) -> None:
    looser = replace(TIGHT, strict=False)
    with pytest.raises(Refusal, match="by two persons"):
        banking.set_terms(COMPANY, looser, at=AT, actor=bank["gu"])
    with pytest.raises(Refusal, match="no looser than now"):
        seconding.ask_for_terms(COMPANY, TIGHT, reason="x", on=clock.today(), actor=bank["gu"])
    assert agreed() == TIGHT


def test_terms_that_became_tighter_meanwhile_are_not_undone(bank: dict[str, User]) -> None:
    looser = replace(TIGHT, strict=False)
    asked = seconding.ask_for_terms(COMPANY, looser, reason="x", on=clock.today(), actor=bank["gu"])
    tighter = replace(TIGHT, addresses=("192.0.2.7/32",))
    banking.set_terms(COMPANY, tighter, at=AT, actor=bank["gu"])
    with pytest.raises(Refusal, match="changed"):
        office.decide(asked.pk, approve=True, reason="", on=clock.today(), actor=bank["he"])
    assert agreed() == tighter
