"""Changes of a customer's portfolio: each gives the lines as they are from its day on, or is refused.

Source: piece 2, 2.1 and 3.1; piece 5. Claim, split, transfer, lend (cover for leave, referral) and release. No change
touches a day before its own; none lets the shares of an account-day exceed 10,000; what nobody has stays unclaimed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from qiao.ground.money import SHARE_BP_ONE
from qiao.ground.periods import day_of
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.lines import (
    UNCLAIMED,
    WHOLE,
    Line,
    Lines,
    accounts_of,
    check_whole,
    clipped,
    credited,
    edges,
    merged,
    parts,
    percent,
)
from qiao.portfolio.rules.roles import COVER, LEAD, NOT_SERVING, REFERRAL, ROLE_WORDS

PARTIES_TO_A_SPLIT_MOST = 10


class Act(StrEnum):
    """What a change does."""

    CLAIM = "claim"
    SPLIT = "split"
    TRANSFER = "transfer"
    COVER = "cover"
    REFERRAL = "referral"
    RELEASE = "release"
    HAND_OVER = "hand_over"  # a transfer by a hand-over with its dossier
    CORRECTION = "correction"  # a split whose first day lies in a settled month
    EXTRACT = "extract"  # a later extract's lines taken in the place of ours


SPLITS = frozenset({Act.SPLIT, Act.CORRECTION})


@dataclass(frozen=True, slots=True)
class Part:
    """What a person is to have."""

    staff_id: str
    role: str
    share_bp: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A change that is wished for.

    `parts`: whom a claim or a split gives which share, a split without `until_day` for good. `giver`: who
    transfers, is covered or releases, and of whose share a referral is paid ('' = of what is unclaimed). `taker`: who
    takes over, covers or referred. `share_bp`: what a cover or a referral is credited with meanwhile. `until_day`: the
    day after the last of these and of a split.
    """

    act: Act
    account_id: str
    since_day: int
    until_day: int | None = None
    giver: str = ""
    taker: str = ""
    share_bp: int = 0
    parts: tuple[Part, ...] = ()


def changed(lines: Sequence[Line], ask: Ask, *, left_on_days: Mapping[str, int] | None = None) -> Lines:
    """The lines after the change; a claim takes what people who have left, by their last day, still stand for."""
    if ask.act is Act.CLAIM:
        return _checked(lines, _claimed(lines, ask, left_on_days=left_on_days or {}))
    after = {
        Act.SPLIT: _split,
        Act.CORRECTION: _split,
        Act.TRANSFER: _transferred,
        Act.HAND_OVER: _transferred,
        Act.COVER: _lent,
        Act.REFERRAL: _lent,
        Act.RELEASE: _released,
    }[ask.act](lines, ask)
    return _checked(lines, after)


def _checked(lines: Sequence[Line], after: Sequence[Line]) -> Lines:
    found = check_whole(merged(after))
    _check_one_lead(lines, found)
    if set(found) == set(lines):
        raise Refusal("shares.same", _("That stands already; the change would change nothing."))
    return found


def _check_one_lead(before: Sequence[Line], after: Sequence[Line]) -> None:
    """Refuse a change after which more people lead a customer, or an account set apart, than one and than before."""
    for account_id in {line.account_id for line in after}:
        old, new = (
            [line for line in lines if line.account_id == account_id and line.role == LEAD] for lines in (before, after)
        )
        for day in edges(new):
            leads = {line.staff_id for line in new if line.runs_on(day)}
            if len(leads) > max(1, len({line.staff_id for line in old if line.runs_on(day)})):
                raise Refusal(
                    "shares.two_leads",
                    _("From %(day)s %(people)s would both lead; one leads, others share beside."),
                    day=day_of(day).isoformat(),
                    people="、".join(sorted(leads)),
                )


