"""`qiao settle --engine`: the same hashes on every engine, nothing left behind, refusals in words."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from qiao.contribution.queries.runs import chosen_run
from tests.banks.writer import write_extract
from tests.databases import server
from tests.engines.opened import spark_world
from tests.house.programs import needs_program
from tests.terminal.calling import Said, called, done
from tests.terminal.story import MONTH, story_bank

pytestmark = pytest.mark.django_db

LEFT, HELD = "qiao_job_00000000000000ff", "qiao_job_fffffffffffffffe"
HELD_NUMBER = -2


@pytest.fixture
def book(empty_home: Path, tmp_path: Path) -> Path:
    """A home with a small book."""
    done("load", write_extract(story_bank(), tmp_path / "extract"))
    return empty_home


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with server.lent() as lent:
        yield lent


def hashes(said: Said) -> tuple[str, str]:
    return said.found(r"^input hash  (\w{64})$"), said.found(r"^result hash (\w{64})$")


def schemas(address: str) -> set[str]:
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'qiao%'").fetchall()
    return {name for (name,) in found}


def test_postgresql_settles_to_the_same_hash_and_leaves_nothing(
    book: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_home = hashes(done("settle", MONTH))
    monkeypatch.setenv("QIAO_ENGINE_URL", address)
    with psycopg.connect(address, autocommit=True) as other:
        other.execute(f"CREATE SCHEMA {LEFT} CREATE TABLE leaves (id text)".encode())  # as a killed job leaves it
        other.execute(f"CREATE SCHEMA {HELD}".encode())
        other.execute("SELECT pg_advisory_lock(%s)", [HELD_NUMBER])  # as a running job holds it
        assert hashes(done("settle", MONTH, "--engine", "postgres")) == at_home
        assert schemas(address) == {HELD}
        other.execute(f"DROP SCHEMA {HELD}".encode())
    assert chosen_run(MONTH).engine == "postgres"


def test_a_job_that_fails_takes_its_schema_with_it(
    empty_home: Path, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = story_bank()
    bank.tables["ftp"] = [row for row in bank.tables["ftp"] if row["side"] != "loan"]
    done("load", write_extract(bank, tmp_path / "extract"))
    monkeypatch.setenv("QIAO_ENGINE_URL", address)
    assert "No transfer price in force for loan" in called("settle", MONTH, "--engine", "postgres").refusal
    assert schemas(address) == set()


@pytest.mark.parametrize(
    ("engine_url", "words"),
    [
        ("", "The engine postgres needs a server"),
        ("mysql://qiao:secret@127.0.0.1/qiao", "is no address of a PostgreSQL server"),
        ("postgres://qiao:secret@127.0.0.1:port/qiao", "is no address of a PostgreSQL server"),
        ("postgres://qiao:secret@127.0.0.1:1/qiao", "The server of the engine postgres did not do the job"),
    ],
)
def test_a_server_that_is_not_there_is_refused_in_one_line(
    book: Path, monkeypatch: pytest.MonkeyPatch, engine_url: str, words: str
) -> None:
    monkeypatch.setenv("QIAO_ENGINE_URL", engine_url)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    refusal = called("settle", MONTH, "--engine", "postgres").refusal
    assert words in refusal
    assert "secret" not in refusal


def test_a_machine_without_java_is_told_what_to_install(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "The engine spark needs Java 17 or newer" in called("settle", MONTH, "--engine", "spark").refusal
    assert "spark 引擎需要 Java 17" in called("settle", MONTH, "--engine", "spark", language="zh").refusal


def test_a_master_that_spark_does_not_know_is_refused_in_one_line(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs_program("java")
    for name, value in spark_world(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SPARK_MASTER", "nowhere")
    refusal = called("settle", MONTH, "--engine", "spark").refusal
    assert "The engine spark (nowhere) did not do the job" in refusal
