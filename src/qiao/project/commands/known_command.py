"""`qiao known`: what is known of customers written out and taken in; the table of industries; lists."""

import argparse
import csv
import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext

from qiao.book import queries as book
from qiao.ground import clock
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.profile.actions import imports, industries, lists
from qiao.profile.actions.sheets import take_in_sheet
from qiao.profile.queries import sheets
from qiao.profile.queries.extract import write_known
from qiao.profile.queries.register import item_on
from qiao.profile.rules.extract import MANIFEST, Part, Told, read_manifest
from qiao.profile.rules.industries import read_industries
from qiao.profile.rules.items import Item
from qiao.profile.rules.lists import read_lists
from qiao.profile.rules.sheet import ROWS_MOST, ReadSheet, read_rows
from qiao.project import terminal
from qiao.project.files import content_of, fresh_folder
from qiao.project.printing import say, table
from qiao.project.writing import notice, pen

BYTES_MOST = 64 * 2**20


def run(called: argparse.Namespace) -> int:
    """Do what was asked for."""
    todo = {"write": _write, "take-in": _take_in, "industries": _industries, "lists": _lists, "back": _back}
    todo[called.action](called)
    return 0


def _write(called: argparse.Namespace) -> None:
    notice()
    day = day_of_text(called.day) if called.day else clock.today()
    if day is None:
        raise Refusal("known.day", _("%(text)s is no day; write it as 2026-09-30."), text=called.day)
    told = write_known(fresh_folder(Path(called.directory)), on=day, bank=book.bank_name() or "")
    table([gettext("item"), gettext("rows"), gettext("file")], [[one.item, one.rows, one.file] for one in told.parts])
    say(gettext("What was known on %(day)s is in %(folder)s."), day=day.isoformat(), folder=called.directory)


def _take_in(called: argparse.Namespace) -> None:
    folder = Path(called.directory)
    told = read_manifest(content_of(folder / MANIFEST).decode("utf-8", errors="replace"))
    refused = Path(called.refused) if called.refused else folder / "refused"
    with pen(gettext("what is known of customers")):
        parts = [(part, _item(part), _checked(folder, part)) for part in told.parts]
        rows = [_part_taken(told, part, item=item, content=content, refused=refused) for part, item, content in parts]
    table([gettext("item"), gettext("taken in"), gettext("refused"), ""], rows)
    if any(row[2] for row in rows):
        say(gettext("The refused rows are in %(folder)s, each with its reason."), folder=str(refused))


def _item(part: Part) -> Item:
    item = item_on(part.item, on=clock.today())
    if item is None:
        raise Refusal("profile.item", _("The register has no item %(item)s."), item=part.item)
    return item


def _checked(folder: Path, part: Part) -> bytes:
    content = content_of(folder / part.file, most=BYTES_MOST)
    if hashlib.sha256(content).hexdigest() != part.sha256:
        raise Refusal("known.digest", _("%(file)s is not the file that the manifest names."), file=part.file)
    return content


def _part_taken(told: Told, part: Part, *, item: Item, content: bytes, refused: Path) -> list[object]:
    """Take one file's good rows in; a file that was taken in already is left."""
    digest = sheets.digest_of(item.code, content)
    before = sheets.taken_before(digest)
    if before is not None and before.refused == 0:
        return [item.code, 0, 0, gettext("taken in before")]
    rows = list(sheets.sheet_rows(content, file=part.file))
    if len(rows) - 1 != part.rows:
        words = _("%(file)s has %(rows)s rows, its manifest says %(told)s.")
        raise Refusal("known.rows", words, file=part.file, rows=len(rows) - 1, told=part.rows)
    read = sheets.fitting(item, read_rows(item, rows, troubles_most=ROWS_MOST), troubles_most=ROWS_MOST)
    new = 0
    if read.rows:
        new = take_in_sheet(
            item.code,
            read.rows,
            file=part.file,
            refused=read.refused,
            valid_from=told.day,
            person=None,
            actor=terminal.person(),
            digest=digest,
        ).rows
    if read.refused:
        _refused(fresh_folder(refused) / part.file, rows, read)
    return [item.code, new, read.refused, ""]


def _refused(place: Path, rows: Sequence[Sequence[object]], read: ReadSheet) -> None:
    """The rows that were not taken in, as they were, with line, column and reason behind."""
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*rows[0], "line", "column", "reason"])
        for one in read.troubles:
            why = fill(one.trouble.words, dict(one.trouble.facts))
            writer.writerow([*rows[one.line - 1], one.line, one.column, why])


def _industries(called: argparse.Namespace) -> None:
    file = Path(called.file)
    names = read_industries(sheets.sheet_rows(content_of(file, most=BYTES_MOST), file=file.name), file=file.name)
    with pen(gettext("the table of industries")):
        rows = industries.take_in_industries(names, file=file.name, actor=terminal.person())
    say(gettext("%(rows)s industries were taken in."), rows=rows)


def _lists(called: argparse.Namespace) -> None:
    on: date = clock.today()
    with pen(gettext("lists")):
        name = "-"
        if called.file:
            file = Path(called.file)
            name = file.name
            listed = read_lists(sheets.sheet_rows(content_of(file, most=BYTES_MOST), file=name), file=name)
            lists.take_in_lists(listed, file=name, actor=terminal.person())
        found = lists.match_lists(file=name, on=on, actor=terminal.person())
    say(
        gettext("The lists have %(entries)s entries and hit customers %(hits)s times; %(fresh)s of the hits are new."),
        entries=found.entries,
        hits=found.hits,
        fresh=found.fresh,
    )


def _back(called: argparse.Namespace) -> None:
    with pen(gettext("an import taken back")):
        gone = imports.take_back_import(called.table, reason=called.reason, actor=terminal.person())
    say(gettext("The import of %(file)s was taken back; what stood before it stands again."), file=gone.file)
