"""From a bad loan of the book to the people: figures of kept settlements, a pack, a proposal with its evidence."""

import csv
import hashlib
import io
import json
import zipfile
from decimal import Decimal

import pytest

from qiao.contribution.queries.runs import chosen_run, folder_of
from qiao.engine.reading import select
from qiao.ground.authority import scope_of
from qiao.ground.refusals import Refusal
from qiao.pay.actions import cases, packing
from qiao.pay.queries import chain
from qiao.pay.rules.recovery import Cause
from qiao.pay.tests.cast import HAO, HEAD, ON, approved, person, reckoned
from tests.banks.served import Served


def a_bad_loan(bank: Served) -> chain.LoanChain:
    """The first bad loan that somebody was credited on."""
    for one in chain.bad_loans(scope_of(person(HAO), on=ON), on=ON):
        found = chain.chain_of(one.account_id, on=ON)
        if found is not None and found.earned and found.org_id.startswith(("B", "S")):
            return found
    pytest.fail(f"no bad loan with anybody behind it in {bank.months}")


def somebody_with_parts() -> tuple[str, str]:
    """A bad loan, and somebody of its chain of whom parts can be held."""
    for one in chain.bad_loans(scope_of(person(HAO), on=ON), on=ON):
        found = chain.chain_of(one.account_id, on=ON)
        for staff_id in found.staff_ids if found is not None else ():
            if found is not None and found.parts[staff_id]:
                return one.account_id, staff_id
    pytest.fail("nobody behind a bad loan has anything deferred")


def test_what_each_earned_is_what_the_settlements_say(bank: Served) -> None:
    found = a_bad_loan(bank)
    ids = [one.account_id for one in found.loans]
    files = [folder_of(chosen_run(month)) / "account_credit.parquet" for month in bank.months]
    rows = select(
        files,
        columns=["sum(margin_micro) AS margin"],
        where="account_id IN (SELECT unnest(CAST(? AS VARCHAR[]))) AND staff_id <> ''",
        values=[ids],
    )
    assert sum(one.margin_micro for one in found.earned) == int(rows[0]["margin"])
    assert found.is_bad
    assert {one.staff_id for one in found.earned} <= set(found.staff_ids)


def test_heads_see_bad_loans_of_their_own_units_only(bank: Served) -> None:
    every = {one.account_id for one in chain.bad_loans(scope_of(person(HAO), on=ON), on=ON)}
    own = chain.bad_loans(scope_of(person(HEAD), on=ON), on=ON)
    assert {one.account_id for one in own} < every
    assert {one.org_id[:3] for one in own} <= {"B01", "S01", "T01"}


def test_an_account_that_is_no_loan_has_no_chain(bank: Served) -> None:
    assert chain.chain_of("nothing", on=ON) is None
    assert bank.months


def test_a_pack_is_the_same_for_the_same_facts_and_holds_the_digest_of_each_table(bank: Served) -> None:
    found = a_bad_loan(bank)
    first, second = (packing.pack_of(found, staff_ids=found.staff_ids) for _time in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as pack:
        manifest = json.loads(pack.read("manifest.json"))
        for name, digest in manifest["files"].items():
            assert hashlib.sha256(pack.read(name)).hexdigest() == digest
        lines = list(csv.reader(io.StringIO(pack.read("earned.csv").decode("utf-8-sig"))))
    margin = sum(Decimal(line[4]) for line in lines[1:])
    assert margin * 10**6 == sum(one.margin_micro for one in found.earned)


def test_a_case_of_a_loan_carries_the_pack_of_its_person_alone(bank: Served) -> None:
    for month in bank.months:
        approved(reckoned(month, unit="H00"), by=("HR02", "HEAD00"))
    account_id, who = somebody_with_parts()
    first = chosen_run(bank.months[0]).since
    wish = cases.Proposal(Cause.FAULT, first, ON, 5_000, "no look was taken at the papers", account_id)
    made = packing.propose_of_loan(account_id, who, wish, on=ON, actor=person(HAO))
    content = packing.kept_pack(made)
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        lines = list(csv.reader(io.StringIO(pack.read("earned.csv").decode("utf-8-sig"))))
    assert {line[1] for line in lines[1:]} <= {who}
    with pytest.raises(Refusal) as refused:
        packing.propose_of_loan(account_id, who, wish, on=ON, actor=person(HAO))
    assert refused.value.code == "pay.case_again"
    with pytest.raises(Refusal) as refused:
        packing.propose_of_loan(account_id, "RM999", wish, on=ON, actor=person(HAO))
    assert refused.value.code == "pay.chain_nobody"