def concerned(lines: Sequence[Line], ask: Ask) -> tuple[str, ...]:
    """Everybody whose credit or service the change touches: those who have the share now and those who would."""
    now: set[str] = set()
    if ask.act in SPLITS:
        within = (line for line in lines if clipped(line, since=ask.since_day, until=ask.until_day) is not None)
        now = {line.staff_id for line in within if _touches(line, ask) and not stays(line, ask.act)}
    named = {ask.giver, ask.taker, *(part.staff_id for part in ask.parts)}
    return tuple(sorted((now | named) - {""}))


def _without_leavers(lines: Sequence[Line], ask: Ask, *, left_on_days: Mapping[str, int]) -> Iterator[Line]:
    """The lines without the days that people have left for, from the day of a claim and of their leaving on.

    Their share is nobody's by then, and so it can be claimed.
    """
    for line in lines:
        left_on = left_on_days.get(line.staff_id)
        if left_on is None:
            yield line
            continue
        since = max(left_on + 1, ask.since_day)
        yield from (part for within, part in parts(line, since=since, until=None) if not within)


def check_day(
    since_day: int, *, open_from_day: int | None, correction: bool, closed_until_day: int | None = None
) -> None:
    """Refuse a first day in a settled month, unless it is a correction; and a correction of what is not settled.

    In a closed month any change may begin: its figures stay, and what it changes is booked in the open one.
    """
    if closed_until_day is not None and since_day < closed_until_day:
        return
    settled = open_from_day is not None and since_day < open_from_day
    if settled and not correction:
        assert open_from_day is not None
        raise Refusal(
            "shares.settled",
            _("Months before %(day)s are settled; a change begins on that day or later, or is asked as a correction."),
            day=day_of(open_from_day).isoformat(),
        )
    if correction and not settled:
        raise Refusal("shares.not_settled", _("That day is not settled yet; ask for the change itself."))


def check_cover(ask: Ask, *, days_most: int) -> None:
    """Refuse a cover that lasts longer than the house allows."""
    if ask.act is Act.COVER and ask.until_day is not None and ask.until_day - ask.since_day > days_most:
        raise Refusal(
            "shares.cover_long",
            _("A cover lasts %(most)s days at most; who serves for longer takes the customer over."),
            most=days_most,
        )


def _claimed(lines: Sequence[Line], ask: Ask, *, left_on_days: Mapping[str, int]) -> list[Line]:
    """The lines with the claimed ones; a claim of one account leaves the customer's own lines as they are."""
    added = [_new_line(ask, part) for part in _checked_parts(ask)]
    present = list(_without_leavers(lines, ask, left_on_days=left_on_days))
    if ask.account_id == WHOLE:
        return [*present, *added]
    others = [line for line in lines if line.account_id != ask.account_id]
    own = [line for line in present if line.account_id == ask.account_id]
    return [*others, *own, *_followed(lines, present, account_id=ask.account_id, day=ask.since_day), *added]


def _split(lines: Sequence[Line], ask: Ask) -> list[Line]:
    """On its days exactly these have the scope; a split of the whole customer leaves accounts with own lines.

    Cover and referral were agreed for some days by others; they stay.
    """
    _check_split(ask)
    wished = _checked_parts(ask)
    cut = [line for line in lines if line.account_id == ask.account_id and not stays(line, ask.act)]
    kept = [line for line in lines if line not in cut]
    kept += [
        part for line in cut for within, part in parts(line, since=ask.since_day, until=ask.until_day) if not within
    ]
    return [*kept, *(_new_line(ask, part) for part in wished)]


def _check_split(ask: Ask) -> None:
    if ask.until_day is not None and ask.until_day <= ask.since_day:
        raise Refusal("shares.until", _("Say the last day: not before the first one."))
    lent = next((part.role for part in ask.parts if ask.act is Act.SPLIT and part.role in NOT_SERVING), None)
    if lent is not None:
        raise Refusal("shares.lent", _("Cover and referral have forms of their own, and a split leaves them alone."))


def stays(line: Line, act: Act) -> bool:
    """Whether a split leaves the line alone: cover and referral; of a correction the cover that is service only."""
    if act is Act.CORRECTION:
        return line.role == COVER and not line.share_bp
    return line.role in NOT_SERVING


