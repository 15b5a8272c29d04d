"""Writes of certificates: one by a form, many by a sheet, taken back alone or as a whole."""

from collections.abc import Mapping, Sequence

from django.utils.timezone import localtime

from qiao.ground import clock, events
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.models import CertificateSheet, StaffCertificate
from qiao.people.queries import certificates
from qiao.people.queries.staff import staff_by_id
from qiao.people.rules.sheet import CertificateRow, ReadSheet, read_row

BATCH_ROWS = 2_000
FILE_MOST = 200


@recorded
def set_certificate(texts: Mapping[str, str], *, person: User, actor: str) -> StaffCertificate:
    """Keep what a form says of a certificate, in the place of what was told before of this kind and number."""
    require(person, "people.certificates")
    read = read_row(texts)
    if not isinstance(read, CertificateRow):
        words = _("%(columns)s cannot be kept as typed.")
        raise Refusal("certificate.cell", words, columns=", ".join(one.column for one in read))
    if read.staff_id not in staff_by_id([read.staff_id]):
        raise Refusal("certificate.nobody", _("The book knows nobody %(staff)s."), staff=read.staff_id)
    (row,) = _kept([read], sheet=None, actor=actor)
    events.tell(events.STANDING, [f"certificate {row.pk}", row.staff_id])
    note(f"certificate {row.staff_id}", new=_told(row))
    return row


@recorded
def take_in_certificates(
    read: ReadSheet, *, file: str, digest: str, person: User | None, actor: str
) -> CertificateSheet:
    """Keep the good rows of a sheet together; person None = the operator of the machine."""
    if person is not None:
        require(person, "people.certificates")
    before = certificates.taken_before(digest)
    if before is not None:
        words = _("%(file)s was taken in already, on %(day)s by %(by)s; nothing was taken in again.")
        raise Refusal("certificate.again", words, file=file, day=f"{localtime(before.at):%Y-%m-%d}", by=before.actor)
    sheet = CertificateSheet.objects.create(
        file=file[:FILE_MOST],
        rows=len(read.rows),
        refused=read.refused,
        digest=digest,
        actor=actor,
        at=clock.now(),
    )
    _kept(read.rows, sheet=sheet, actor=actor)
    events.tell(events.STANDING, [f"sheet {sheet.pk}", *sorted({row.staff_id for row in read.rows})])
    note(f"certificates {sheet.pk}", new={"file": sheet.file, "rows": sheet.rows, "refused": sheet.refused})
    return sheet


@recorded
def take_back_sheet(number: int, *, reason: str, person: User, actor: str) -> int:
    """Take back every certificate of a sheet that still counts; returns how many."""
    require(person, "people.certificates")
    sheet = CertificateSheet.objects.filter(pk=number, taken_back_at=None).first() if number < 2**63 else None
    if sheet is None:
        raise Refusal("certificate.gone", _("This is not there, or was taken back already."))
    said = _said(reason)
    now = clock.now()
    rows = StaffCertificate.objects.filter(sheet=sheet, taken_back_at=None)
    named = sorted(set(rows.values_list("staff_id", flat=True)))
    taken = rows.update(taken_back_at=now, taken_back_by=actor)
    sheet.taken_back_at, sheet.taken_back_by = now, actor
    sheet.save(update_fields=["taken_back_at", "taken_back_by"])
    events.tell(events.STANDING, [f"sheet {sheet.pk} back", *named])
    note(f"certificates {sheet.pk}", old={"file": sheet.file}, new={"taken_back": taken}, reason=said)
    return taken


@recorded
def take_back_certificate(number: int, *, reason: str, person: User, actor: str) -> StaffCertificate:
    """Take one back that was told in error."""
    require(person, "people.certificates")
    row = StaffCertificate.objects.filter(pk=number, taken_back_at=None).first() if number < 2**63 else None
    if row is None:
        raise Refusal("certificate.gone", _("This is not there, or was taken back already."))
    said = _said(reason)
    row.taken_back_at, row.taken_back_by = clock.now(), actor
    row.save(update_fields=["taken_back_at", "taken_back_by"])
    events.tell(events.STANDING, [f"certificate {row.pk} back", row.staff_id])
    note(f"certificate {row.staff_id}", old=_told(row), new={"taken_back": True}, reason=said)
    return row


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refusal("certificate.reason", _("Say in words why it is taken back."))
    return reason.strip()


def _kept(rows: Sequence[CertificateRow], *, sheet: CertificateSheet | None, actor: str) -> list[StaffCertificate]:
    now = clock.now()
    made = [
        StaffCertificate(
            staff_id=row.staff_id,
            kind=row.kind,
            number=row.number,
            issued_on=row.issued_on,
            valid_to=row.valid_to,
            hours_required=row.hours_required,
            hours_earned=row.hours_earned,
            sheet=sheet,
            known_at=now,
            actor=actor,
        )
        for row in rows
    ]
    return StaffCertificate.objects.bulk_create(made, batch_size=BATCH_ROWS)


def _told(row: StaffCertificate) -> dict[str, object]:
    return {"kind": row.kind, "number": row.number, "since": row.issued_on, "until": row.valid_to}
