"""Writes of the book: an extract is read, checked and takes hold; rows set aside are handed out, dismissed or mended.

Source: the book's contract, 1. A load takes hold wholly or not at all: files get their place first, and the commit of
one BookVersion row makes them the book.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from qiao.book import queries
from qiao.book.adapters import checking, duck, handing_out, landing, overflow, store
from qiao.book.adapters.checking import Outcome
from qiao.book.adapters.landing import Landed
from qiao.book.adapters.mending import Open
from qiao.book.adapters.standing import Standing
from qiao.book.models import BookVersion, Load, LoadedTable, QuarantinedRow, State
from qiao.book.rules import schema
from qiao.book.rules.admission import check_admission
from qiao.book.rules.contract import ID_LENGTH_MOST, MASTERS, TABLES
from qiao.book.rules.layout import BOOK_FOLDER, ENTRIES_KEPT_MOST, QUARANTINE_FOLDER
from qiao.book.rules.manifest import Manifest
from qiao.book.rules.reasons import MORE
from qiao.book.rules.refusing import shown
from qiao.book.rules.report import TableReport
from qiao.ground import clock, home
from qiao.ground.audit import note, recorded
from qiao.ground.memory import peak_mib
from qiao.ground.portions import portions
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_STATEMENT = 1_000
IDS_A_STATEMENT = 500
SUPERSEDED_WORDS = _("Set aside again by load %(load)s.")
SCHEMA_FILE = "schema.md"
TEMPLATE_BANK = "Bank"
TEMPLATE_CURRENCY = "CNY"
TEMPLATE_PERIOD = ("2026-09-01", "2026-10-01")


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract whose files are all there, whole and readable; its rows have not been looked at."""

    directory: Path
    manifest: Manifest
    manifest_sha256: str
    files: Mapping[str, Landed]
    begun: float  # ticks of the clock


@dataclass(frozen=True, slots=True)
class Checked:
    """What a load would bring. `upserts` and `removed` (keys) are for the owners of the masters, in stored form."""

    extract: Extract
    base: BookVersion | None
    outcome: Outcome

    @property
    def tables(self) -> tuple[TableReport, ...]:
        """One line a table: read, loaded, quarantined, repeated, moved."""
        return self.outcome.tables

    @property
    def upserts(self) -> "Mapping[str, pa.Table]":
        """New and changed rows of the master tables in the extract."""
        return self.outcome.upserts

    @property
    def removed(self) -> "Mapping[str, pa.Table]":
        """Keys of master rows that leave the book; tables without any are absent."""
        return self.outcome.removed

    @property
    def named(self) -> frozenset[str]:
        """The watched customers of whom the extract's assignments speak."""
        return self.outcome.named

    @property
    def quarantined(self) -> int:
        """How many rows are set aside, the book's own among them."""
        return sum(report.quarantined + report.moved for report in self.tables)

    def first_reasons(self, most: int) -> list[str]:
        """The first entries of the quarantine in words, table by table in the order of lines."""
        if not self.outcome.entries:
            return []
        batch = next(overflow.kept(self.outcome.quarantine_file), [])
        return [_said(entry) for entry in batch[:most]]


def _said(entry: overflow.FileEntry) -> str:
    column = entry.column or ""
    facts = {
        "table": entry.table_name,
        "line": entry.line,
        "column": column,
        "value": shown(entry.value or ""),
        "reason": queries.words_of(entry.code, table=entry.table_name, column=column, detail=entry.detail),
    }
    if entry.line is None:
        return gettext("%(table)s, a row of the book: %(reason)s") % facts
    if column:
        return gettext("%(table)s line %(line)s, %(column)s = %(value)s: %(reason)s") % facts
    return gettext("%(table)s line %(line)s: %(reason)s") % facts


def read_extract(directory: Path, *, workspace: Path) -> Extract:
    """Check the manifest, then every file's bytes: digest, encoding, header. Copies go to the workspace, if any."""
    begun = clock.ticks()
    manifest, digest = landing.read_manifest(directory)
    check_admission(manifest, currency=queries.currency())
    workspace.mkdir(parents=True, exist_ok=True)
    with duck.watched(workspace):
        files = {
            name: landing.land(entry, directory=directory, manifest=manifest, workspace=workspace)
            for name, entry in manifest.tables.items()
        }
    return Extract(directory, manifest, digest, files, begun)


def check(
    extract: Extract, masters: "Mapping[str, pa.Table]", *, watched: Collection[str] = (), workspace: Path
) -> Checked:
    """Judge every row against the contract and the book; `masters` are today's rows of the six master tables.

    `watched` are customers of whom it is asked whether the extract's assignments speak of them. Nothing changes but
    the workspace, which has to lie on the disk of the home folder.
    """
    base = queries.current()
    outcome = checking.check(
        extract.files,
        extract.manifest,
        standing=Standing({name: masters[name] for name in MASTERS if name in masters}, queries.facts_of(base)),
        before=Open(queries.open_rows(), queries.open_beyond()),
        watched=watched,
        workspace=workspace / f"check-{uuid.uuid4().hex}",
    )
    return Checked(extract, base, outcome)


