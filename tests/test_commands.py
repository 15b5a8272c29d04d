"""The command line as people call it: what it answers, how it refuses, and what it never does."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from qiao.appraisal.rules.plan_file import BUILT_IN_TEXT
from qiao.book.rules.contract import FACTS
from qiao.ground.models import AuditRecord, User
from tests.banks.bank import COLUMNS, Bank
from tests.banks.writer import write_extract
from tests.databases import homes
from tests.databases.homes import world_of
from tests.oracle.reading import read_export
from tests.terminal.calling import Said, book_digest, called, done
from tests.terminal.stage import Stage, at_home, on_a_copy, prepared, refused
from tests.terminal.story import MONTH, story_bank

PASSWORD = "a password of several words"


@pytest.fixture(scope="module")
def stage(django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared(tmp_path_factory.mktemp("stage"), django_db_blocker)


@pytest.fixture
def home(stage: Stage, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Path]:
    with on_a_copy(stage, tmp_path / "home", django_db_blocker) as copy:
        yield copy


def truly(home: Path, *arguments: str | bytes, **world: str) -> subprocess.CompletedProcess[bytes]:
    """The true command in a process of its own."""
    command = [sys.executable, "-m", "qiao.project.cli", *arguments]
    return subprocess.run(command, env=world_of(home, **world), capture_output=True, check=False)


# --- wrong calls and help


@pytest.mark.parametrize(
    "call",
    [
        "",
        "lode DIR",
        "load",
        "settle",
        "settle 2026-09 --engine oracle",
        "plan",
        "plan check",
        "user add",
        "settle 2026-9",
    ],
)
def test_a_wrong_call_ends_with_2_and_says_how_it_is_called(call: str) -> None:
    said = called(*call.split())
    assert (said.status, said.out) == (2, "")
    assert "usage: qiao" in said.err
    assert "Traceback" not in said.err


def test_a_row_number_that_is_none_is_a_wrong_call() -> None:
    assert called("quarantine", "dismiss", "first", "because").status == 2


def test_help_loads_neither_the_framework_nor_an_engine(tmp_path: Path) -> None:
    heavy = "{'django', 'duckdb', 'ibis', 'pyarrow', 'pandas', 'sqlglot', 'granian'}"
    script = (
        "import sys\nfrom qiao.project import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit as left:\n    status = left.code\n"
        f"print(status, sorted({heavy} & {{name.partition('.')[0] for name in sys.modules}}))"
    )
    asked = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert asked.stdout.splitlines()[-1] == "0 []"
    assert "Qiao 桥" in asked.stdout
    assert list(tmp_path.iterdir()) == []  # and it makes no home


def test_every_command_tells_what_it_takes() -> None:
    names = ["load", "schema", "map", "quarantine", "settle", "export", "explain", "runs", "plan", "demo", "serve"]
    for name in [*names, "user", "status", "audit"]:
        said = called(name, "--help")
        assert (said.status, said.err) == (0, "")
        assert said.out.startswith(f"usage: qiao {name}")


# --- refusals


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("settle 2026-09 --plan /no/such/plan.toml", "/no/such/plan.toml cannot be read: No such file"),
        ("load /no/such/folder", "There is no folder /no/such/folder; name the extract's folder"),
        ("export 2026-08 out", "2026-08 has not been settled yet; run `qiao settle 2026-08` first"),
        ("export 2026-09 out --run 77", "There is no run 77 of 2026-09; `qiao runs` lists them"),
        ("export 2026-09 out --run 99999999999999999999999", "There is no run 99999999999999999999999"),
        ("explain NOBODY 2026-09", "knows no person NOBODY"),
        ("explain NOBODY 2026-09 --account D1", "knows no person NOBODY"),
        ("explain M 2026-09 --account D9", "knows no account D9"),
        ("explain M 2026-08", "2026-08 has not been settled yet"),
        ("quarantine export out", "No open row is in quarantine"),
        ("quarantine export out --table balances", "no table balances"),
        ("quarantine dismiss 7 because", "There is no row 7 in quarantine"),
        ("quarantine dismiss 99999999999999999999999 because", "There is no row 99999999999999999999999"),
        ("quarantine list --table balances", "There is no table balances in the contract"),
        ("plan check /no/such/plan.toml", "cannot be read"),
        ("plan check /dev/zero", "is larger than 1048576 bytes"),
        ("user add a/b --post admin", "'a/b' cannot be a log-in's name"),
        ("user password nobody", "There is no log-in nobody; `qiao user list` shows them"),
    ],
)
def test_a_refusal_is_one_line_with_what_where_and_what_to_do(
    stage: Stage, home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert expected in refused(stage, home, *call.split())


def test_a_refusal_is_said_in_the_language_of_the_terminal(stage: Stage, home: Path) -> None:
    english = called("settle", "2026-11").refusal
    chinese = called("settle", "2026-11", language="zh_CN.UTF-8").refusal
    assert english.isascii()
    assert "2026-11" in chinese
    assert not chinese.isascii()


@pytest.mark.parametrize("name", ["two\nlines", "a\rreturn", "an \x1b[31mescape", "a line\u2028separator", "100 %s"])
def test_a_hostile_name_stays_in_one_line(stage: Stage, home: Path, tmp_path: Path, name: str) -> None:
    line = refused(stage, home, "load", tmp_path / name)
    assert line.isprintable()
    assert f"{tmp_path}/{name[0]}" in line


def test_a_name_that_is_no_text_is_refused(stage: Stage, home: Path) -> None:
    assert "is not in UTF-8; give the file or folder another name" in refused(stage, home, "load", "/bank/\udcff")


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("QIAO_THREADS", "many", "write it as 4"),
        ("QIAO_MEMORY_LIMIT", "all of it", "write it as 3GB"),
        ("QIAO_TIME_ZONE", "Beijing", "write it as Asia/Shanghai"),
    ],
)
def test_a_variable_that_cannot_be_read_is_refused(
    stage: Stage, home: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(variable, value)
    line = called("settle", MONTH).refusal
    assert variable in line
    assert value in line
    assert expected in line


def test_too_little_memory_is_told_with_what_to_do(stage: Stage, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as world:
        world.setenv("QIAO_MEMORY_LIMIT", "1MB")
        assert "allow it more in QIAO_MEMORY_LIMIT" in refused(stage, home, "settle", MONTH)


def test_a_home_that_lost_its_files_says_so(stage: Stage, home: Path) -> None:
    for run in (home / "runs").iterdir():
        (run / "staff_result.parquet").unlink()
    assert "staff_result.parquet" in called("explain", "M", MONTH).refusal


def test_a_home_that_lost_its_database_says_so(stage: Stage, home: Path) -> None:
    words = homes.ruin_database(home)
    asked = truly(home, "status")
    said = asked.stderr.decode()
    assert (asked.returncode, asked.stdout, len(said.splitlines())) == (1, b"", 1)
    assert words in said


def test_addresses_of_databases_are_checked_before_anything_else(tmp_path: Path) -> None:
    for address, expected in (
        ("bank://secret@host/x", "DATABASE_URL is no address of a database"),
        ("mysql://secret@host/x", "it is sqlite or postgres"),
    ):
        asked = truly(tmp_path / "home", "status", DATABASE_URL=address)
        said = asked.stderr.decode()
        assert (asked.returncode, asked.stdout, len(said.splitlines())) == (1, b"", 1)
        assert expected in said
        assert "secret" not in said


def test_a_home_that_cannot_be_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    asked = truly(tmp_path / "file", "status")
    said = asked.stderr.decode()
    assert (asked.returncode, len(said.splitlines())) == (1, 1)
    assert "QIAO_HOME" in said


# --- who listens


def test_an_output_that_takes_no_more_is_told_and_is_no_failure_of_the_job(stage: Stage, home: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this machine has no /dev/full, which takes nothing that is written to it")
    for buffered in ("", "1"):
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "qiao.project.cli", "status"]
            world = world_of(home, PYTHONUNBUFFERED=buffered)
            asked = subprocess.run(command, env=world, stdout=full, stderr=subprocess.PIPE, check=False)
        assert asked.returncode == 1
        (line,) = asked.stderr.decode().splitlines()
        assert "The answer could not be written to its end (No space left on device)" in line


def test_a_reader_who_went_away_hears_nothing_more(stage: Stage, home: Path) -> None:
    command = [sys.executable, "-m", "qiao.project.cli", "status"]
    ended, alive = os.pipe()
    os.close(ended)
    asked = subprocess.run(command, env=world_of(home), stdout=alive, stderr=subprocess.PIPE, check=False)
    os.close(alive)
    assert (asked.returncode, asked.stderr) == (1, b"")


def test_a_terminal_that_lacks_a_letter_gets_its_number(stage: Stage, home: Path) -> None:
    asked = truly(home, "status", PYTHONIOENCODING="ascii")
    assert (asked.returncode, asked.stderr) == (0, b"")
    assert rb"\u6d4b\u8bd5\u94f6\u884c" in asked.stdout


def test_ctrl_c_stops_a_load_with_one_line_and_keeps_nothing(stage: Stage, home: Path, tmp_path: Path) -> None:
    extract = write_extract(many_balances(60_000), tmp_path / "extract", controls=False)
    behind = ["nice", "-n", "19"]  # on a busy machine too who watches comes first
    command = [*behind, sys.executable, "-m", "qiao.project.cli", "load", str(extract)]
    with subprocess.Popen(command, env=world_of(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        while not list(home.glob("tmp/*/check-*")):
            with pytest.raises(subprocess.TimeoutExpired):
                running.wait(timeout=0.02)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate()
    assert (running.returncode, out, err) == (130, b"", b"qiao: stopped; nothing half-done was kept\n")
    assert book_digest() == stage.digest
    assert list(home.glob("tmp/*")) == []


def many_balances(count: int) -> Bank:
    bank = Bank(MONTH)
    days = [date.fromordinal(date(1950, 1, 1).toordinal() + number).isoformat() for number in range(count // 4)]
    for account in ("D1", "D2", "T1", "L1"):
        for day in days:
            bank.add("balance", account_id=account, on=day, balance="1.00")
    bank.tables = {"balance": bank.tables["balance"]}
    return bank


# --- what the commands answer


def test_every_command_makes_what_it_needs_in_a_home_that_is_not_there(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    said = truly(tmp_path / "not there", "status")
    assert (said.returncode, said.stderr) == (0, b"")
    assert b"The book is empty" in said.stdout
    for name in ("runs", "audit", "quarantine"):
        with at_home(tmp_path / name, django_db_blocker):
            assert done(name).out


def test_the_status_names_the_facts_in_the_order_of_the_contract(stage: Stage, home: Path) -> None:
    named = [line.split()[0] for line in done("status").out.splitlines()]
    facts = [name for name in named if name in FACTS]
    assert facts == [name for name in FACTS if name in facts]
    assert len(facts) == 8


def test_a_load_tells_a_line_a_table_and_a_settlement_its_figures(stage: Stage, home: Path, tmp_path: Path) -> None:
    said = done("load", write_extract(story_bank(), tmp_path / "extract"))
    assert said.found(r"^assignment +(\d+ +\d+ +\d+)$").split() == ["6", "6", "0"]
    settled = done("settle", MONTH)
    assert "plan built-in (ACT_360), engine duckdb" in settled.out
    assert "rows        11 (accounts and persons with anything to show), of 4 accounts" in settled.out
    assert "people      3\n" in settled.out
    assert "bank        margin 129.000000, fees 150.000000, expected loss 100.000000" in settled.out
    assert "unclaimed   margin 14.500000, fees 5.000000, expected loss 10.000000" in settled.out
    assert "tie-out     2 compared, 1 differ, 88 not compared" in settled.out
    assert settled.found(r"seconds +(\d+\.\d\d), peak memory \d+ MiB")
    runs = done("runs").out.splitlines()
    assert [line.split()[:2] for line in runs[1:]] == [["2", MONTH], ["1", MONTH]]
    status = done("status")
    assert status.found(r"^settled +2026-09 run 2, result hash (\w+)$") == settled.found(r"^result hash (\w+)$")


def test_a_month_covered_in_part_is_settled_with_a_warning(stage: Stage, home: Path, tmp_path: Path) -> None:
    extract = write_extract(story_bank(), tmp_path / "extract")
    manifest = json.loads((extract / "manifest.json").read_text(encoding="utf-8"))
    manifest["period"] = ["2026-10-01", "2026-10-11"]
    (extract / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    done("load", extract)
    assert "speak for 10 of the month's 31 days only: provisional figures" in done("settle", "2026-10").out


def test_the_slip_shows_the_formula_and_opens_to_the_day(stage: Stage, home: Path) -> None:
    slip = done("explain", "M", MONTH).out
    assert "deposit leg   P 4.0000 % × deposit margin 13.500000 = 0.54" in slip
    assert "loan leg      Q 5.0000 % × N 1.0000 × loan margin 45.000000 = 2.25" in slip
    assert "R             -7.21" in slip
    assert "paid          0.00 (the plan pays a negative R as 0)" in slip
    opened = done("explain", "M", MONTH, "--account", "L1").out
    assert "margin 2026-09-01 to 2026-09-15, 15 days: 72000.00 × 15 × 0.7500 × (0.050000 − 0.030000)" in opened
    assert "2026-09-15  72000.00  0.050000  0.030000" in opened
    assert "2026-09-16" not in opened
    assert "the same." in opened
    unclaimed = done("explain", "-", MONTH).out
    assert "T1" in unclaimed
    assert "G left" not in unclaimed
    assert "fee F2 on 2026-09-20: 50.00 × 0.1000 = 5.000000" in done("explain", "-", MONTH, "--account", "L1").out


def test_an_older_export_is_replaced_and_a_file_in_its_place_is_not(stage: Stage, home: Path, tmp_path: Path) -> None:
    done("export", MONTH, tmp_path / "deep" / "out")
    said = done("export", MONTH, tmp_path / "deep" / "out")
    facts = json.loads((tmp_path / "deep" / "out" / "run.json").read_text(encoding="utf-8"))
    assert facts["result_hash"] in said.out
    assert (facts["run"], facts["period"], facts["plan"]) == (1, ["2026-09-01", "2026-10-01"], "built-in")
    assert len(read_export(tmp_path / "deep" / "out")) == 5
    assert len(list((tmp_path / "deep" / "out").iterdir())) == 6
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "cannot be written into" in refused(stage, home, "export", MONTH, tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_the_templates_load_once_they_are_filled_in(
    stage: Stage, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    extract = tmp_path / "templates"
    with at_home(tmp_path / "home", django_db_blocker):
        assert str(extract) in done("schema", extract).out
        for table, rows in story_bank().tables.items():
            with (extract / f"{table}.csv").open("r+", encoding="utf-8", newline="") as file:
                header = next(csv.reader(file))
                assert {name.rstrip("?") for name in header} >= set(COLUMNS[table])
                file.seek(0, os.SEEK_END)
                csv.writer(file, lineterminator="\n").writerows([row.get(name, "") for name in header] for row in rows)
        done("load", extract, "--strict")
        assert book_digest() == stage.digest
        assert "holds files already" in called("schema", extract).refusal


# --- quarantine


def test_rows_set_aside_are_listed_written_out_mended_loaded_and_dismissed(
    stage: Stage, home: Path, tmp_path: Path
) -> None:
    bank = Bank(MONTH)
    bank.add("balance", account_id="D1", on="2026-09-10", balance="1,5")
    bank.add("balance", account_id="D2", on="2026-09-10", balance="")
    bank.tables = {"balance": bank.tables["balance"]}
    done("load", write_extract(bank, tmp_path / "extract", controls=False))
    assert book_digest() == stage.digest
    assert "2 of 2 open rows." in done("quarantine").out
    assert "lost a row to quarantine: 2" in done("settle", MONTH).out
    done("quarantine", "export", tmp_path / "mend")
    assert "holds files already" in called("quarantine", "export", tmp_path / "mend").refusal
    file = tmp_path / "mend" / "balance.csv"
    file.write_text(file.read_text(encoding="utf-8-sig").replace('"1,5"', "1.5"), encoding="utf-8")
    done("load", tmp_path / "mend")
    listed = done("quarantine", "list").out.splitlines()
    assert listed[-1] == "1 of 1 open rows."
    row = listed[1].split()[0]
    assert "Say in words" in called("quarantine", "dismiss", row, " ").refusal
    assert done("quarantine", "dismiss", row, "the bank will send it in October").out == f"Row {row} is closed.\n"
    assert "nothing is left to do" in called("quarantine", "dismiss", row, "again").refusal
    assert "0 of 0 open rows." in done("quarantine").out
    record = AuditRecord.objects.get(action="book.dismiss")
    assert (record.reason, record.new) == ("the bank will send it in October", {"state": "dismissed"})


def test_a_hostile_cell_stays_in_its_line(stage: Stage, home: Path, tmp_path: Path) -> None:
    bank = Bank(MONTH)
    bank.add("balance", account_id="D1", on="2026-09-10", balance="1\n2\x1b[2J")
    bank.tables = {"balance": bank.tables["balance"]}
    done("load", write_extract(bank, tmp_path / "extract", controls=False))
    listed = done("quarantine").out
    assert "1 2 [2J" in listed
    assert all(line.isprintable() for line in listed.splitlines())
    assert len(listed.splitlines()) == 3


# --- plans


def test_a_plan_in_force_settles_the_months_from_its_first_day_on(stage: Stage, home: Path, tmp_path: Path) -> None:
    plan = tmp_path / "corporate.toml"
    text = BUILT_IN_TEXT.replace('"built-in"', '"corporate-2026"').replace("1900-01-01", "2026-09-30")
    plan.write_text(text.replace("ACT_360", "FIXED_360").replace("true", "false"), encoding="utf-8")
    checked = done("plan", "check", plan).out
    assert "warning: " in checked
    assert "a cliff" in checked
    assert "can be used." in checked
    assert "corporate-2026" not in done("plan", "list").out
    assert "Plan corporate-2026 is in force from 2026-09-30." in done("plan", "add", plan).out
    assert "corporate-2026  2026-09-30" in done("plan", "list").out
    assert "give this one a code of its own" in refused(stage, home, "plan", "add", plan)
    assert "plan corporate-2026 (FIXED_360)" in done("settle", MONTH).out
    assert "paid          -7.21" in done("explain", "M", MONTH).out


# --- log-ins


def user(*arguments: str, password: str = PASSWORD) -> Said:
    with pytest.MonkeyPatch.context() as world:
        world.setattr(sys, "stdin", io.StringIO(f"{password}\n"))
        return called("user", *arguments)


def test_log_ins_are_made_by_name_post_and_person_with_a_password_from_a_pipe(stage: Stage, home: Path) -> None:
    assert "The first log-in has to be an administrator" in user("add", "wang", "--staff", "M").refusal
    assert "king is not a post; it is one of rm" in user("add", "root", "--post", "king").refusal
    assert "The password is not accepted" in user("add", "root", "--post", "admin", password="short").refusal
    assert "The password is not accepted" in user("add", "root", "--post", "admin", password="").refusal
    assert "cannot be a log-in's name" in user("add", "", "--post", "admin").refusal
    assert user("add", "root", "--post", "admin").out == "Log-in root was made with the post admin.\n"
    assert "already a log-in root" in user("add", "root", "--post", "admin").refusal
    assert "The book has no person X" in user("add", "wang", "--staff", "X").refusal
    assert user("add", "wang", "--staff", "M").out == "Log-in wang was made with the post rm.\n"
    assert [line.split() for line in user("list").out.splitlines()[1:]] == [
        ["root", "admin", "1"],
        ["wang", "rm", "M", "1"],
    ]
    assert user("password", "wang", password="another good password").status == 0
    wang = User.objects.get(username="wang")
    assert wang.check_password("another good password")
    assert not wang.check_password(PASSWORD)
    told = json.dumps(list(AuditRecord.objects.values_list("old", "new")))
    assert "another good password" not in told
    assert PASSWORD not in told
    assert wang.password not in told
    assert AuditRecord.objects.filter(action="project.set_password", subject="user wang").count() == 1


# --- the record


def test_the_audit_tells_when_somebody_changed_a_record_by_hand(stage: Stage, home: Path) -> None:
    assert "audit records is unbroken" in done("audit").out
    second = AuditRecord.objects.order_by("id")[1]
    AuditRecord.objects.filter(pk=second.pk).update(actor="nobody")
    assert f"broken at record {second.pk}" in called("audit").refusal
