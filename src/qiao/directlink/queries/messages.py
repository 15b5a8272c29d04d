"""Messages of the standards as they are handed out, whichever the door: statements, a line, the report of a file.

Who may read what they tell is asked by the door.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from qiao.directlink.adapters.latin import reading
from qiao.directlink.adapters.statement_csv import statement_csv
from qiao.directlink.models import Entry, LedgerAccount, OrderFile
from qiao.directlink.queries.file_reports import report_of
from qiao.directlink.queries.iso_statements import PAGE_LINES_MOST, bank_of_house, notice, stated
from qiao.directlink.rules.files import FileKind
from qiao.directlink.rules.iso.mt940 import mt940
from qiao.directlink.rules.iso.reporting import report_xml
from qiao.directlink.rules.iso.statement_xml import Kind, statement_xml
from qiao.directlink.rules.iso.statuses import report_version
from qiao.ground import exports
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

XML, SWIFT, TABLE = "application/xml", "text/plain; charset=us-ascii", "text/csv; charset=utf-8"
MT940, CSV = "mt940", "csv"


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message: its bytes, and what they are."""

    content: bytes
    kind: str


def xml_of(pieces: Iterator[str]) -> Message:
    """A message of ISO 20022 out of its pieces."""
    return Message("".join(pieces).encode(), XML)


def statement_of(account: LedgerAccount, form: str, *, since: date, until: date, at: datetime) -> Message:
    """The statement of [since, until): `mt940`, `csv`, or a message of ISO 20022 by its name, as camt.053.001.02.

    Refused where it has more lines than one message holds.
    """
    bank = bank_of_house()
    page = stated(account, since=since, until=until, made_at=at, bank=bank, page_lines=PAGE_LINES_MOST)
    if not page.paging.is_last:
        raise Refusal("statement.lines", _("The statement has too many lines for one file; ask for fewer days."))
    if form == MT940:
        return Message("".join(mt940(page, reading=reading)).encode("ascii"), SWIFT)
    if form == CSV:
        return Message("".join(statement_csv(page)).encode(), TABLE)
    kind, _major, version = form.rsplit(".", 2)
    return xml_of(statement_xml(page, kind=Kind(kind), version=version))


def notice_of(line: Entry, *, version: str, at: datetime) -> Message:
    """A single line as camt.054."""
    told = notice(line, made_at=at, bank=bank_of_house())
    return xml_of(statement_xml(told, kind=Kind.NOTIFICATION, version=version))


def report_on(file: OrderFile, *, at: datetime) -> Message:
    """The status report of a file as it stands, in the version that answers the file's own."""
    told = report_of(file, made_at=at, bank=exports.sources.origin().bank)
    return xml_of(report_xml(told, version=report_version(FileKind(file.kind), file.version)))
