"""Days that orders name: they go round no cut-off and no day off, and no parameter leaves an order without one."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from qiao.directlink.actions import deciding, opening
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.rules.parameters import DUE_FIRST, DUE_PAYROLL, DUE_SINGLE
from qiao.directlink.rules.states import State
from qiao.directlink.tests import bank
from qiao.directlink.tests.cast import AT, BANK, COMPANY, FAR_ACCOUNT, TODAY, Cast, pay, play
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import parameters, queries
from qiao.office.queries import Approval, ParameterValue
from qiao.office.rules.parameter import Parameter

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()
RICH = "901010100100000042"
LARGE_FEN, SMALL_FEN = 200_000_000, 300_00
MORNING = {name: AT.replace(day=day) for name, day in (("Wednesday", 8), ("Friday", 10), ("Sunday", 12))}
MOMENTS = {f"{name} 10:00": at for name, at in MORNING.items()} | {
    f"{name} 18:00": at + timedelta(hours=8) for name, at in MORNING.items()
}
"""By the bank's clock; the large-value system closes at 17:15."""


@pytest.fixture
def cast() -> Cast:
    """The company, with an account from which much is paid, at a bank that takes orders dated today."""
    found = play()
    opening.open_account(RICH, "云杉贸易", customer_number=COMPANY, balance_fen=10**12, at=AT, actor=BANK)
    holds(DUE_FIRST, {"single": 0, "batch": 0, "payroll": 0}, since=date(2030, 5, 1))
    return found


@pytest.fixture
def people() -> dict[str, User]:
    """The bank's people, of whom one head asks and the other decides."""
    play()
    return bank.staffed()


def holds(parameter: Parameter, value: Any, *, since: date) -> None:
    """A value that two persons have decided on before."""
    decided = Approval.objects.create(
        kind=parameters.KIND,
        subject=parameter.name,
        wish={},
        before={},
        reason="r",
        asked_by="he",
        asked_at=AT,
        due=since,
        state="approved",
        decided_by="hou",
        decided_at=AT,
    )
    ParameterValue.objects.create(name=parameter.name, since=since, value=value, reason="r", approval=decided)


@pytest.mark.parametrize(
    ("ordered", "wished", "goes"),
    [
        ("Wednesday 10:00", 8, 8),
        ("Wednesday 18:00", 8, 9),
        ("Wednesday 18:00", 9, 9),
        ("Wednesday 18:00", 12, 12),
        ("Friday 18:00", 10, 13),
        ("Friday 18:00", 11, 13),
        ("Friday 18:00", 14, 14),
        ("Sunday 10:00", 12, 13),
    ],
)
def test_a_wished_day_goes_round_no_cut_off_and_no_day_off(cast: Cast, ordered: str, wished: int, goes: int) -> None:
    """Small sums go by a system that is open day and night, on the day that was wished."""
    days = []
    for number, fen in (("C1", LARGE_FEN), ("C2", SMALL_FEN)):
        order = pay(number, account=RICH, to=FAR_ACCOUNT, name="远方公司", fen=fen, due=date(2030, 5, wished))
        days.append(take(order, cast.signer, at=MOMENTS[ordered], core=CORE).instruction.day.day)
    assert days == [goes, wished]


@pytest.mark.parametrize(("signed", "goes"), [("Friday 10:00", 10), ("Friday 18:00", 13)])
def test_what_is_signed_after_the_cut_off_of_its_wished_day_goes_on_the_next(
    cast: Cast, signed: str, goes: int
) -> None:
    order = pay("C1", account=RICH, to=FAR_ACCOUNT, name="远方公司", fen=LARGE_FEN, due=date(2030, 5, 10))
    found = take(order, cast.maker, at=MOMENTS["Wednesday 10:00"], core=CORE).instruction
    assert (found.state, found.day.day) == (State.LODGED, 10)
    signed_one = deciding.sign(found.pk, replace(cast.approver, channel="web"), at=MOMENTS[signed], core=CORE)
    assert signed_one.day == date(2030, 5, goes)


def wish(parameter: Parameter, texts: dict[str, str], who: User, *, in_days: int = 1) -> Any:
    """A head asks for another value."""
    since = TODAY + timedelta(days=in_days)
    return parameters.propose(parameter.name, texts, since=since, reason="year end", on=TODAY, actor=who)


def firsts(**days: int) -> dict[str, str]:
    """The table of first days as it is typed."""
    return {key: str(number) for key, number in ({"single": 1, "batch": 1, "payroll": 0} | days).items()}


@pytest.mark.parametrize(
    ("parameter", "texts", "is_taken"),
    [
        (DUE_FIRST, firsts(single=15), True),
        (DUE_FIRST, firsts(single=16), False),
        (DUE_FIRST, firsts(batch=31), False),
        (DUE_FIRST, firsts(payroll=30), False),
        (DUE_SINGLE, {"": "1"}, True),
        (DUE_SINGLE, {"": "0"}, False),
        (DUE_PAYROLL, {"": "0"}, True),
    ],
)
def test_a_window_without_a_day_is_not_asked_for(
    people: dict[str, User], parameter: Parameter, texts: dict[str, str], *, is_taken: bool
) -> None:
    with nullcontext() if is_taken else pytest.raises(Refusal, match="there is none"):
        wish(parameter, texts, people["he"])
    assert Approval.objects.exists() is is_taken


def test_what_the_other_bound_will_be_later_counts_too(people: dict[str, User]) -> None:
    holds(DUE_SINGLE, 5, since=TODAY + timedelta(days=20))
    with pytest.raises(Refusal, match="2030-05-28"):
        wish(DUE_FIRST, firsts(single=6), people["he"])
    holds(DUE_FIRST, {"single": 1, "batch": 1, "payroll": 0}, since=TODAY + timedelta(days=10))
    wish(DUE_FIRST, firsts(single=6), people["he"])


def test_what_was_decided_meanwhile_counts_when_it_is_decided(people: dict[str, User]) -> None:
    first = wish(DUE_FIRST, firsts(single=10), people["he"])
    last = wish(DUE_SINGLE, {"": "9"}, people["he"])
    office.decide(first.pk, approve=True, reason="", on=TODAY, actor=people["hou"])
    with pytest.raises(Refusal, match="at least 10 and at most 9"):
        office.decide(last.pk, approve=True, reason="", on=TODAY, actor=people["hou"])
    assert queries.parameter(DUE_SINGLE.name, on=TODAY + timedelta(days=1)) == 15
