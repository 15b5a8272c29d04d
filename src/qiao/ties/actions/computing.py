"""The nightly job: groups, circles and shared things of a day worked out and put in the place of those before."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Max, Model

from qiao.book import queries as book
from qiao.customers import queries as customers
from qiao.customers.rules.masking import masked_phone
from qiao.ground import bulk, clock
from qiao.ground.audit import note, recorded
from qiao.ground.portions import portions
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.profile.queries.bulk import newest_value
from qiao.ties.adapters.graphs import middle_of, rings_of
from qiao.ties.models import (
    Circle,
    CircleMember,
    ControlGroup,
    Membership,
    Outsider,
    RecordedTie,
    SharedMember,
    SharedThing,
    TieFinding,
    TieRun,
)
from qiao.ties.queries.gathering import Gathered, gather
from qiao.ties.rules import circles, control
from qiao.ties.rules.effective import effective
from qiao.ties.rules.holders import is_outsider
from qiao.ties.rules.known import VOUCHED
from qiao.ties.rules.shared import Shared, Thing, shared_of
from qiao.ties.rules.stakes import Oddity, Stake

BATCH_ROWS = 5_000
MOVED = "ties.moved"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """What was worked out, before it has numbers: groups by head, circles by first member, the book's state."""

    found: Gathered
    groups: Mapping[str, Sequence[control.Member]]
    shares: Mapping[str, Mapping[str, int | None]]
    findings: Sequence[Row]
    circles: Mapping[str, circles.Circle]
    shared: Sequence[Shared]
    counts: Mapping[str, int]
    stamp: Mapping[str, Any]


def work_out(*, on: date, actor: str) -> TieRun:
    """Work out the ties of a day; pages see those before until all of it is done.

    Nobody waits for the work: only the writing takes its turn. Where the book moved meanwhile, it is done once more.
    """
    begun = clock.ticks()
    try:
        return keep(_worked(on=on), on=on, begun=begun, actor=actor)
    except Refusal as refusal:
        if refusal.code != MOVED:
            raise
        return keep(_worked(on=on), on=on, begun=begun, actor=actor)


@recorded
def keep(worked: Worked, *, on: date, begun: float, actor: str) -> TieRun:
    """Put what was worked out in the place of what was before; refused where the book has moved since."""
    if worked.stamp != _stamp():
        raise Refusal(MOVED, _("The book changed while its ties were worked out; run qiao ties again."))
    found = worked.found
    _keep_groups(worked)
    _keep_circles(worked.circles)
    _keep_shared(worked)
    _replace(TieFinding, ("what", "key", "share_bp"), worked.findings)
    _replace(Outsider, ("key", "name"), sorted(found.outsiders.items()))
    recorded_ties = sorted(
        {(one.start, one.end, one.kind, one.share_bp, one.since, one.until) for one in found.recorded}, key=str
    )
    _replace(RecordedTie, ("start", "end", "kind", "share_bp", "since", "until"), map(_dated, recorded_ties))
    seconds = round(clock.ticks() - begun, 1)
    run = TieRun.objects.create(
        day=on, at=clock.now(), actor=actor, seconds=seconds, counts=dict(worked.counts), **worked.stamp
    )
    note("ties", new={"day": on, "seconds": seconds, **worked.counts})
    return run


def _stamp() -> dict[str, Any]:
    """The state of the book: its load, the merges, the records."""
    newest = book.loads(most=1)
    aliases = str(customers.alias_version())
    return {"load": newest[0].pk if newest else 0, "aliases": aliases, "newest_value": newest_value()}