def ending(lines: Sequence[Line], ask: Ask, *, open_from_day: int | None) -> Ask:
    """The wish with its end: a split that names none holds until the next day from which something else was agreed.

    A correction holds until the first day not settled at most. Where nothing else was agreed, a split has no end.
    """
    if ask.act not in SPLITS or ask.until_day is not None:
        return ask
    own = [line for line in lines if line.account_id == ask.account_id and line.ends_after(ask.since_day)]
    followed = own or [line for line in lines if line.account_id == WHOLE]
    days = [day for day in edges(line for line in followed if not stays(line, ask.act)) if day > ask.since_day]
    if ask.act is Act.CORRECTION and open_from_day is not None and open_from_day > ask.since_day:
        days.append(open_from_day)
    return replace(ask, until_day=min(days, default=None))


def _checked_parts(ask: Ask) -> tuple[Part, ...]:
    if not ask.parts:
        raise Refusal("shares.nobody", _("Name at least one person with a role and a share."))
    if len(ask.parts) > PARTIES_TO_A_SPLIT_MOST:
        raise Refusal("shares.many", _("At most %(most)s people share a customer."), most=PARTIES_TO_A_SPLIT_MOST)
    pairs = [(part.staff_id, part.role) for part in ask.parts]
    if len(set(pairs)) < len(pairs):
        raise Refusal("shares.twice", _("A person stands twice in the same role; put the shares together."))
    for part in ask.parts:
        check_role(part.role)
        check_share(part.share_bp)
    return ask.parts


def check_role(role: str) -> None:
    """Refuse a role the house does not know."""
    if role not in ROLE_WORDS:
        raise Refusal("shares.role", _("There is no role %(role)s."), role=role[:40])


def check_share(share_bp: int) -> None:
    """Refuse what is no share."""
    if not 0 <= share_bp <= SHARE_BP_ONE:
        raise Refusal("shares.share", _("A share lies between 0 and 100 %%."))


def _new_line(ask: Ask, part: Part) -> Line:
    return Line(ask.account_id, part.staff_id, part.role, ask.since_day, ask.until_day, part.share_bp)


def _transferred(lines: Sequence[Line], ask: Ask) -> list[Line]:
    """What the giver has from the day on, the taker has in the same roles; of the whole customer, in every account."""
    _check_two(ask)
    _check_has(lines, ask)
    base = own_lines(lines, account_id=ask.account_id, day=ask.since_day)
    moved = [
        replace(part, staff_id=ask.taker) if within else part
        for line in base
        if _moves(line, ask)
        for within, part in parts(line, since=ask.since_day, until=None)
    ]
    return [*(line for line in base if not _moves(line, ask)), *moved]


def _moves(line: Line, ask: Ask) -> bool:
    return line.staff_id == ask.giver and _touches(line, ask)


def _touches(line: Line, ask: Ask) -> bool:
    return ask.account_id in {WHOLE, line.account_id}


def _lent(lines: Sequence[Line], ask: Ask) -> list[Line]:
    """For some days a part of the giver's share is the taker's, as cover or for a referral; then it is as it was."""
    _check_two(ask)
    check_share(ask.share_bp)
    if ask.until_day is None or ask.until_day <= ask.since_day:
        raise Refusal("shares.until", _("Say the last day: not before the first one."))
    role = COVER if ask.act is Act.COVER else REFERRAL
    base = own_lines(lines, account_id=ask.account_id, day=ask.since_day)
    if ask.giver != UNCLAIMED:
        _check_has(lines, ask)
    if ask.giver != UNCLAIMED and ask.share_bp:
        base = list(_taken_off(base, ask))
    return [*base, Line(ask.account_id, ask.taker, role, ask.since_day, ask.until_day, ask.share_bp)]


