"""`qiao known`: out of one book and into another, refused rows apart, once only; lists and industries."""

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from qiao.ground.models import AuditRecord
from qiao.profile.queries.industries import industry_name
from qiao.profile.queries.record import record_of
from qiao.profile.queries.sheets import sheets_of
from tests.terminal.calling import called, done
from tests.terminal.stage import Stage, on_a_copy, prepared, refused

DAY = date(2026, 9, 30)
HEADS = ["party_id", "valid_from", "product", "amount", "by", "use"]


@pytest.fixture(scope="module")
def stage(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared(tmp_path_factory.mktemp("stage"), django_db_blocker)


@pytest.fixture
def home(stage: Stage, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with on_a_copy(stage, tmp_path / "home", django_db_blocker) as copy:
        yield copy


def feed(folder: Path, rows: Sequence[Sequence[object]], *, told_rows: int | None = None, digest: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / "need.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows])
    weighed = hashlib.sha256((folder / "need.csv").read_bytes()).hexdigest()
    told = {"file": "need.csv", "rows": len(rows) if told_rows is None else told_rows, "sha256": digest or weighed}
    manifest = {"form": "qiao-known/1", "day": DAY.isoformat(), "items": {"need": told}}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


def test_good_rows_are_taken_in_once_and_refused_ones_told_with_their_reasons(home: Path, tmp_path: Path) -> None:
    rows = [
        ["P", "2026-03-01", "loan", "1,000", "", ""],
        ["P", "", "card", "many", "", ""],
        ["nobody", "", "card", "5", "", "=1+1"],
    ]
    folder = feed(tmp_path / "feed", rows)
    said = done("known", "take-in", folder)
    assert "refused rows are in" in said.out
    record = record_of("P", day=DAY)
    assert {key: one.values for key, one in record.items()} == {
        ("need", "loan"): {"product": "loan", "amount": 100_000}
    }
    with (folder / "refused" / "need.csv").open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    assert [(one["party_id"], one["line"], one["column"]) for one in told] == [
        ("P", "3", "amount"),
        ("nobody", "4", "party_id"),
    ]
    assert "no sum of money" in told[0]["reason"]
    (sheet,) = sheets_of("need")
    assert (sheet.rows, sheet.refused) == (1, 2)
    assert AuditRecord.objects.latest("id").action == "profile.take_in_sheet"
    again = done("known", "take-in", folder).out  # the refused rows could have been mended in the book
    assert ("refused rows are in" in again, len(sheets_of("need"))) == (True, 1)
    good = feed(tmp_path / "good", rows[:1])
    done("known", "take-in", good)
    assert len(sheets_of("need")) == 1  # of what stands already nothing is kept
    card = feed(tmp_path / "card", [["P", "", "card", "5", "", ""]])
    done("known", "take-in", card)
    assert "taken in before" in done("known", "take-in", card).out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"digest": "0" * 64}, "not the file that the manifest names"),
        ({"told_rows": 7}, "has 1 rows, its manifest says 7"),
    ],
)
def test_a_file_that_is_not_what_its_manifest_says_is_refused(
    stage: Stage, home: Path, tmp_path: Path, given: dict[str, object], words: str
) -> None:
    folder = feed(tmp_path / "feed", [["P", "", "loan", "", "", ""]], **given)  # type: ignore[arg-type]  # a table of arguments
    assert words in refused(stage, home, "known", "take-in", folder)
    assert sheets_of() == []


def test_what_is_written_out_is_taken_in_again(home: Path, tmp_path: Path) -> None:
    done("known", "take-in", feed(tmp_path / "feed", [["P", "2026-03-01", "loan", "5.5", "2026-12-31", "a, b"]]))
    out = tmp_path / "out"
    done("known", "write", out, "--day", DAY.isoformat())
    before = record_of("P", day=DAY)["need", "loan"].values
    said = done("known", "take-in", out)
    assert (record_of("P", day=DAY)["need", "loan"].values, len(sheets_of("need"))) == (before, 1)
    assert "refused rows" not in said.out
    done("known", "write", out, "--day", "2026-02-28")
    assert json.loads((out / "manifest.json").read_text("utf-8"))["items"]["need"]["rows"] == 0
    assert "no day" in called("known", "write", out, "--day", "soon").refusal


def test_industries_and_lists_are_imported(home: Path, tmp_path: Path) -> None:
    table, lists = tmp_path / "t.csv", tmp_path / "l.csv"
    table.write_text("code,name,level\nC,制造业,门类\nC34,通用设备制造业,大类\n", "utf-8")
    assert "2 industries" in done("known", "industries", table).out
    assert industry_name("C3411") == "通用设备制造业"
    lists.write_text("list,name,number,date\n名单（虚构）,东山机械（有限公司）,,2026-01-01\n", "utf-8")
    assert "hit customers 1 times; 1 of the hits are new" in done("known", "lists", lists).out
    assert "hit customers 1 times; 0 of the hits are new" in done("known", "lists").out
    assert "stands again" in done("known", "back", "industries", "another bank's").out
    assert industry_name("C3411") == ""
    assert "only the last one" in called("known", "back", "industries", "again").refusal
    assert "heads code and name" in called("known", "industries", lists).refusal
    assert "cannot be read" in called("known", "lists", tmp_path / "none.csv").refusal
