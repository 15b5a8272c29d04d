"""What people are to agree to, and how their agreements stand."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qiao.appraisal.queries.targets import standing_targets
from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.spans import Span
from qiao.cycle.models import Agreement, Cycle, CycleMember, Objection
from qiao.cycle.queries.cascade import amounts_of
from qiao.cycle.queries.cycles import period_of
from qiao.cycle.rules.cascade import Node, NodeKind, spread_over
from qiao.cycle.rules.cycle import BEFORE_APPRAISAL
from qiao.cycle.rules.standards import Signing, Standards, standards_of
from qiao.ground.periods import Period
from qiao.office.queries import Approval
from qiao.office.rules.deciding import State
from qiao.pay.queries.taking import DAY, holding_in, schemes_over
from qiao.people.queries.careers import levels_on
from qiao.people.queries.staff import above_each, staff_by_id

__all__ = (
    "Agreement",
    "Objection",
    "Stand",
    "agreements_of",
    "open_request",
    "schemes_by_person",
    "standings",
    "terms_for",
)
AGREEMENT = "cycle_agreement"
VERSIONS_MOST = 20
Schemes = Mapping[str, Sequence[Scheme]]
"""By person the schemes that take him or her in a cycle."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A person's standards as they are now, and how the agreement about them stands."""

    member: CycleMember
    standards: Standards
    signing: Signing
    agreement: Agreement | None


def schemes_by_person(members: Sequence[CycleMember], *, period: Period) -> dict[str, tuple[Scheme, ...]]:
    """The published schemes that take each person in a period, by level and unit as they are."""
    known, ids = schemes_over(period), [one.staff_id for one in members]
    if not known:
        return dict.fromkeys(ids, ())
    held, staff = levels_on(ids, on=period.until - DAY), staff_by_id(ids)
    above = above_each({one.org_id for one in members})
    found = {}
    for one in members:
        own, row = held.get(one.staff_id), staff.get(one.staff_id)
        level = own.level.code if own is not None else (row.level if row is not None else "") or ""
        found[one.staff_id] = tuple(
            sorted(
                (each for each in known if each.whom.takes(post=one.post, level=level, units=above[one.org_id])),
                key=lambda each: (each.since, each.code),
            )
        )
    return found


def terms_for(one: Cycle, members: Sequence[CycleMember]) -> dict[str, Standards]:
    """What each person is to agree to, as things stand."""
    return _terms(one, members, schemes_by_person(members, period=period_of(one).period))


def _terms(one: Cycle, members: Sequence[CycleMember], schemes: Schemes) -> dict[str, Standards]:
    amounts = amounts_of(one, staff_ids=[member.staff_id for member in members])
    found = {}
    for member in members:
        node = Node(NodeKind.PERSON, member.staff_id)
        targets = {name: amounts[name, node] for name in one.measures if (name, node) in amounts}
        found[member.staff_id] = standards_of(one.period, schemes[member.staff_id], targets)
    return found


def standings(one: Cycle, members: Sequence[CycleMember]) -> dict[str, Stand]:
    """How each person's agreement stands: a later change of targets or schemes, here or by a sheet, supersedes it.

    Once people are appraised, what was signed last stands.
    """
    schemes, pks = schemes_by_person(members, period=period_of(one).period), [member.pk for member in members]
    terms = _terms(one, members, schemes)
    signed = {row.member_id: row for row in Agreement.objects.filter(member__in=pks).order_by("id")}
    objected = set(Objection.objects.filter(member__in=pks, answered_at=None).values_list("member_id", flat=True))
    subjects = Approval.objects.filter(kind=AGREEMENT, state=State.ASKED, subject__in=[str(pk) for pk in pks])
    waiting = {int(subject) for subject in subjects.values_list("subject", flat=True)}
    laid = {
        member.staff_id: _laid(one, terms[member.staff_id], schemes[member.staff_id])
        for member in members
        if member.pk in signed
    }
    moved = _moved_by_sheet(laid)
    found = {}
    for member in members:
        agreement, now = signed.get(member.pk), terms[member.staff_id]
        if member.pk in waiting:
            signing = Signing.WAITING
        elif member.pk in objected:
            signing = Signing.OBJECTED
        elif agreement is None:
            signing = Signing.OPEN
        elif one.stage in BEFORE_APPRAISAL and (agreement.digest != now.digest or member.staff_id in moved):
            signing = Signing.SUPERSEDED
        else:
            signing = Signing.SIGNED
        found[member.staff_id] = Stand(member, now, signing, agreement)
    return found


def laid_targets(member: CycleMember) -> dict[tuple[str, str], int]:
    """By measure and span the targets that a person's agreement lays down, fen."""
    one = member.cycle
    schemes = schemes_by_person([member], period=period_of(one).period)
    return _laid(one, _terms(one, [member], schemes)[member.staff_id], schemes[member.staff_id])


def _laid(one: Cycle, standards: Standards, schemes: Sequence[Scheme]) -> dict[tuple[str, str], int]:
    """For the cycle's own spans, and for those by which the person's schemes are paid; each set comes to the whole."""
    sets = dict.fromkeys((period_of(one).spells, *_rhythms(one, schemes)))
    return {
        (name, spell): fen
        for spells in sets
        for name, whole in standards.targets
        for spell, fen in zip(spells, spread_over(Measure(name), whole, spells=len(spells)), strict=True)
    }


def _rhythms(one: Cycle, schemes: Sequence[Scheme]) -> Iterable[tuple[str, ...]]:
    period = period_of(one)
    for month in period.months:
        found = holding_in(schemes, month=month)
        pieces = period.pieces(Span(found.rhythm.value)) if found is not None else ()
        if pieces:
            yield pieces


def _moved_by_sheet(laid: Mapping[str, Mapping[tuple[str, str], int]]) -> Collection[str]:
    """Of whom a target that an agreement laid down is not the one that holds."""
    standing = standing_targets(laid, {span for own in laid.values() for _name, span in own})
    return {
        staff_id
        for staff_id, own in laid.items()
        for key, fen in own.items()
        if (row := standing.get((staff_id, *key))) is None or row.amount_fen != fen
    }


def open_request(member: CycleMember) -> Approval | None:
    """The request with the person's signature that awaits who leads."""
    return Approval.objects.filter(kind=AGREEMENT, subject=str(member.pk), state=State.ASKED).first()


def refused_request(member: CycleMember) -> Approval | None:
    """The person's signature that who leads did not join, with the reason; None once another one was given."""
    newest = Approval.objects.filter(kind=AGREEMENT, subject=str(member.pk)).order_by("-id").first()
    return newest if newest is not None and newest.state == State.REFUSED else None


def agreements_of(member: CycleMember) -> list[Agreement]:
    """What was signed, the newest first."""
    return list(member.agreements.select_related("request").order_by("-id")[:VERSIONS_MOST])


def objections_of(member: CycleMember) -> list[Objection]:
    """What was objected and answered, the newest first."""
    return list(member.objections.order_by("-id")[:VERSIONS_MOST])
