"""A hundred thousand customers and their registrations from files: load, take in, write out, match against a list.

    .venv/bin/python -m bench.profile.importing

Each step is the command itself in a process of its own, on an empty home. Environment: BENCH_CUSTOMERS (100000),
BENCH_FOLDER keeps the home, DATABASE_URL another database than SQLite.
"""

import csv
import hashlib
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter
from stdnum.cn import uscc

from bench.settlement.measuring import Taken, measured
from qiao.book.rules.contract import TABLES, VERSION
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.sheet import heads_of
from qiao.project.demo.write import write_bank

CUSTOMERS = int(os.environ.get("BENCH_CUSTOMERS", "100000"))
GOAL_SECONDS = 60
QIAO = (sys.executable, "-m", "qiao.project.cli")
SHEET_ROWS = 50_000
LISTED = 20_000


def main() -> None:
    """Make the files, then run the commands one after the other."""
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as name:
        folder = Path(os.environ.get("BENCH_FOLDER", name))
        extract, feed = folder / "extract", folder / "feed"
        facts = write_bank(folder / "bank", customers=200, months=6)
        measured([*QIAO, "load", folder / "bank"], extra={"QIAO_HOME": str(folder / "home")})
        _extract(extract, bank=facts.bank)
        _feed(feed)
        _list(folder / "list.csv")
        steps: list[tuple[str, list[str | Path]]] = [
            ("qiao load, all parties", ["load", extract]),
            ("qiao known take-in, a registration each", ["known", "take-in", feed]),
            ("the same once more", ["known", "take-in", feed]),
            ("qiao known write, every item", ["known", "write", folder / "out"]),
            (f"qiao known lists, {LISTED} entries", ["known", "lists", folder / "list.csv"]),
        ]
        for words, arguments in steps:
            _told(words, measured([*QIAO, *arguments], extra={"QIAO_HOME": str(folder / "home"), "QIAO_LANG": "en"}))
        _told(f"reading a workbook of {SHEET_ROWS} rows", _workbook_read(folder / "needs.xlsx"))


def _told(words: str, taken: Taken) -> None:
    met = "met" if taken.wall_seconds <= GOAL_SECONDS else "MISSED"
    print(
        f"{words:45} {taken.wall_seconds:6.1f} s wall {taken.cpu_seconds:6.1f} s CPU {taken.peak_mib:5} MiB  "
        f"goal {GOAL_SECONDS} s {met}"
    )


def party(number: int) -> str:
    """The customer's id."""
    return f"C{number:07d}"


def code_of(number: int) -> str:
    """A made-up code with the right check sign."""
    begin = f"91420102MA{number:07d}"
    return begin + str(uscc.calc_check_digit(begin))


def _csv(place: Path, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """Write a file; returns what a manifest says of it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        for row in rows:
            writer.writerow(row)
            count += 1
    with place.open("rb") as written:
        return {"file": place.name, "rows": count, "sha256": hashlib.file_digest(written, "sha256").hexdigest()}


def _extract(folder: Path, *, bank: str) -> None:
    """Companies that join the book of a small made-up bank."""
    heads = [column.name for column in TABLES["party"].columns]
    rows = (
        [
            {
                "party_id": party(number),
                "kind": "company",
                "name": f"压测企业{number}有限公司",
                "id_type": "uscc",
                "id_no": code_of(number),
                "industry": "C34",
                "registered_capital": "5000000.00",
                "established_on": "2015-03-01",
            }.get(head, "")
            for head in heads
        ]
        for number in range(CUSTOMERS)
    )
    told = _csv(folder / "party.csv", heads, rows) | {"mode": "upsert"}
    period = ["2026-09-01", "2026-10-01"]
    manifest: dict[str, object] = {"contract": VERSION, "bank": bank, "period": period, "currency": "CNY"}
    manifest |= {"encoding": "utf-8", "delimiter": ","}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "tables": {"party": told}}), "utf-8")


def _feed(folder: Path) -> None:
    heads = heads_of(BY_CODE["registration"])
    rows = (
        [
            party(number),
            "2026-09-01",
            code_of(number),
            "",
            "5000000.00",
            "2015-03-01",
            "精密零部件制造",
            f"某路{number}号",
        ]
        for number in range(CUSTOMERS)
    )
    told = _csv(folder / "registration.csv", heads, rows)
    manifest = {"form": "qiao-known/1", "bank": "", "day": "2026-09-30", "items": {"registration": told}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def _list(place: Path) -> None:
    rows = [["名单（虚构）", f"压测企业{number * 7}有限公司", code_of(number * 3), ""] for number in range(LISTED)]
    _csv(place, ["list", "name", "number", "date"], rows)


READ = """
import sys
from pathlib import Path
from qiao.profile.adapters.spreadsheets import rows_of
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.sheet import read_rows
read = read_rows(BY_CODE["need"], rows_of(Path(sys.argv[1]).read_bytes(), file="needs.xlsx"))
print(len(read.rows), "good,", read.refused, "refused")
"""


def _workbook_read(place: Path) -> Taken:
    """A workbook with formulas, an error in every thousandth row."""
    with xlsxwriter.Workbook(place, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["party_id", "product", "amount"])
        for number in range(SHEET_ROWS):
            page.write_string(number + 1, 0, party(number))
            page.write_string(number + 1, 1, "loan")
            page.write_formula(number + 1, 2, "=A1", None, number if number % 1_000 else "#REF!")
    taken = measured([sys.executable, "-c", READ, place])
    print(taken.told.strip())
    return taken


if __name__ == "__main__":
    main()
