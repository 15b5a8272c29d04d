"""What pay knows of whoever leaves: parts that stay deferred, what is owed, and what waits for the exit."""

from collections.abc import Iterator
from datetime import date

from qiao.ground.money import text_of_scaled
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.dossier import DossierPart
from qiao.pay.queries import cases, ledger
from qiao.pay.rules.recovery import CAUSE_WORDS, Cause
from qiao.pay.rules.states import CASE_WORDS, LIVING_PART, PART_WORDS, CaseState, PartState

YUAN_PLACES = 2


def dossier_parts(staff_id: str, _on: date) -> Iterator[DossierPart]:
    """Deferred parts, which stay the person's and wait for the exit; recoveries, which go on after it."""
    living = [one for one in ledger.parts_of(staff_id) if PartState(one.state) in LIVING_PART]
    yield DossierPart(
        _("Deferred pay that pay still owes"),
        (_("Earned in"), _("Due"), _("Left (yuan)"), _("State")),
        [
            (one.line.run.name, one.due.isoformat(), yuan(one.left_fen), PART_WORDS[PartState(one.state)])
            for one in living
        ],
    )
    yield DossierPart(
        _("Recoveries of pay"),
        (_("Number"), _("Cause"), _("Open (yuan)"), _("State")),
        [
            (str(one.pk), CAUSE_WORDS[Cause(one.cause)], yuan(one.open_fen), CASE_WORDS[CaseState(one.state)])
            for one in cases.open_of(staff_id)
        ],
    )


def yuan(fen: int) -> str:
    """Fen as yuan."""
    return text_of_scaled(fen, places=YUAN_PLACES)
