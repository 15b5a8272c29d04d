"""Lists taken out by an enterprise's people: each leaves its mark in the enterprise's journal."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from django.utils.timezone import localtime
from django.utils.translation import gettext

from qiao.directlink.actions.entering import Entered
from qiao.directlink.actions.journal import turn
from qiao.ground import clock, exports
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import safe_cell
from qiao.ground.words import gettext_noop as _

ROWS_MOST = 50_000


def take_out(
    entered: Entered, headings: Sequence[str], rows: Iterable[Sequence[object]], *, facts: Mapping[str, str], form: str
) -> bytes:
    """The file, its first row saying who took it, when, and what was chosen; refused beyond so many rows."""
    lines = list(islice(rows, ROWS_MOST + 1))
    if len(lines) > ROWS_MOST:
        raise Refusal(
            "export.rows_web", _("The list has more than %(most)s rows; narrow it first."), most=f"{ROWS_MOST:,}"
        )
    at = clock.now()
    with turn(entered.enterprise.pk, at=at, actor=entered.operator.name) as taken:
        taken.note("taken_out", facts["what"], rows=len(lines), form=form, chosen=dict(facts))
    return exports.laid_out(_mark(entered, facts, moment=f"{localtime(at):%Y-%m-%d %H:%M}"), headings, lines, form=form)


def _mark(entered: Entered, facts: Mapping[str, str], *, moment: str) -> str:
    origin = exports.sources.origin()
    chosen = " ".join(value for value in facts.values() if value)
    parts = (
        gettext("Made-up data") if origin.made_up else "",
        origin.bank,
        f"{entered.enterprise.name} {entered.enterprise.pk}",
        gettext("taken by %(name)s") % {"name": entered.operator.called or entered.operator.name},
        moment,
        chosen,
    )
    return str(safe_cell(" · ".join(part for part in parts if part)))
