"""Standards agreed: signed by the person and by who leads, or objected to in words and answered; the talk at mid-term.

With the second signature the targets lie where every target of a person lies.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.appraisal.actions.targets import lay_down_targets
from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.appraisal.rules.targets import TargetLine
from qiao.cycle.models import Agreement, CycleMember, MidtermTalk, Objection
from qiao.cycle.queries import cycles, standards
from qiao.cycle.queries.standards import AGREEMENT
from qiao.cycle.rules import parameters
from qiao.cycle.rules.cycle import SIGNED_IN, Stage, check_stage, read_words
from qiao.cycle.rules.standards import Signing, Standards
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.figures import money_text, yuan_of_fen
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.office.rules.signing import Signer
from qiao.people.queries.staff import staff_names

ACCEPT, LEAD, SEE = "cycle.accept", "cycle.lead", "cycle.see_person"
WHO_LEADS, THE_PERSON = _("who leads"), _("the person concerned")


def known_member(number: int, staff_id: str) -> CycleMember:
    """Somebody in a cycle; an unknown one is refused."""
    one = cycles.cycle_of(number)
    found = cycles.member_of(one, staff_id) if one is not None else None
    if found is None:
        raise Refusal("cycle.nobody", _("Nobody of this number is in the cycle."))
    return found


def _now(member: CycleMember) -> standards.Stand:
    return standards.standings(member.cycle, [member])[member.staff_id]


def accept(number: int, staff_id: str, *, words: str, on: date, actor: User) -> Approval:
    """Sign one's standards as they stand; who leads signs after."""
    member = known_member(number, staff_id)
    require(actor, ACCEPT, str(member.pk))
    check_stage(member.cycle.stage, SIGNED_IN)
    stand = _now(member)
    if stand.signing is Signing.OBJECTED:
        raise Refusal("cycle.objected", _("Your objection waits for its answer; sign after it."))
    if stand.signing is Signing.SIGNED:
        raise Refusal("cycle.signed", _("These standards are signed by both already."))
    if not stand.standards.targets and not stand.standards.schemes:
        raise Refusal("cycle.nothing", _("No target has been laid out for you yet; there is nothing to sign."))
    said = words.strip() or gettext("I accept these standards")
    wish = {"digest": stand.standards.digest}
    return office.ask(AGREEMENT, str(member.pk), wish=wish, reason=said, on=on, actor=actor)


@recorded
def object_to(number: int, staff_id: str, *, words: str, actor: User) -> Objection:
    """Object to one's standards in words; who leads answers."""
    member = known_member(number, staff_id)
    require(actor, ACCEPT, str(member.pk))
    check_stage(member.cycle.stage, SIGNED_IN)
    if _now(member).signing in {Signing.OBJECTED, Signing.WAITING}:
        raise Refusal("cycle.waits", _("Something of yours waits for its answer already."))
    made = Objection.objects.create(member=member, words=read_words(words), by=actor.username, at=clock.now())
    note(f"cycle {member.cycle_id} {staff_id}", new={"objection": made.pk})
    return made


@recorded
def answer_objection(number: int, staff_id: str, *, words: str, actor: User) -> Objection:
    """Answer what somebody objected; then it can be signed."""
    member = known_member(number, staff_id)
    require(actor, LEAD, str(member.pk))
    found = Objection.objects.filter(member=member, answered_at=None).first()
    if found is None:
        raise Refusal("cycle.no_objection", _("No objection waits for an answer."))
    found.answer, found.answered_by, found.answered_at = read_words(words), actor.username, clock.now()
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    note(f"cycle {member.cycle_id} {staff_id}", new={"objection": found.pk, "answered": True})
    return found


@recorded
def note_talk(number: int, staff_id: str, *, words: str, actor: User) -> MidtermTalk:
    """Note the talk at mid-term; both read it."""
    member = known_member(number, staff_id)
    require(actor, LEAD, str(member.pk))
    check_stage(member.cycle.stage, {Stage.RUNNING})
    made = MidtermTalk.objects.create(member=member, words=read_words(words), by=actor.username, at=clock.now())
    note(f"cycle {member.cycle_id} {staff_id}", new={"talk": made.pk})
    return made


def called(subject: str) -> str:
    """Whose, in which cycle."""
    member = cycles.member_by(subject)
    if member is None:
        return subject
    return f"{staff_names([member.staff_id]).get(member.staff_id, member.staff_id)} {member.cycle.period}"


def _member(subject: str) -> CycleMember:
    member = cycles.member_by(subject)
    assert member is not None, subject
    return member


def standing(subject: str, _wish: Wish) -> Any:
    """The digest of what is to be agreed to: moved, it is signed anew."""
    member = _member(subject)
    return {"digest": standards.terms_for(member.cycle, [member])[member.staff_id].digest}


def changes(subject: str, _wish: Wish, _before: Any) -> Sequence[Change]:
    """The schemes, the indicators with their weights, the targets."""
    member = _member(subject)
    found = standards.terms_for(member.cycle, [member])[member.staff_id]
    return [Change(what, "—", new) for what, new in told_standards(found)]


def told_standards(found: Standards) -> list[tuple[str, str]]:
    """The standards line by line."""
    lines = [(gettext("Scheme"), "; ".join(found.names) or gettext("no published scheme takes this person"))]
    lines += [(f"{one.code} {one.name}", f"{one.weight}%") for one in found.indicators]
    lines += [(gettext(MEASURE_WORDS[Measure(name)]), money_text(yuan_of_fen(fen))) for name, fen in found.targets]
    return lines


def signers(subject: str, _wish: Wish) -> Sequence[Signer]:
    """The person, then who leads."""
    return (Signer(THE_PERSON, staff_id=_member(subject).staff_id), Signer(WHO_LEADS, verb=LEAD))


def carry_out(order: Order) -> None:
    """Keep what both signed, and lay the targets down."""
    member = _member(order.subject)
    conclude(member, request=order.number, actor=order.actor)


@recorded
def conclude(member: CycleMember, *, request: int, actor: User) -> Agreement:
    """Keep an agreement that both signed; its targets become the person's. Once it is appraised it is too late."""
    check_stage(member.cycle.stage, SIGNED_IN)
    found = standards.terms_for(member.cycle, [member])[member.staff_id]
    made = Agreement.objects.create(
        member=member, terms=found.plain, digest=found.digest, request_id=request, signed_at=clock.now()
    )
    note(f"cycle {member.cycle_id} {member.staff_id}", new={"digest": made.digest, "request": request})
    lines = [
        TargetLine(member.staff_id, Measure(name), spell, fen)
        for (name, spell), fen in standards.laid_targets(member).items()
    ]
    if lines:
        lay_down_targets(lines, source=f"cycle {member.cycle_id}", actor=actor.username)
    return made


AGREEMENT_KIND = Kind(
    AGREEMENT,
    _("agreement on standards of a cycle"),
    ask_verb=ACCEPT,
    decide_verb=LEAD,
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
    read_verb=SEE,
    heads=(_("Stands"), _("To be agreed to")),
    signers=signers,
    due=parameters.SIGN_DAYS.name,
)
