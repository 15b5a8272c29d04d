"""What is known of a customer in a dossier: promises and next steps, needs, complaints, and the papers kept."""

from collections.abc import Iterator
from datetime import date

from django.utils.timezone import localtime

from qiao.customers import queries as customers
from qiao.ground.words import gettext_noop as _
from qiao.office.papers import attachments_of
from qiao.office.rules.dossier import DossierPart
from qiao.profile.queries.record import record_of
from qiao.profile.rules.standing import Known

CONTACTS_MOST = 20


def dossier_parts(party_id: str, on: date) -> Iterator[DossierPart]:
    """The newest twenty contacts with their next steps, needs that stand, complaints with how they ended, papers."""
    record = list(record_of(party_id, day=on).values())
    contacts = sorted(_of(record, "contact"), key=lambda one: _text(one, "day"), reverse=True)
    yield DossierPart(
        _("Promises and next steps"),
        (_("Day"), _("What was said"), _("Next step"), _("Next step on")),
        [_cells(one, "day", "said", "next_step", "next_on") for one in contacts[:CONTACTS_MOST]],
        max(0, len(contacts) - CONTACTS_MOST),
    )
    yield DossierPart(
        _("Needs"),
        (_("Product"), _("Needed by"), _("Use of funds")),
        [_cells(one, "product", "by", "use") for one in _of(record, "need")],
    )
    yield DossierPart(
        _("Complaints"),
        (_("Number"), _("About"), _("Made on"), _("Solved on"), _("How it ended")),
        [_cells(one, "number", "about", "made_on", "solved_on", "how") for one in _of(record, "complaint")],
    )
    papers = attachments_of([f"customer {one}" for one in customers.family_of(party_id)])
    yield DossierPart(
        _("Papers"),
        (_("File"), _("Attached on"), _("Digest")),
        [(one.name, f"{localtime(one.at):%Y-%m-%d}", one.digest[:16]) for one in papers if one.taken_back_at is None],
    )


def _of(record: list[Known], item: str) -> list[Known]:
    return sorted((one for one in record if one.item == item), key=lambda one: one.entry)


def _text(one: Known, name: str) -> str:
    return str((one.values or {}).get(name, ""))


def _cells(one: Known, *names: str) -> tuple[str, ...]:
    return tuple(_text(one, name) for name in names)
