"""A customer's portfolio as lines: who has which share of the customer, or of one account of it, in which days.

Source: the contract, 1 and 2 (assignment). Lines that name an account replace the whole customer's lines for that
account on the days on which any of them runs. What the running lines leave of 10,000 is unclaimed: it belongs to the
branch, under the empty person. Half-open days: [since, until), None = still running.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.periods import day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

UNCLAIMED = ""
WHOLE = ""
"""The account id of lines that serve the whole customer."""


@dataclass(frozen=True, slots=True)
class Line:
    """A person's share of the whole customer (`account_id` is empty) or of one account, in ten-thousandths."""

    account_id: str
    staff_id: str
    role: str
    since_day: int
    until_day: int | None
    share_bp: int

    def runs_on(self, day: int) -> bool:
        """Whether the line runs on the day."""
        return self.since_day <= day and (self.until_day is None or day < self.until_day)

    def ends_after(self, day: int) -> bool:
        """Whether any of its days is the day or later."""
        return self.until_day is None or day < self.until_day


Lines = tuple[Line, ...]


def credited(lines: Iterable[Line], *, account_id: str, day: int) -> dict[str, int]:
    """The whole of an account-day by person; unclaimed under the empty id where anything is left; no zeros."""
    running = running_on(lines, account_id=account_id, day=day)
    shares: dict[str, int] = {}
    for line in running:
        shares[line.staff_id] = shares.get(line.staff_id, 0) + line.share_bp
    rest = SHARE_BP_ONE - sum(shares.values())
    assert rest >= 0, (account_id, day)
    return {person: share for person, share in {UNCLAIMED: rest, **shares}.items() if share}


def running_on(lines: Iterable[Line], *, account_id: str, day: int) -> Lines:
    """The lines that decide on the day: the account's own where any runs, else the whole customer's."""
    running = [line for line in lines if line.runs_on(day)]
    own = tuple(line for line in running if line.account_id == account_id)
    return own or tuple(line for line in running if line.account_id == WHOLE)


def accounts_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """The accounts that have lines of their own, in order."""
    return tuple(sorted({line.account_id for line in lines} - {WHOLE}))


def edges(lines: Iterable[Line]) -> list[int]:
    """The days on which any line begins or ends, in order."""
    days = {line.since_day for line in lines}
    return sorted(days | {line.until_day for line in lines if line.until_day is not None})


def check_whole(lines: Sequence[Line]) -> Lines:
    """The lines in order, those with one key and the same days added up; refused where a day has more than the whole.

    An account's own lines are one scope, the whole customer's another.
    """
    for account_id in {line.account_id for line in lines}:
        scope = [line for line in lines if line.account_id == account_id]
        for day in edges(scope):
            total = sum(line.share_bp for line in scope if line.runs_on(day))
            if total > SHARE_BP_ONE:
                raise Refusal(
                    "shares.above_one",
                    _("From %(day)s the shares would add up to %(sum)s %%: more than the whole."),
                    day=day_of(day).isoformat(),
                    sum=percent(total),
                )
    return in_order(lines)


def in_order(lines: Iterable[Line]) -> Lines:
    """The lines by account, person, role and first day."""
    return tuple(sorted(lines, key=key_of))


def percent(share_bp: int) -> str:
    """Ten-thousandths as per cent: 4000 is 40, 3333 is 33.33."""
    whole, part = divmod(share_bp, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") if part else str(whole)


def clipped(line: Line, *, since: int, until: int | None) -> Line | None:
    """The part of the line within [since, until); None where there is none."""
    first = max(line.since_day, since)
    ends = [day for day in (line.until_day, until) if day is not None]
    last = min(ends) if ends else None
    if last is not None and last <= first:
        return None
    return Line(line.account_id, line.staff_id, line.role, first, last, line.share_bp)


def parts(line: Line, *, since: int, until: int | None) -> Iterator[tuple[bool, Line]]:
    """The line cut at both days: whether a part lies within [since, until), and the part. Days never get lost."""
    if line.since_day == line.until_day:  # an empty period has no day to cut
        yield False, line
        return
    before = clipped(line, since=line.since_day, until=since)
    within = clipped(line, since=since, until=until)
    after = None if until is None else clipped(line, since=until, until=None)
    yield from ((is_within, part) for is_within, part in ((False, before), (True, within), (False, after)) if part)


def merged(lines: Iterable[Line]) -> list[Line]:
    """Lines that would have one key (account, person, role, first day) put together, whatever days each has.

    Where their ends differ, the longer one goes on under a later first day.
    """
    waiting = list(in_order(lines))
    found: list[Line] = []
    while waiting:
        line = waiting.pop(0)
        twin = next((other for other in waiting if key_of(other) == key_of(line)), None)
        if twin is None:
            found.append(line)
            continue
        waiting.remove(twin)
        waiting = list(in_order([*waiting, *_added(line, twin)]))
    return list(in_order(found))


def key_of(line: Line) -> tuple[str, str, str, int]:
    """What tells a customer's lines apart."""
    return line.account_id, line.staff_id, line.role, line.since_day


def _added(one: Line, other: Line) -> list[Line]:
    """Two lines of one key as one that ends with the shorter, and what the longer one has beyond."""
    empty = [line for line in (one, other) if line.until_day == line.since_day]
    if empty:
        return [line for line in (one, other) if line.until_day != line.since_day][:1] or [one]
    short, long = sorted((one, other), key=lambda line: (line.until_day is None, line.until_day or 0))
    both = Line(*key_of(one), short.until_day, one.share_bp + other.share_bp)
    beyond = None if short.until_day is None else clipped(long, since=short.until_day, until=None)
    return [both, beyond] if beyond else [both]