def _worked(*, on: date) -> Worked:
    """Groups of two and more customers; an outsider alone above one customer makes none."""
    stamp, found = _stamp(), gather(on=on)
    known = control.control_of(found.stakes)
    held: dict[str, list[Stake]] = {}
    for one in known.used:
        held.setdefault(one.held, []).append(one)
    groups = {head: group for head, group in known.groups.items() if _customers(one.key for one in group) > 1}
    findings = [(one.what.value, one.key, one.share_bp) for one in known.findings]
    most = office.parameter(VOUCHED.name, on=on)
    by_trade = circles.guarantors(found.vouching, most=most)
    findings += [(Oddity.GUARANTOR.value, key, number) for key, number in by_trade.items()]
    rings, shared = _circles(found, most=most), shared_of(found.things)
    counts = {
        "stakes": len(known.used),
        "groups": len(groups),
        "group members": sum(_customers(one.key for one in group) for group in groups.values()),
        "findings": len(findings),
        "circles": len(rings),
        "circle members": sum(len(one.members) for one in rings.values()),
        "shared": sum(one.is_tie for one in shared),
        "shared by too many": sum(not one.is_tie for one in shared),
    }
    shares = {head: effective(group, held) for head, group in groups.items()}
    return Worked(found, groups, shares, findings, rings, shared, counts, stamp)


def _circles(found: Gathered, *, most: int) -> dict[str, circles.Circle]:
    told = {}
    for cluster in circles.clusters(found.vouching, most=most):
        circle = circles.circle_of(cluster, rings=rings_of(cluster), middle=middle_of(cluster))
        if circle is not None:
            told[circle.members[0].key] = circle
    return told


def _keep_groups(worked: Worked) -> None:
    numbers = _numbers(worked.groups, dict(ControlGroup.objects.values_list("head", "id")), ControlGroup)
    _replace(
        ControlGroup,
        ("id", "head", "customers", "members", "steps"),
        (
            (numbers[head], head, _customers(one.key for one in group), len(group), group[-1].step)
            for head, group in worked.groups.items()
        ),
    )
    _replace(
        Membership,
        ("group", "key", "customer", "step", "effective_ppm", "by"),
        chain.from_iterable(
            _memberships(numbers[head], group, worked.shares[head]) for head, group in worked.groups.items()
        ),
    )


def _memberships(number: int, group: Sequence[control.Member], shares: Mapping[str, int | None]) -> Iterator[Row]:
    for one in group:
        by = [(stake.holder, stake.told_bp, stake.declared, stake.owner) for stake in one.by]
        yield number, one.key, not is_outsider(one.key), one.step, shares[one.key], json.dumps(by)


def _keep_circles(firsts: Mapping[str, circles.Circle]) -> None:
    numbers = _numbers(firsts, dict(Circle.objects.values_list("first", "id")), Circle)
    _replace(
        Circle,
        ("id", "first", "customers", "pairs", "ringed", "middle"),
        (
            (numbers[first], first, len(one.members), len(one.pairs), one.rings, one.middle)
            for first, one in firsts.items()
        ),
    )
    _replace(
        CircleMember,
        ("circle", "key", "vouches_for", "vouched_by", "in_ring"),
        (
            (numbers[first], member.key, member.vouches_for, member.vouched_by, member.in_ring)
            for first, one in firsts.items()
            for member in one.members
        ),
    )


def _keep_shared(worked: Worked) -> None:
    _replace(
        SharedThing,
        ("id", "thing", "shown", "customers", "tied"),
        (
            (number, one.thing.value, _shown(one, worked.found), len(one.keys), one.is_tie)
            for number, one in enumerate(worked.shared, start=1)
        ),
    )
    _replace(
        SharedMember,
        ("shared", "key"),
        ((number, key) for number, one in enumerate(worked.shared, start=1) for key in one.keys),
    )


def _shown(one: Shared, found: Gathered) -> str:
    """A telephone number masked, a signatory by the name in the record or by number, an address as it is compared."""
    if one.thing is Thing.PHONE:
        return masked_phone(one.value)
    return found.shown.get((one.thing, one.value), one.value)


def _customers(keys: Iterable[str]) -> int:
    return sum(not is_outsider(key) for key in keys)


def _numbers(keys: Iterable[str], before: Mapping[str, int], model: type[Model]) -> dict[str, int]:
    """The number of each: the one it had, else the next that nobody ever had in what is kept."""
    newest = model._default_manager.aggregate(newest=Max("pk"))["newest"] or 0
    numbers = {}
    for key in keys:
        newest += key not in before
        numbers[key] = before.get(key, newest)
    return numbers


def _dated(row: Row) -> Row:
    return tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row)


def _replace(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    bulk.replace(model, names, portions(rows, BATCH_ROWS))