def _taken_off(lines: Sequence[Line], ask: Ask) -> Iterator[Line]:
    """The lines with the lent share taken off the giver's within the days, the largest line first."""
    givers = [line for line in lines if line.staff_id == ask.giver and line.account_id == ask.account_id]
    yield from (line for line in lines if line not in givers)
    for line in givers:
        yield from (part for within, part in parts(line, since=ask.since_day, until=ask.until_day) if not within)
    until_day = ask.until_day or ask.since_day
    days = [ask.since_day, *(day for day in edges(givers) if ask.since_day < day < until_day), until_day]
    for first, last in pairwise(days):
        left = ask.share_bp
        for line in sorted((line for line in givers if line.runs_on(first)), key=lambda one: -one.share_bp):
            off, part = min(left, line.share_bp), clipped(line, since=first, until=last)
            left -= off
            if part is not None:
                yield replace(part, share_bp=line.share_bp - off)
        _check_lent(ask, left, day=first)


def _check_lent(ask: Ask, left: int, *, day: int) -> None:
    if left:
        raise Refusal(
            "shares.lends_more",
            _("%(person)s has %(has)s %% from %(day)s and cannot give %(share)s %% of it."),
            person=ask.giver,
            has=percent(ask.share_bp - left),
            day=day_of(day).isoformat(),
            share=percent(ask.share_bp),
        )


def _released(lines: Sequence[Line], ask: Ask) -> list[Line]:
    """The giver's share falls to unclaimed from the day on; of the whole customer, in every account."""
    _check_has(lines, ask)
    base = own_lines(lines, account_id=ask.account_id, day=ask.since_day)
    kept = [line for line in base if not _moves(line, ask)]
    own = (line for line in base if _moves(line, ask))
    kept += [part for line in own for within, part in parts(line, since=ask.since_day, until=None) if not within]
    if credited(kept, account_id=ask.account_id, day=ask.since_day).get(ask.giver):
        raise Refusal(
            "shares.falls_back",
            _("Without lines of its own the account would follow the customer's again; say by a split who has it."),
        )
    return kept


def _check_two(ask: Ask) -> None:
    if not ask.taker or ask.giver == ask.taker:
        raise Refusal("shares.two", _("Name two different people: who gives and who takes."))


def _check_has(lines: Sequence[Line], ask: Ask) -> None:
    scopes = (ask.account_id, *(accounts_of(lines) if ask.account_id == WHOLE else ()))
    has = any(
        line.staff_id == ask.giver and line.ends_after(ask.since_day) and line.account_id in {WHOLE, *scopes}
        for line in lines
    )
    if not has:
        raise Refusal(
            "shares.has_none", _("%(person)s has no share here from that day on."), person=ask.giver or UNCLAIMED
        )


def own_lines(lines: Sequence[Line], *, account_id: str, day: int) -> list[Line]:
    """The lines, the account's own filled from the day on by copies of the customer's where it followed those.

    Nothing changes by it but that a later change of the account's lines leaves the others' part of it alone.
    """
    if account_id == WHOLE:
        return list(lines)
    return [*lines, *_followed(lines, lines, account_id=account_id, day=day)]


def _followed(lines: Sequence[Line], given: Sequence[Line], *, account_id: str, day: int) -> list[Line]:
    """The customer's lines among `given` as lines of the account, on the days from the day on on which it has none."""
    own = [line for line in lines if line.account_id == account_id and line.since_day != line.until_day]
    return [
        replace(part, account_id=account_id)
        for since, until in _gaps(own, day=day)
        for line in given
        if line.account_id == WHOLE and (part := clipped(line, since=since, until=until)) is not None
    ]


def _gaps(own: Sequence[Line], *, day: int) -> list[tuple[int, int | None]]:
    """The days from `day` on on which none of the lines runs."""
    days = [day, *(edge for edge in edges(own) if edge > day)]
    ends: list[int | None] = [*days[1:], None]
    return [
        (first, last) for first, last in zip(days, ends, strict=True) if not any(line.runs_on(first) for line in own)
    ]
