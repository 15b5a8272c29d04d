"""What a change of shares would have done in a settled month: both sides' figures before and after, unclaimed too.

Source: issue 6, part 4. The shares of the change's first day are laid over the whole month, before and after, and
reckoned by the rules of the settlement, with who has left and who was barred; so what one side loses another gains, to
the last digit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qiao.contribution.rules.basis import DayBasis
from qiao.contribution.rules.credit import credit_of_account
from qiao.contribution.rules.facts import AccountFacts, AssignmentRow
from qiao.contribution.rules.pauses import credited_pieces
from qiao.contribution.rules.sums import PartySums, nothing, with_credit
from qiao.ground.periods import Period
from qiao.portfolio.rules.lines import WHOLE, Line


@dataclass(frozen=True, slots=True)
class Both:
    """A person's figures of the customer in the month, before and after; nobody's under the empty id."""

    staff_id: str
    before: PartySums
    after: PartySums


@dataclass(frozen=True, slots=True)
class Month:
    """A settled month as the run knew it: its days, the last days of who left, the days on which nobody is credited."""

    period: Period
    basis: DayBasis
    left_on_days: Mapping[str, int] = field(default_factory=dict)
    paused: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


def laid_over(lines: Iterable[Line], month: Month, *, day: int, account_id: str) -> tuple[AssignmentRow, ...]:
    """The lines of one scope that run on the day, as if they had run all month, cut where their person was barred."""
    period = month.period
    return tuple(
        AssignmentRow(line.staff_id, line.role, since, until, *((line.share_bp, 0) if counts else (0, line.share_bp)))
        for line in lines
        if line.account_id == account_id and line.runs_on(day)
        for since, until, counts in credited_pieces(
            period.since_day, period.until_day, paused=month.paused.get(line.staff_id, ())
        )
    )


def figures(accounts: Sequence[AccountFacts], lines: Sequence[Line], month: Month, *, day: int) -> dict[str, PartySums]:
    """Each person's figures of the accounts, if the shares of the day had held all month."""
    found: dict[str, PartySums] = {}
    whole = laid_over(lines, month, day=day, account_id=WHOLE)
    for account in accounts:
        own = laid_over(lines, month, day=day, account_id=account.account_id)
        facts = replace(account, party_rows=whole, account_rows=own, left_on_days=month.left_on_days)
        for person in credit_of_account(facts, period=month.period, basis=month.basis).people:
            before = found.get(person.staff_id) or nothing(person.staff_id)
            found[person.staff_id] = with_credit(before, person, side=account.side)
    return found


def both_sides(before: dict[str, PartySums], after: dict[str, PartySums]) -> tuple[Both, ...]:
    """Everybody whose figures would be others, nobody last."""
    people = sorted(before.keys() | after.keys(), key=lambda person: (person == "", person))
    pairs = (Both(one, before.get(one) or nothing(one), after.get(one) or nothing(one)) for one in people)
    return tuple(pair for pair in pairs if pair.before != pair.after)
