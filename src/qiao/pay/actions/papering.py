"""Statements as papers: set once from a line that stands, kept by digest, and from then on the same bytes."""

from django.utils import translation

from qiao.ground import exports
from qiao.ground.audit import note, recorded
from qiao.ground.kept import Kept
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.adapters.paper import set_paper
from qiao.pay.models import PayLine
from qiao.pay.queries.statements import paper_content
from qiao.pay.rules.states import STANDING_RUN, RunState, check_run

STATEMENTS = Kept("pay/statements", ".pdf")
LANGUAGE = "zh-hans"


def paper_of(line: PayLine, *, actor: User) -> bytes:
    """The statement's bytes; set and kept the first time somebody asks for it."""
    check_run(RunState(line.run.state), wanted=STANDING_RUN)
    if not line.paper:
        return _set(line, actor=actor)
    return STATEMENTS.read(
        line.paper,
        lost=Refusal("pay.paper_lost", _("The file of this statement is not where it was kept.")),
        changed=Refusal("pay.paper_changed", _("The file of this statement is not what was kept; tell the auditor.")),
    )


def _set(line: PayLine, *, actor: User) -> bytes:
    origin = exports.sources.origin()
    with translation.override(LANGUAGE):  # one paper for all, whoever asks for it first
        content = set_paper(paper_content(line, bank=origin.bank, made_up=origin.made_up))
    keep(line.pk, digest=STATEMENTS.keep(content), actor=actor)
    return content


@recorded
def keep(number: int, *, digest: str, actor: User) -> PayLine:
    """Name a statement's file; one that somebody kept a moment ago stays, as it is the same."""
    line = PayLine.objects.select_related("run").get(pk=number)
    old, line.paper = line.paper, line.paper or digest
    line.save(update_fields=["paper"])
    note(f"statement {line.staff_id} {line.run.name}", old={"file": old or None}, new={"file": line.paper})
    return line