@recorded
def take_hold(checked: Checked, *, token: str, actor: str) -> Load:
    """Put the new folders in their place and name them; call it in the transaction that takes in the masters."""
    assert queries.current() == checked.base, "the book changed between check and take_hold"
    folder = uuid.uuid4().hex
    with duck.watched(home.home()):
        tables = _place_facts(checked, folder)
        if checked.outcome.entries or checked.outcome.settled.beyond:
            place = home.home() / BOOK_FOLDER / QUARANTINE_FOLDER / folder
            store.take_place(checked.outcome.quarantine_file.parent, place)
    load = _record_load(checked, token=token, folder=folder, actor=actor)
    BookVersion.objects.create(load=load, tables=tables)
    _close(checked.outcome.settled.mended, load=load, state=State.MENDED, reason="")
    _close(
        checked.outcome.settled.superseded,
        load=load,
        state=State.DISMISSED,
        reason=gettext(SUPERSEDED_WORDS) % {"load": load.pk},
    )
    for beyond in checked.outcome.settled.beyond:
        _close_beyond(load, *beyond)
    if checked.outcome.entries:
        _keep_quarantine(load)
    counts = {report.table: [report.read, report.loaded, report.quarantined, report.moved] for report in checked.tables}
    note(
        f"load {load.pk}",
        old={"book": checked.base and checked.base.pk},
        new={"rows": counts, "manifest": load.manifest_sha256},
    )
    return load


def _place_facts(checked: Checked, folder: str) -> dict[str, Any]:
    """The version's tables: those of the version before, and those whose rows this load changes."""
    tables = dict(checked.base.tables) if checked.base else {}
    for name, facts in checked.outcome.facts.items():
        if tables.get(name, {}).get("digest") == facts.digest:
            continue
        store.take_place(facts.folder, home.home() / BOOK_FOLDER / name / folder)
        tables[name] = {"folder": folder, "rows": facts.rows, "digest": facts.digest, "files": dict(facts.files)}
    return tables


def _record_load(checked: Checked, *, token: str, folder: str, actor: str) -> Load:
    extract = checked.extract
    manifest = extract.manifest
    load = Load.objects.create(
        token=token,
        folder=folder,
        directory=str(extract.directory.absolute()),
        bank=manifest.bank,
        since=manifest.period.since,
        until=manifest.period.until,
        contract=manifest.contract,
        currency=manifest.currency,
        delimiter=manifest.delimiter,
        manifest_sha256=extract.manifest_sha256,
        at=clock.now(),
        actor=actor,
        seconds=round(clock.ticks() - extract.begun, 3),
        peak_mib=peak_mib(),
    )
    LoadedTable.objects.bulk_create(
        _loaded_table(load, report, extract.files.get(report.table)) for report in checked.tables
    )
    return load


def _loaded_table(load: Load, report: TableReport, landed: Landed | None) -> LoadedTable:
    return LoadedTable(
        load=load,
        table=report.table,
        file=landed.entry.file if landed else "",
        sha256=landed.sha256 if landed else "",
        mode=landed.entry.mode.value if landed else "",
        header=list(landed.header) if landed else [],
        read=report.read,
        loaded=report.loaded,
        quarantined=report.quarantined,
        repeated=report.repeated,
        moved=report.moved,
    )


def _keep_quarantine(load: Load) -> None:
    """Copy the quarantine's first entries of each table into the database, and say how many more the file has."""
    path = queries.quarantine_file(load)
    for batch in overflow.kept(path):
        QuarantinedRow.objects.bulk_create((_quarantined(load, entry) for entry in batch), batch_size=ROWS_A_STATEMENT)
    for table, count in overflow.counts(path).items():
        if count > ENTRIES_KEPT_MOST:
            QuarantinedRow.objects.create(
                load=load,
                table=table,
                number=ENTRIES_KEPT_MOST + 1,
                row=f"{load.pk}/{table}/more",
                code=MORE,
                detail={"rows": count - ENTRIES_KEPT_MOST},
                given="{}",
            )


def _quarantined(load: Load, entry: overflow.FileEntry) -> QuarantinedRow:
    place = entry.key if entry.line is None else entry.line
    return QuarantinedRow(
        load=load,
        table=entry.table_name,
        number=entry.number,
        row=f"{load.pk}/{entry.table_name}/{place}",
        line=entry.line,
        column=entry.column or "",
        value=entry.value,
        code=entry.code,
        detail=entry.detail,
        given=entry.given,
        key=entry.key,
        lost_account=_fitting(entry.lost_account),
        lost_party=_fitting(entry.lost_party),
        lost_price=entry.lost_price,
        lost_from=entry.lost_from,
    )


