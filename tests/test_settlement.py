"""A bank's files through load, settle and export, against a reckoning by hand: equal to the last digit."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from pathlib import Path
from random import Random

import pytest
from django.db import transaction

from qiao.appraisal.queries.slips import account_days, is_flagged
from qiao.contribution.queries.runs import chosen_run
from qiao.contribution.rules.basis import DayBasis
from tests.banks.bank import NEEDED_FIRST, Bank
from tests.banks.maker import seeded_bank
from tests.banks.writer import write_extract
from tests.oracle.answers import HandPlan
from tests.oracle.reading import Rows, Tables, read_export
from tests.oracle.settlement import settle
from tests.terminal.calling import book_digest, done
from tests.terminal.story import BEGIN, MONTH, story_bank
from tests.test_twins import HAND_PLANS, PLANS

pytestmark = [pytest.mark.whatever_database, pytest.mark.django_db]

FILES = ("account_credit", "staff_result", "party_result", "org_result", "tieout")
BASES = tuple(DayBasis)
HOSTILE = ('"', "a,b", "it's", "NULL", " lead", "é", "🏦", "\\N", "-", "#", "%s", "0", "00", "Ａ", "甲|", "x\ty")
HOSTILE_COLUMNS = {f"{thing}_id" for thing in ("org", "parent", "staff", "party", "account", "product", "fee")}
CONDITIONS = ("balance", "rate", "price", "share")  # what a figure can lose to quarantine


@contextmanager
def a_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A home and a database of its own; afterwards the database is as before."""
    folder.mkdir()
    mark = transaction.savepoint()
    with monkeypatch.context() as world:
        world.setenv("QIAO_HOME", str(folder))
        yield
    transaction.savepoint_rollback(mark)


def settled(bank: Bank, folder: Path, *, basis: DayBasis | None = None) -> tuple[Tables, str, str]:
    """The exported files of the bank's month, with input hash and result hash; the built-in plan without a basis."""
    plan: tuple[str | Path, ...] = ()
    if basis is not None:
        file = folder.with_suffix(".toml")
        file.write_text(PLANS[basis].text, encoding="utf-8")
        plan = ("--plan", file)
    said = done("settle", bank.month, *plan)
    done("export", bank.month, folder)
    hashes = said.found(r"^input hash  (\w{64})$"), said.found(r"^result hash (\w{64})$")
    assert sorted(path.name for path in folder.iterdir()) == sorted([*(f"{name}.csv" for name in FILES), "run.json"])
    return read_export(folder), *hashes


def lines(rows: Rows) -> list[str]:
    """Rows as a person would write them down; nobody and nothing is a dash."""
    return [" ".join(value or "-" for value in row.values()) for row in rows]


def total(rows: Rows, *columns: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows for column in columns), Decimal())


def people_and_unclaimed_make_the_bank(files: Tables, bank: Bank) -> bool:
    """For every measure: people + unclaimed = accounts and customers' own fees = customers = top units."""
    top_units = {row["org_id"] for row in bank.tables["org"] if not row["parent_id"]}
    credit, people, parties = files["account_credit"], files["staff_result"], files["party_result"]
    unclaimed = [row for row in credit if not row["staff_id"]]
    for measure, columns in {
        "margin": ("deposit_margin", "loan_margin"),
        "expected_loss": ("expected_loss",),
        "fee": ("fee",),
        "balance_days": ("deposit_balance_days", "loan_balance_days"),
    }.items():
        whole = total(credit, measure)
        assert total(people, *columns) + total(unclaimed, measure) == whole, measure
        by_party = columns if measure == "balance_days" else (measure,)
        assert total(parties, *by_party) == whole, measure
        if measure != "fee":
            assert total([row for row in files["org_result"] if row["org_id"] in top_units], *by_party) == whole
    return True


def test_a_small_bank_comes_out_as_paper_and_pencil_say(tmp_path: Path, empty_home: Path) -> None:
    done("load", write_extract(story_bank(), tmp_path / "extract", encoding="gb18030", delimiter="|!|"))
    files, *_ = settled(story_bank(), tmp_path / "out")
    assert lines(files["account_credit"]) == [
        "P - C fee 0.000000 0.000000 0.000000 40.000000",  # a fee that names no account follows the customer
        "P - M fee 0.000000 0.000000 0.000000 60.000000",
        "P D1 C deposit 432000.000000 12.000000 0.000000 0.000000",
        "P D1 M deposit 648000.000000 18.000000 0.000000 0.000000",
        "P T1 - deposit 360000.000000 -5.000000 0.000000 0.000000",  # G left on the 20th; the row still replaces P's
        "P T1 G deposit 720000.000000 -10.000000 0.000000 0.000000",
        "Q D2 - deposit -54000.000000 -1.500000 0.000000 0.000000",
        "Q D2 M deposit -162000.000000 -4.500000 0.000000 0.000000",  # two roles: 0.5 + 0.25
        "Q L1 - loan 378000.000000 21.000000 10.000000 5.000000",
        "Q L1 C loan 972000.000000 54.000000 90.000000 45.000000",  # the account's row from the 16th, its fee too
        "Q L1 M loan 810000.000000 45.000000 0.000000 0.000000",
    ]
    assert lines(files["staff_result"]) == [
        # two thirds of C's loan days are bad: N -0.5; 0.04 x 12 - 0.05 x 0.5 x 54 = -0.87, paid as nothing
        "C 432000.000000 972000.000000 12.000000 54.000000 90.000000 85.000000 -0.5000 0.00 0.00",
        "G 720000.000000 0.000000 -10.000000 0.000000 0.000000 0.000000 1.0000 0.00 0.00",
        "M 486000.000000 810000.000000 13.500000 45.000000 0.000000 60.000000 1.0000 10.00 0.00",
    ]
    assert lines(files["tieout"]) == ["2026-09-30 B LOAN 72000.00 72000.01 -0.01"]
    assert files == settle(story_bank().tables, month=MONTH, plan=HandPlan()).files
    assert people_and_unclaimed_make_the_bank(files, story_bank())


