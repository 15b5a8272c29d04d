"""A whole sheet taken in or taken back."""

from collections.abc import Sequence
from datetime import date

from django.utils.timezone import localtime

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.profile.actions.values import SOURCE_MOST, item_of
from qiao.profile.models import ItemValue, Sheet
from qiao.profile.queries import sheets
from qiao.profile.queries.bulk import unlike_what_stands
from qiao.profile.queries.placing import placed_rows
from qiao.profile.queries.shares import beyond_in, beyond_without
from qiao.profile.rules.again import not_written
from qiao.profile.rules.items import Item
from qiao.profile.rules.sheet import SheetRow

BATCH_ROWS = 2_000


@recorded
def take_in_sheet(
    code: str,
    rows: Sequence[SheetRow],
    *,
    file: str,
    refused: int,
    valid_from: date,
    person: User | None,
    actor: str,
    digest: str = "",
) -> Sheet:
    """Keep the good rows of a sheet, which a reader has checked; all together, to be taken back all together.

    person None = the operator of the machine, whose feeds come every night: of them a row that says what stands already
    is not kept once more. A file whose digest was taken in whole is not taken in again; of one that had refused rows
    these come once they can be taken, the others not again. Where nothing is new the answer has no key.
    """
    item = item_of(code)
    if person is not None:
        require(person, "profile.sheets", item)
    before = sheets.taken_before(digest)
    if before is not None and before.refused == 0:
        words = _("%(file)s was taken in already, on %(day)s by %(by)s; nothing was taken in again.")
        raise Refusal("profile.again", words, file=file, day=f"{localtime(before.at):%Y-%m-%d}", by=before.actor)
    rows = placed_rows(item, rows, valid_from=valid_from)
    _fits(item, rows, file=file, valid_from=valid_from)
    if before is not None:
        rows = not_written(item, rows, sheets.written_by(digest))
    if person is None or before is not None:
        rows = list(unlike_what_stands(item, rows, valid_from=valid_from, on=clock.today()))
    now, name = clock.now(), file[:SOURCE_MOST]
    sheet = Sheet(item=code, file=name, rows=len(rows), refused=refused, digest=digest, actor=actor, at=now)
    if not rows and person is not None:
        raise Refusal("profile.nothing", _("%(file)s has no row that can be taken in and is new."), file=file)
    if not rows:
        note("sheet", new={"item": code, "file": file, "rows": 0, "refused": refused})
        return sheet
    sheet.save()
    ItemValue.objects.bulk_create(
        (
            ItemValue(
                party_id=row.party_id,
                item=code,
                entry=row.entry.entry,
                values=dict(row.entry.values),
                valid_from=row.valid_from or valid_from,
                known_at=now,
                actor=actor,
                source=name,
                sheet=sheet,
            )
            for row in rows
        ),
        batch_size=BATCH_ROWS,
    )
    note(f"sheet {sheet.pk}", new={"item": code, "file": file, "rows": len(rows), "refused": refused})
    return sheet


@recorded
def take_back_sheet(number: int, *, reason: str, person: User, actor: str) -> int:
    """Take back every value of a sheet that still counts; returns how many."""
    sheet = Sheet.objects.filter(pk=number).first()
    if sheet is None or sheet.taken_back_at is not None:
        raise Refusal("profile.sheet_gone", _("This sheet is not there, or was taken back already."))
    require(person, "profile.sheets", item_of(sheet.item))
    if not reason.strip():
        raise Refusal("profile.reason", _("Say in words why it is taken back."))
    over = beyond_without(ItemValue.objects.filter(sheet=sheet, taken_back_at=None).iterator())
    if over:
        words = _(
            "Without it the shareholders of %(party)s would hold more than 100 %% together; change the others first."
        )
        raise Refusal("profile.shares", words, party=min(over))
    now = clock.now()
    taken = ItemValue.objects.filter(sheet=sheet, taken_back_at=None).update(taken_back_at=now, taken_back_by=actor)
    sheet.taken_back_at, sheet.taken_back_by = now, actor
    sheet.save(update_fields=["taken_back_at", "taken_back_by"])
    note(f"sheet {number}", old={"values": taken}, new={"taken_back": True}, reason=reason.strip())
    return taken


def _fits(item: Item, rows: Sequence[SheetRow], *, file: str, valid_from: date) -> None:
    """Everybody named has to be in the book and of the item's kind; shareholders of one hold at most the whole."""
    known = customers.kinds_of(sorted({row.party_id for row in rows}))
    over = beyond_in(item, rows, valid_from=valid_from)
    for row in rows:
        kind = known.get(row.party_id)
        if kind is None:
            words = _("%(file)s names %(party)s, whom the book does not know.")
            raise Refusal("profile.stranger", words, file=file, party=row.party_id)
        if not item.concerns(kind):
            words = _("%(file)s, line %(line)s: this item is not kept of customers of this kind.")
            raise Refusal("profile.kind", words, file=file, line=row.line)
        if row.party_id in over:
            words = _("%(file)s, line %(line)s: the shareholders of %(party)s hold more than 100 %% together.")
            raise Refusal("profile.shares", words, file=file, line=row.line, party=row.party_id)
