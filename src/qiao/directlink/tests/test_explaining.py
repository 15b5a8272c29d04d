"""Why an order stands where it stands, in sentences for the bank's people, and what they are told to do next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.rules.explaining import ANEW, Failure, Standing, explained
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.states import FINAL, State

pytestmark = pytest.mark.whatever_database

CASES: tuple[tuple[Standing, list[str], list[str]], ...] = (
    (
        Standing(State.LODGED, wanted=2, signed=1, signers=3, expires_on="2030-06-08"),
        ["signatures so far: 1 of 2"],
        ["under “To sign”", "expires on 2030-06-08"],
    ),
    (
        Standing(State.LODGED, wanted=1, signers=0),
        ["so far: 0 of 1", "Fewer people"],
        ["asks for the right to sign"],
    ),
    (
        Standing(State.RETURNED, said="which invoice?"),
        ["returned it to its maker: which invoice?"],
        ["gives it in again"],
    ),
    (Standing(State.SCHEDULED, day="2030-05-13", is_wished=True), ["has named the day"], ["goes by itself"]),
    (Standing(State.SCHEDULED, day="2030-05-13"), ["or on a day off: it goes on 2030-05-13"], ["goes by itself"]),
    (Standing(State.SCHEDULED, is_due=True, is_suspended=True), ["Its day has come"], ["is suspended"]),
    (
        Standing(State.HELD, stopped_at=(("远方公司", "名单甲"),)),
        ["names to look out for: 远方公司 (名单甲)", "No money has moved"],
        ["ask a second person"],
    ),
    (Standing(State.HELD, request=7), ["A check of the bank stopped it", "No money"], ["Request no. 7 waits"]),
    (Standing(State.SENT, begun=1, tries=0), ["about to be told"], []),
    (Standing(State.SENT, begun=1, tries=2, again_at="10:05"), ["has not booked it yet"], ["next at 10:05"]),
    (Standing(State.SENT, count=900, begun=300), ["300 of 900"], []),
    (
        Standing(State.UNKNOWN, begun=1, unknown=1, tries=4),
        ["4 in all", "stay earmarked"],
        ["Look for its transfer number"],
    ),
    (
        Standing(State.FAILED, failures=(Failure(Reason.REJECTED, 1, "AC04 account closed"),)),
        ["refused it with: AC04 account closed"],
        ["nothing left its account", "never runs again"],
    ),
    (
        Standing(State.PARTLY_PAID, count=9, failures=(Failure(Reason.NAME, 2), Failure(Reason.LIMIT, 1))),
        ["The name in the order", "above a limit"],
        ["as the account bears it", "a higher limit", "never runs again"],
    ),
    (Standing(State.FAILED, failures=(Failure(Reason.SCREENED, 1),)), ["Two persons of the bank"], []),
    (Standing(State.PAID), [], []),
    (Standing(State.PAID, came_back=1), ["sent the money back"], []),
    (Standing(State.CANCELLED), ["withdrew it"], []),
    (Standing(State.EXPIRED), ["not signed before its last day"], ["orders anew"]),
)


@pytest.mark.parametrize(("standing", "why", "after"), CASES)
def test_an_order_says_why_it_stands_so_and_what_is_next(standing: Standing, why: list[str], after: list[str]) -> None:
    told = explained(standing)
    for sentences, parts in ((told.why, why), (told.next, after)):
        said = [one.words % one.facts for one in sentences]
        assert len(said) == len(parts)
        assert [part for part, words in zip(parts, said, strict=True) if part not in words] == []


def test_of_several_payments_each_reason_says_how_many() -> None:
    failures = (Failure(Reason.NAME, 2), Failure(Reason.FUNDS, 1))
    told = explained(Standing(State.PARTLY_PAID, count=9, failures=failures))
    assert [one.count for one in told.why] == [2, 1]
    alone = explained(Standing(State.FAILED, count=1, failures=failures[:1]))
    assert [one.count for one in alone.why] == [0]


FAILURES = st.builds(Failure, st.sampled_from(Reason), st.integers(1, 9), st.text(max_size=5))


@given(
    standing=st.builds(
        Standing,
        st.sampled_from(State),
        count=st.integers(1, 9),
        is_suspended=st.booleans(),
        signers=st.integers(0, 3),
        is_due=st.booleans(),
        request=st.integers(0, 3),
        failures=st.lists(FAILURES).map(tuple),
    )
)
def test_whatever_is_not_over_is_explained_and_nothing_is_said_twice(standing: Standing) -> None:
    told = explained(standing)
    assert told.why or standing.state in FINAL
    assert len({one.words for one in told.next}) == len(told.next)
    assert all(one.words % one.facts for one in (*told.why, *told.next))


def test_what_never_runs_again_is_said_once_however_many_reasons() -> None:
    failures = tuple(Failure(reason, 1) for reason in Reason)
    told = explained(Standing(State.PARTLY_PAID, count=99, failures=failures))
    assert [one.words for one in told.next].count(ANEW) == 1
    assert len(told.why) == len(Reason)