def _fitting(value: str | None) -> str | None:
    """An id that is too long to be one names nobody."""
    return value if value is not None and len(value) <= ID_LENGTH_MOST else None


def _close(ids: Iterable[int], *, load: Load, state: State, reason: str) -> None:
    for part in portions(list(ids), IDS_A_STATEMENT):
        rows = QuarantinedRow.objects.filter(pk__in=part, state=State.OPEN)
        rows.update(state=state, reason=reason, closed_by=load, closed_at=load.at)


def _close_beyond(load: Load, load_id: int, table: str, /, *counts: int) -> None:
    """Take entries that this load settled from those that only an earlier load's file has."""
    mended, superseded = counts
    row = QuarantinedRow.objects.filter(load_id=load_id, table=table, code=MORE, state=State.OPEN).first()
    if row is None:
        return
    rest = row.detail["rows"] - mended - superseded
    if rest > 0:
        row.detail = {"rows": rest, "closed": [*row.detail.get("closed", []), load.folder]}
        row.save(update_fields=["detail"])
    elif mended:
        _close([row.pk], load=load, state=State.MENDED, reason="")
    else:
        _close([row.pk], load=load, state=State.DISMISSED, reason=gettext(SUPERSEDED_WORDS) % {"load": load.pk})


@recorded
def dismiss(row_id: int, *, reason: str, actor: str) -> int:
    """Close an entry, with all entries of its row, that needs no mending; returns how many entries were closed."""
    if not reason.strip():
        raise Refusal("quarantine.reason", _("Say in words why row %(row)s needs no mending."), row=row_id)
    entry = QuarantinedRow.objects.filter(pk=row_id).first()
    if entry is None:
        raise Refusal("quarantine.unknown", _("There is no row %(row)s in quarantine."), row=row_id)
    if entry.state != State.OPEN:
        raise Refusal(
            "quarantine.closed",
            _("Row %(row)s is %(state)s already; nothing is left to do."),
            row=row_id,
            state=entry.state,
        )
    closed = QuarantinedRow.objects.filter(row=entry.row, state=State.OPEN).update(
        state=State.DISMISSED, reason=reason.strip(), closed_at=clock.now()
    )
    note(
        f"quarantine {row_id}",
        old={"state": State.OPEN.value},
        new={"state": State.DISMISSED.value},
        reason=reason.strip(),
    )
    return closed


def export_quarantine(directory: Path, *, table: str | None = None, load: int | None = None) -> int:
    """Write the open rows as an extract that can be mended and loaded again; returns how many rows."""
    if table and table not in TABLES:
        raise Refusal("quarantine.table", _("There is no table %(table)s in the contract."), table=table)
    rows = QuarantinedRow.objects.filter(state=State.OPEN).select_related("load")
    rows = rows.filter(table=table) if table else rows
    rows = rows.filter(load_id=load) if load is not None else rows
    if not rows.exists():
        raise Refusal("quarantine.empty", _("No open row is in quarantine; there is nothing to mend."))
    with duck.watched(directory):
        handing_out.fresh_folder(directory)
        counts = handing_out.write_mending(directory, queries.rows_to_mend(rows))
        newest = queries.newest_load_of(rows)
        manifest = schema.manifest_text(
            bank=newest.bank,
            period=(newest.since.isoformat(), newest.until.isoformat()),
            currency=newest.currency,
            tables={name: {"file": f"{name}.csv", "mode": "upsert"} for name in counts},
        )
        handing_out.write_text(directory / landing.MANIFEST_FILE, manifest)
    return sum(counts.values())


def write_templates(directory: Path) -> list[str]:
    """Write an empty file for every table of the contract, a manifest that names them, and the contract in words."""
    with duck.watched(directory):
        handing_out.fresh_folder(directory)
        for table in TABLES.values():
            handing_out.write_text(directory / f"{table.name}.csv", schema.header_line(table))
        manifest = schema.manifest_text(
            bank=TEMPLATE_BANK,
            period=TEMPLATE_PERIOD,
            currency=TEMPLATE_CURRENCY,
            tables={name: {"file": f"{name}.csv"} for name in TABLES},
        )
        handing_out.write_text(directory / landing.MANIFEST_FILE, manifest)
        handing_out.write_text(directory / SCHEMA_FILE, schema.description(_in_words))
    return [landing.MANIFEST_FILE, SCHEMA_FILE, *(f"{name}.csv" for name in TABLES)]


def _in_words(words: str, facts: Mapping[str, Any]) -> str:
    """The contract in the language of the moment; its names are no words of ours."""
    return gettext(words) % facts


def sweep() -> int:
    """Remove folders of the book that no version and no load names, left by a killed load; call it under the lock."""
    orphans = store.orphans(home.home() / BOOK_FOLDER, frozenset(queries.known_folders()))
    for folder in orphans:
        store.remove(folder)
    return len(orphans)