@pytest.mark.parametrize(
    ("seed", "basis", "encoding", "delimiter"),
    [(11, DayBasis.ACT_365, "gb18030", "|"), (23, DayBasis.FIXED_360, "utf-8", "\t")],
)
def test_any_bank_comes_out_as_reckoned_by_hand_and_every_slip_opens(
    tmp_path: Path, empty_home: Path, seed: int, basis: DayBasis, encoding: str, delimiter: str
) -> None:
    bank = with_hostile_ids(seeded_bank(seed, accounts=9, month="2026-10"), seed=seed)
    write_extract(bank, tmp_path / "extract", encoding=encoding, delimiter=delimiter, newline="\r\n")
    done("load", tmp_path / "extract")
    files, *_ = settled(bank, tmp_path / "out", basis=basis)
    assert files == settle(bank.tables, month=bank.month, plan=HAND_PLANS[BASES.index(basis)]).files
    assert people_and_unclaimed_make_the_bank(files, bank)
    run = chosen_run(bank.month)
    people = [row["staff_id"] for row in bank.tables["staff"]]
    for row in bank.tables["account"]:
        for person in ("", *people):
            opened = account_days(run, row["account_id"], person)
            assert opened.agrees, (row["account_id"], person)


def with_hostile_ids(bank: Bank, *, seed: int) -> Bank:
    """The same bank with ids that a reader of files or a statement could stumble over."""
    chance, names = Random(seed), dict[tuple[str, str], str]()  # noqa: S311  no secret
    for row in chain.from_iterable(bank.tables.values()):
        for column in sorted(column for column in HOSTILE_COLUMNS & row.keys() if row[column]):
            key = (column.replace("parent", "org"), row[column])
            row[column] = names.setdefault(key, f"{chance.choice(HOSTILE)}{len(names)}")
    return bank


