"""A wished change as it is kept with its request, who signs it, and how it reads.

Source: piece 2, 2.1 and 3.1. Transfer and hand-over: who gives, who takes, who supervises. Split and correction: all
concerned, and a supervisor. Cover: who is covered, or the supervisor who asked, and who covers; a supervisor always
where credit goes with it. Referral: whose share it is, who referred, a supervisor. Release: who gives back, and a
supervisor. Who has left the bank signs no more.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.signing import Signer
from qiao.portfolio.rules.lines import Line
from qiao.portfolio.rules.shares import Act, Ask, Part, concerned

SUPERVISE = "portfolio.supervise"
GIVES, TAKES, SUPERVISES = _("Gives"), _("Takes over"), _("Supervises")
SHARES, COVERED, COVERS, REFERS = _("Shares"), _("Covered"), _("Covers"), _("Referred")
ACT_WORDS = {
    Act.CLAIM: _("Claim"),
    Act.SPLIT: _("Split"),
    Act.TRANSFER: _("Transfer"),
    Act.COVER: _("Cover"),
    Act.REFERRAL: _("Referral"),
    Act.RELEASE: _("Release"),
    Act.HAND_OVER: _("Hand-over"),
    Act.CORRECTION: _("Correction of settled months"),
    Act.EXTRACT: _("Taken from the extract"),
}
_NAMED = {
    Act.TRANSFER: (GIVES, TAKES),
    Act.HAND_OVER: (GIVES, TAKES),
    Act.COVER: (COVERED, COVERS),
    Act.REFERRAL: (GIVES, REFERS),
    Act.RELEASE: (GIVES, TAKES),
}


def signers_of(lines: Sequence[Line], ask: Ask, *, supervisor: str, left: Collection[str]) -> tuple[Signer, ...]:
    """Who signs the change. `supervisor` is who asked as one, '' leaves that place to anybody who may supervise."""
    if ask.act in _NAMED:
        roles = zip(_NAMED[ask.act], (ask.giver, ask.taker), strict=True)
        people = [(role, person) for role, person in roles if person]
    else:
        people = [(SHARES, person) for person in concerned(lines, ask)]
    supervised = Signer(SUPERVISES, supervisor, SUPERVISE)
    if ask.act is Act.COVER and supervisor:
        people = [(role, person) for role, person in people if person != ask.giver]
    places = [Signer(role, person) for role, person in people if person not in left and person != supervisor]
    serves_only = ask.act is Act.COVER and not ask.share_bp
    if serves_only and not supervisor and any(one.staff_id == ask.giver for one in places):
        return tuple(places)
    return (*places, supervised)


def gaining(lines: Sequence[Line], ask: Ask) -> tuple[str, ...]:
    """Who would be given a customer, or more of one: those are looked at for what bars them."""
    if ask.act in {Act.TRANSFER, Act.HAND_OVER, Act.COVER, Act.REFERRAL}:
        return (ask.taker,)
    now = {line.staff_id: 0 for line in lines}
    for line in lines:
        if line.account_id == ask.account_id and line.runs_on(ask.since_day):
            now[line.staff_id] += line.share_bp
    return tuple(sorted({part.staff_id for part in ask.parts if part.share_bp > now.get(part.staff_id, 0)}))


def plain_ask(ask: Ask) -> dict[str, Any]:
    """The wish as plain JSON."""
    return {
        "act": ask.act.value,
        "account": ask.account_id,
        "since": ask.since_day,
        "until": ask.until_day,
        "giver": ask.giver,
        "taker": ask.taker,
        "share": ask.share_bp,
        "parts": [[part.staff_id, part.role, part.share_bp] for part in ask.parts],
    }


def ask_of(plain: Mapping[str, Any]) -> Ask:
    """The wish of plain JSON."""
    return Ask(
        Act(plain["act"]),
        plain["account"],
        plain["since"],
        until_day=plain["until"],
        giver=plain["giver"],
        taker=plain["taker"],
        share_bp=plain["share"],
        parts=tuple(Part(*part) for part in plain["parts"]),
    )


def people_of(lines: Sequence[Line], ask: Ask) -> tuple[str, ...]:
    """Everybody whom the lines or the wish name."""
    return tuple(sorted({line.staff_id for line in lines} | set(concerned(lines, ask))))
