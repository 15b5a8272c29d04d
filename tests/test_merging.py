"""One customer, once: merges, splits and late extracts change no figure of the bank, only whose name it is read by."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from qiao.contribution.queries import curves, figures, shelf
from qiao.contribution.queries.runs import chosen_run, newest_run
from qiao.contribution.rules.sums import MEASURES
from qiao.customers import queries as customers
from qiao.customers.actions import absorb, restore
from qiao.customers.models import Customer
from qiao.desk.queries import concentration
from qiao.desk.queries.concentration import curve_of
from qiao.ground.paging import Cut
from qiao.ground.refusals import Refusal
from qiao.portfolio.queries import serving as portfolio
from tests.banks.bank import Bank
from tests.banks.maker import seeded_bank
from tests.banks.served import Served
from tests.banks.writer import write_extract
from tests.oracle.reading import read_export
from tests.terminal.calling import done

WHY = {"request": 1, "reason": "the same firm", "actor": "HEAD01"}
STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 11), st.integers(0, 11)), min_size=1, max_size=12)


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is not done afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    concentration._curve.cache_clear()  # noqa: SLF001  a number taken back is given again, which a bank's never is


def bank_sums() -> dict[str, int]:
    """The sums over the list of customers."""
    rows = list(shelf.party_figures())
    return {name: sum(getattr(row, name) for row in rows) for name in (*MEASURES, "contribution_micro")}


def listed_rows() -> dict[str, dict[str, int]]:
    names = (*MEASURES, "contribution_micro")
    return {row.party_id: {name: getattr(row, name) for name in names} for row in shelf.party_figures()}


def do(steps: list[tuple[bool, int, int]], ids: list[str]) -> None:
    """Merge and split; what the book refuses changes nothing."""
    for merges, one, other in steps:
        with suppress(Refusal):
            if merges:
                absorb(ids[one], into=ids[other], **WHY)  # type: ignore[arg-type]  # named facts
            else:
                restore(ids[one], **WHY)  # type: ignore[arg-type]  # named facts


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_any_merges_and_splits_leave_every_sum_of_the_bank(
    served_bank: Served, steps: list[tuple[bool, int, int]]
) -> None:
    assert served_bank.months
    run = newest_run()
    assert run is not None
    ids = [row["party_id"] for row in shelf.party_figures().order_by("-contribution_micro").values("party_id")[:40]]
    companies = [one for one in ids if customers.kinds_of(ids)[one] == "company"][:12]
    before, rows_before, whole_before = bank_sums(), listed_rows(), curve_of(run, None)
    assert whole_before is not None
    with undone():
        do(steps, companies)
        assert bank_sums() == before
        whole = curve_of(run, None)
        assert whole is not None
        assert whole.shape.total_micro == whole_before.shape.total_micro
        absorbed = dict(customers.alias_pairs())
        assert whole.shape.customers == whole_before.shape.customers - len(absorbed)
        asked = figures.party_sums(run, ids)
        for party_id, row in listed_rows().items():
            assert party_id not in absorbed
            parts = [rows_before[one] for one in customers.family_of(party_id) if one in rows_before]
            assert {name: row[name] for name in MEASURES} == {
                name: sum(one[name] for one in parts) for name in MEASURES
            }
            if party_id in asked:
                assert asked[party_id].contribution_micro == row["contribution_micro"]
        in_order = curves.parties_in_order(run, Cut(1, 1_000), order="contribution", party_ids=None).rows
        assert {one.party_id: one.margin_micro for one in in_order} == {
            party_id: row["margin_micro"] for party_id, row in listed_rows().items()
        }
        for party_id in sorted(absorbed):
            restore(party_id, **WHY)  # type: ignore[arg-type]  # named facts
        assert listed_rows() == rows_before
    assert listed_rows() == rows_before


def test_a_merged_customer_is_one_on_every_page(served_bank: Served) -> None:
    auditor = served_bank.as_role("auditor")
    one, other = Customer.objects.filter(kind="company").order_by("party_id")[:2]
    run = newest_run()
    assert run is not None
    accounts = {row.account_id for id_ in (one.pk, other.pk) for row in figures.accounts_of(run, id_)}
    serving = {row.pk for id_ in (one.pk, other.pk) for row in portfolio.assignments_of(id_)}
    with undone():
        absorb(other.pk, into=one.pk, **WHY)  # type: ignore[arg-type]  # named facts
        assert {row.account_id for row in figures.accounts_of(run, one.pk)} == accounts
        assert {row.pk for row in portfolio.assignments_of(one.pk)} == serving
        answer = auditor.get(f"/customers/{other.pk}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/customers/{one.pk}/")
        page = auditor.get(f"/customers/{one.pk}/").content.decode()
        assert other.name in page
        assert all(account_id in page for account_id in accounts)
        for text in (other.pk, other.name):
            found = [row.pk for row in customers.found_customers(text, None, most=30)]
            assert one.pk in found
            assert other.pk not in found
        assert customers.customer_names([other.pk]) == {other.pk: one.name}
        assert other.pk not in {row.pk for row in customers.listed_customers(None)}
        for path in ("around", "known"):
            assert auditor.get(f"/customers/{other.pk}/{path}/").status_code == 200


def test_whoever_serves_one_of_them_sees_the_whole_customer(served_bank: Served) -> None:
    manager, stranger = served_bank.as_role("manager"), served_bank.as_role("stranger")
    own = Customer.objects.filter(assignments__staff_id="RM001", kind="company").order_by("party_id").first()
    foreign = (
        Customer.objects.filter(assignments__staff_id="RM048", kind="company")
        .exclude(assignments__staff_id="RM001")
        .order_by("party_id")
        .first()
    )
    assert own is not None
    assert foreign is not None
    assert manager.get(f"/customers/{foreign.pk}/").status_code == 404
    with undone():
        absorb(own.pk, into=foreign.pk, **WHY)  # type: ignore[arg-type]  # named facts
        assert manager.get(f"/customers/{foreign.pk}/").status_code == 200
        assert stranger.get(f"/customers/{foreign.pk}/").status_code == 200
        assert foreign.name in manager.get("/customers/?sort=name").content.decode()
        assert manager.get("/").status_code == 200
    assert manager.get(f"/customers/{foreign.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("party_id", "into", "code"),
    [("C000001", "NOBODY", "customers.unknown"), ("company", "person", "customers.kinds")],
)
def test_a_merge_with_nobody_or_of_two_kinds_is_refused(
    served_bank: Served, party_id: str, into: str, code: str
) -> None:
    assert served_bank.months
    kinds = {kind: Customer.objects.filter(kind=kind).order_by("party_id")[0].pk for kind in ("company", "person")}
    with pytest.raises(Refusal) as refused:
        absorb(kinds.get(party_id, party_id), into=kinds.get(into, into), **WHY)  # type: ignore[arg-type]  # named facts
    assert refused.value.code == code


def settled_files(bank: Bank, folder: Path) -> tuple[dict[str, list[dict[str, str]]], str]:
    hashed = done("settle", bank.month).found(r"^result hash (\w{64})$")
    done("export", bank.month, folder)
    return read_export(folder), hashed


@settings(
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32 - 1), steps=STEPS)
@example(seed=7, steps=[(True, 11, 0)])
@pytest.mark.django_db
def test_a_late_extract_that_names_merged_customers_settles_as_without_the_merges(
    empty_home: Path, seed: int, steps: list[tuple[bool, int, int]]
) -> None:
    assert empty_home.is_dir()
    bank = seeded_bank(seed, accounts=9)
    for row in bank.tables["party"]:
        row["kind"] = "company"
    ids = [row["party_id"] for row in bank.tables["party"]]
    with tempfile.TemporaryDirectory() as name, undone():
        folder = Path(name)
        done("load", write_extract(bank, folder / "extract", mode="replace"))
        do([(merges, one % len(ids), other % len(ids)) for merges, one, other in steps], ids)
        for number, row in enumerate(bank.tables["balance"][::2]):
            row["balance"] = f"{1_000 + 37 * number + seed % 1_000}.25"
        done("load", write_extract(bank, folder / "late", mode="replace"))
        found = settled_files(bank, folder / "merged")
        run, absorbed = chosen_run(bank.month), dict(customers.alias_pairs())
        for party_id in sorted(set(ids) - set(absorbed)):
            family = customers.family_of(party_id)
            assert {row.account_id for row in figures.accounts_of(run, party_id)} == {
                row["account_id"] for row in bank.tables["account"] if row["party_id"] in family
            }
        assert {name: bank_sums()[name] for name in MEASURES} == {
            name: sum(getattr(one, name) for one in figures.own_sums(run, ids).values()) for name in MEASURES
        }
        for party_id in sorted(absorbed):
            restore(party_id, **WHY)  # type: ignore[arg-type]  # named facts
        assert settled_files(bank, folder / "apart") == found