def test_neither_order_nor_parts_nor_repetition_leave_a_trace(
    tmp_path: Path, django_db_setup: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = seeded_bank(5, accounts=9)
    with a_home(tmp_path / "whole", monkeypatch):
        done("load", write_extract(bank, tmp_path / "extract"))
        whole = book_digest(), *settled(bank, tmp_path / "out", basis=DayBasis.ACT_360)
        assert whole[1] == settle(bank.tables, month=bank.month, plan=HAND_PLANS[0]).files
        again = book_digest(), *settled(bank, tmp_path / "again", basis=DayBasis.ACT_360)
        assert again == whole
        for name in FILES:
            assert (tmp_path / "again" / f"{name}.csv").read_bytes() == (tmp_path / "out" / f"{name}.csv").read_bytes()
    first, second = in_two_parts(bank)
    with a_home(tmp_path / "parts", monkeypatch):
        order = Random(3)  # noqa: S311  no secret
        done("load", write_extract(first, tmp_path / "first", order=order, delimiter="|"))
        assert book_digest() != whole[0]
        done("load", write_extract(second, tmp_path / "second", order=order, encoding="gb18030"))
        in_parts = book_digest(), *settled(bank, tmp_path / "in-parts", basis=DayBasis.ACT_360)
    assert in_parts == whole


def in_two_parts(bank: Bank) -> tuple[Bank, Bank]:
    """All units, people, customers and products, with every other fact, some of them still wrong; then the rest."""
    first, second = Bank(bank.month), Bank(bank.month)
    for name, rows in bank.tables.items():
        if name in {"org", "staff", "party", "product", "account", "ftp"}:
            first.tables[name] = copy.deepcopy(rows)
            continue
        first.tables[name], second.tables[name] = copy.deepcopy(rows[::2]), copy.deepcopy(rows[1::2])
    wrong = next(row for row in first.tables["balance"] if row["balance"] != "17.17")
    second.tables["balance"].append(dict(wrong))
    wrong["balance"] = "17.17"
    renamed = second.tables["party"] = [dict(first.tables["party"][0])]
    first.tables["party"][0]["name"] = "旧名"
    assert renamed[0]["name"] != "旧名"
    assert all(first.tables[name] for name in NEEDED_FIRST)
    return first, second


def test_replacing_a_table_takes_a_wrong_row_out_and_an_old_run_still_opens(tmp_path: Path, empty_home: Path) -> None:
    bank, wrong = story_bank(), story_bank()
    wrong.add("balance", account_id="D1", on="2026-09-10", balance="1000000.00")
    wrong.tables["staff"][0]["left_on"] = "2026-09-09"
    done("load", write_extract(wrong, tmp_path / "first"))
    done("settle", MONTH)
    before = done("explain", "M", MONTH).out, done("explain", "-", MONTH, "--account", "D1").out
    done("load", write_extract(bank, tmp_path / "right", mode="replace"))
    assert (done("explain", "M", MONTH).out, done("explain", "-", MONTH, "--account", "D1").out) == before
    assert "21 days: 1000000.00 × 21 × 0.6000" in before[1]
    right = book_digest()
    wrong = story_bank()
    wrong.add("balance", account_id="D1", on="2026-09-10", balance="1000000.00")
    done("load", write_extract(wrong, tmp_path / "wrong"))
    assert book_digest() != right
    only_balances = Bank(MONTH)
    only_balances.tables = {"balance": bank.tables["balance"]}
    done("load", write_extract(only_balances, tmp_path / "mended", mode="replace"))
    assert book_digest() == right


def bank_of_cells() -> Bank:
    """Five branches alike, each with one person, customer, product and account; four lose a row to quarantine."""
    bank = Bank(MONTH)
    bank.add("org", org_id="H", name="H", kind="head")
    for number, cell in enumerate((*CONDITIONS, "sound")):
        bank.add("org", org_id=f"B-{cell}", name=cell, kind="branch", parent_id="H")
        bank.add("staff", staff_id=f"S-{cell}", name=cell, org_id=f"B-{cell}", post="rm")
        bank.add("party", party_id=f"P-{cell}", kind="person", name=cell)
        product = {"product_id": f"D-{cell}", "side": "deposit", "ftp_method": "pool", "tenor_days": str(number)}
        bank.add("product", name=cell, **product)
        bank.add("ftp", side="deposit", tenor_days=str(number), since=BEGIN, annual_rate="0.02")
        account = {"account_id": f"A-{cell}", "party_id": f"P-{cell}"}
        bank.add("account", **account, product_id=f"D-{cell}", org_id=f"B-{cell}", opened_on=BEGIN)
        bank.add("balance", account_id=f"A-{cell}", on=BEGIN, balance="100.00")
        bank.add("rate", account_id=f"A-{cell}", since=BEGIN, annual_rate="0.01")
        bank.add("assignment", party_id=f"P-{cell}", staff_id=f"S-{cell}", role="lead", since=BEGIN, share="0.5")
    bank.add("staff", staff_id="S-fee", name="fee", org_id="H", post="rm")
    bank.add("party", party_id="P-fee", kind="person", name="a customer without any account")
    bank.add("fee", fee_id="F", party_id="P-fee", on="2026-09-05", amount="8.00")
    bank.add("assignment", party_id="P-fee", staff_id="S-fee", role="lead", since=BEGIN, share="0.5")
    bank.add("assignment", party_id="P-fee", staff_id="S-fee", role="more", since=BEGIN, share="0,5")
    bank.add("balance", account_id="A-balance", on="2026-09-05", balance="1,000.00")
    bank.add("rate", account_id="A-rate", since="2026-09-05", annual_rate="1 %")
    bank.add("ftp", side="deposit", tenor_days="2", since="2026-09-05", annual_rate="2.5")
    bank.add("assignment", party_id="P-share", staff_id="S-share", role="more", since="2026-09-05", share="half")
    bank.add("balance", account_id="A-sound", on="2026-10-01", balance="the month is over")
    return bank


def test_what_lost_a_row_is_flagged_wherever_its_figures_are_shown(tmp_path: Path, empty_home: Path) -> None:
    said = done("load", write_extract(bank_of_cells(), tmp_path / "extract", controls=False))
    assert "6 rows were set aside" in said.out
    assert "lost a row to quarantine: 4\n" in done("settle", MONTH).out
    run = chosen_run(MONTH)
    for kind, letter in (("account", "A"), ("party", "P"), ("staff", "S"), ("org", "B")):
        flagged = {cell for cell in (*CONDITIONS, "sound") if is_flagged(run, kind=kind, key=f"{letter}-{cell}")}
        assert flagged == set(CONDITIONS), kind
    for kind, key in (("org", "H"), ("staff", ""), ("party", "P-fee"), ("staff", "S-fee")):
        assert is_flagged(run, kind=kind, key=key), key
    for cell in CONDITIONS:
        assert "flag " in done("explain", f"S-{cell}", MONTH).out
        assert "flag " in done("explain", f"S-{cell}", MONTH, "--account", f"A-{cell}").out
    assert "flag " not in done("explain", "S-sound", MONTH).out
    assert "flag " not in done("explain", "S-sound", MONTH, "--account", "A-sound").out
