"""Imports of the bank's tables, noted so that the last of each kind can be taken back for the one before it."""

from typing import Any

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.actions.values import SOURCE_MOST
from qiao.profile.models import Industry, ListedParty, TableImport

INDUSTRIES, LISTS = "industries", "lists"
BATCH_ROWS = 1_000


def begin_import(kind: str, *, file: str, rows: int, actor: str, before: dict[str, Any] | None = None) -> TableImport:
    """Note an import, within its action; what stood before the earlier ones of its kind is no longer kept."""
    TableImport.objects.filter(kind=kind).exclude(before=None).update(before=None)
    return TableImport.objects.create(
        kind=kind, file=file[:SOURCE_MOST], rows=rows, before=before, actor=actor, at=clock.now()
    )


@recorded
def take_back_import(kind: str, *, reason: str, actor: str) -> TableImport:
    """Take the last import of a kind back, as the operator of the machine: what stood before it stands again.

    Hits that a list brought came as a sheet, which is taken back by itself.
    """
    last = TableImport.objects.filter(kind=kind).order_by("-pk").first()
    if last is None or last.taken_back_at is not None:
        raise Refusal("import.none", _("There is no import to take back: only the last one of its kind can be."))
    if not reason.strip():
        raise Refusal("profile.reason", _("Say in words why it is taken back."))
    if kind == INDUSTRIES:
        Industry.objects.all().delete()
        rows = [Industry(code=code, name=name) for code, name in sorted((last.before or {}).items())]
        Industry.objects.bulk_create(rows, batch_size=BATCH_ROWS)
        count = len(rows)
    else:
        ListedParty.objects.filter(taken_by=last).delete()
        count = ListedParty.objects.filter(replaced_by=last).update(replaced_by=None)
    last.taken_back_at, last.taken_back_by, last.before = clock.now(), actor, None
    last.save(update_fields=["taken_back_at", "taken_back_by", "before"])
    old = {"file": last.file, "rows": last.rows}
    note(kind, old=old, new={"taken_back": last.pk, "rows": count}, reason=reason.strip())
    return last
