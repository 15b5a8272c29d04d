"""Reads of certificates: what each person holds, what lapses, which days lacked one that the level asks for."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from qiao.ground.words import gettext_noop as _
from qiao.people.models import CertificateSheet, StaffCertificate
from qiao.people.queries.careers import careers_of, posts_of
from qiao.people.queries.ladders import versions
from qiao.people.queries.staff import staff_by_id
from qiao.people.rules.career import Career
from qiao.people.rules.certificates import STAGES, Certificate, Lapse, held, lapsing
from qiao.people.rules.sheet import TROUBLES_MOST, ReadSheet, Trouble
from qiao.people.rules.standing import Post, uncertified

__all__ = (
    "CertificateSheet",
    "StaffCertificate",
    "certificates_of",
    "fitting",
    "kinds_known",
    "lapsing_of",
    "rows_of",
    "sheets",
    "taken_before",
    "uncertified_spells",
)
CHUNK = 500
ROWS_MOST = 1_000
SHEETS_MOST = 50
KINDS_MOST = 200


def certificates_of(staff_ids: Collection[str], *, at: datetime | None = None) -> dict[str, list[Certificate]]:
    """The certificates that count as known at a moment (None = now), by person; who has none is absent."""
    by_person: defaultdict[str, list[Certificate]] = defaultdict(list)
    every = sorted(set(staff_ids))
    for start in range(0, len(every), CHUNK):
        for row in StaffCertificate.objects.filter(staff_id__in=every[start : start + CHUNK]):
            by_person[row.staff_id].append(certificate_of(row))
    return {staff_id: held(found, at=at) for staff_id, found in by_person.items()}


def certificate_of(row: StaffCertificate) -> Certificate:
    """A row as the rules know it."""
    return Certificate(
        row.kind,
        row.number,
        row.issued_on,
        row.valid_to,
        hours_required=row.hours_required,
        hours_earned=row.hours_earned,
        told=row.pk,
        known_at=row.known_at,
        taken_back_at=row.taken_back_at,
    )


def lapsing_of(staff_ids: Collection[str] | None, *, on: date) -> dict[str, list[Lapse]]:
    """By person what lapses within 90 days or has lapsed; None = everybody but those who have left."""
    horizon = on + timedelta(days=max(STAGES))
    rows = StaffCertificate.objects.filter(valid_to__lte=horizon, taken_back_at=None)
    near = set(rows.values_list("staff_id", flat=True).distinct())
    asked = near if staff_ids is None else near.intersection(staff_ids)
    posts = posts_of(asked)
    asked = {one for one in asked if one in posts and not _left(posts[one], on=on)}
    found = {staff_id: lapsing(kept, on=on) for staff_id, kept in certificates_of(asked).items()}
    return {staff_id: lapses for staff_id, lapses in found.items() if lapses}


def _left(post: Post, *, on: date) -> bool:
    return post.left_on is not None and post.left_on < on


def uncertified_spells(
    staff_ids: Collection[str], *, since: date, until: date
) -> dict[str, tuple[tuple[date, date], ...]]:
    """By person the stretches of [since, until) without a certificate that the level asked for; absent = none."""
    careers, kept = careers_of(staff_ids), certificates_of(staff_ids)
    found = {
        staff_id: uncertified(
            post,
            careers.get(staff_id, Career()),
            kept.get(staff_id, []),
            versions=versions(),
            since=since,
            until=until,
        )
        for staff_id, post in posts_of(staff_ids).items()
    }
    return {staff_id: spells for staff_id, spells in found.items() if spells}


def rows_of(staff_id: str) -> list[StaffCertificate]:
    """Every certificate that was ever told of a person, the newest first; at most 1,000."""
    return list(StaffCertificate.objects.filter(staff_id=staff_id).order_by("-id")[:ROWS_MOST])


def kinds_known() -> list[str]:
    """The kinds of certificates that were told; at most 200."""
    kinds = StaffCertificate.objects.filter(taken_back_at=None).values_list("kind", flat=True)
    return list(kinds.distinct().order_by("kind")[:KINDS_MOST])


def sheets() -> list[CertificateSheet]:
    """The sheets that were taken in, the newest first; at most 50."""
    return list(CertificateSheet.objects.order_by("-id")[:SHEETS_MOST])


def taken_before(digest: str) -> CertificateSheet | None:
    """The sheet of the same content that still counts."""
    return CertificateSheet.objects.filter(digest=digest, taken_back_at=None).first() if digest else None


def fitting(read: ReadSheet) -> ReadSheet:
    """The sheet with those rows among the troubles whose person the book does not know."""
    known = staff_by_id({row.staff_id for row in read.rows})
    good = tuple(row for row in read.rows if row.staff_id in known)
    strange = [
        Trouble(row.line, "staff_id", _("the book does not know the person %(text)s"), row.staff_id)
        for row in read.rows
        if row.staff_id not in known
    ]
    told = sorted([*read.troubles, *strange], key=lambda one: one.line)[:TROUBLES_MOST]
    return ReadSheet(good, tuple(told), read.refused + len(strange))
