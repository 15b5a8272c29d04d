"""Tables that a bank imports: rows read or named with their trouble, whole or not at all; and descriptions."""

from datetime import date
from pathlib import Path

import pytest

from qiao.directlink.actions import importing, setting_up
from qiao.directlink.adapters.sheets import rows_of
from qiao.directlink.models import (
    ClearingBank,
    Enterprise,
    FeeRow,
    LedgerAccount,
    Operator,
    Right,
    SignatureStep,
    WatchedName,
)
from qiao.directlink.queries import accounts
from qiao.directlink.rules.description import read_description
from qiao.directlink.rules.tables import Bank, Fee, read_banks, read_fees, read_watched
from qiao.directlink.tests.cast import AT
from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
HEADS = [["number", "name", "city", "head_office"]]


@pytest.mark.whatever_database
@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["99910000000", "远山银行"], "is no number of a bank"),
        (["9991000000011", "远山银行"], "is no number of a bank"),
        (["99910000000x", "远山银行"], "is no number of a bank"),
        (["999100000001", ""], "the name has to have"),
        (["999100000001", "远" * 121], "the name has to have"),
        (["999100000001", "远山银行", "", "九九九"], "is no number of a head office"),
        (["999100000009", "远山银行二"], "the same stands in line"),
    ],
)
def test_a_row_of_a_bank_that_cannot_be_read_is_named(row: list[str], says: str) -> None:
    read = read_banks([*HEADS, ["999100000009", "近水银行"], [], row], file="banks.csv")
    (trouble,) = read.troubles
    assert (trouble.line, says in trouble.words, len(read.rows)) == (4, True, 1)


@pytest.mark.whatever_database
@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["book", "2026-01-01", "", "1"], "the route has to be"),
        (["large", "1 May", "", "1"], "is no day"),
        (["large", "2026-01-01", "", "1.005"], "is no amount"),
        (["large", "2026-01-01", "1e5", "1"], "is no amount"),
        (["large", "2026-01-01", "", "-1"], "is no amount"),
        (["large", "2026-01-01", "", ""], "is no amount"),
    ],
)
def test_a_row_of_a_fee_that_cannot_be_read_is_named(row: list[str], says: str) -> None:
    read = read_fees([["route", "since", "up_to", "fee"], row], file="fees.csv")
    assert [says in one.words for one in read.troubles] == [True]


@pytest.mark.whatever_database
def test_fees_are_read_in_fen() -> None:
    read = read_fees([["Route", "since", "up_to", "fee"], ["small", "2026-01-01", "10000", "5.5"]], file="fees.csv")
    assert read.rows == (Fee("small", date(2026, 1, 1), 10_000_00, 5_50),)


@pytest.mark.whatever_database
def test_a_table_without_its_heads_is_refused() -> None:
    with pytest.raises(Refusal, match="first row has to hold"):
        read_watched([["Name", "reason"], ["x", "y"]], file="names.csv")


@pytest.mark.whatever_database
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    content = "number,name\n999100000001,远山银行\n".encode(encoding)
    assert read_banks(rows_of(content, file="b.csv"), file="b.csv").rows == (Bank("999100000001", "远山银行"),)


@pytest.mark.whatever_database
@pytest.mark.parametrize("content", [b"\x00\x01", b"\xff\xff\xff", b'number,name\n"a,b'])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match="is no"):
        list(rows_of(content, file="b.csv"))


def test_a_table_with_one_bad_row_changes_nothing() -> None:
    content = "number,name\n999100000001,远山银行\n12,x\n".encode()
    troubles = importing.troubles_in("banks", content, file="b.csv")
    assert [one.line for one in troubles] == [3]
    with pytest.raises(Refusal, match="not taken in"):
        importing.take_in("banks", content, file="b.csv", at=AT, actor="ADM01")
    assert ClearingBank.objects.count() == 0


def test_banks_fees_and_names_are_added_and_changed() -> None:
    for kind, first, second in (
        (
            "banks",
            "number,name\n999100000001,远山银行\n",
            "number,name\n999100000001,远山商业银行\n999100000002,近水银行\n",
        ),
        (
            "fees",
            "route,since,up_to,fee\nsmall,2026-01-01,,5\n",
            "route,since,up_to,fee\nsmall,2026-01-01,,6\nlarge,2026-01-01,,9\n",
        ),
        ("watch", "name,why\n某某公司,名单甲\n", "name,why\n某某公司,名单乙\n另一公司,名单乙\n"),
    ):
        taken = [importing.take_in(kind, one.encode(), file="t.csv", at=AT, actor="ADM01") for one in (first, second)]
        assert [(one.rows, one.fresh) for one in taken] == [(1, 1), (2, 1)]
    assert ClearingBank.objects.get(pk="999100000001").name == "远山商业银行"
    assert sorted(FeeRow.objects.values_list("fee_fen", flat=True)) == [6_00, 9_00]
    assert set(WatchedName.objects.values_list("why", "added_by")) == {("名单乙", "ADM01")}
    assert AuditRecord.objects.filter(action="directlink.take_in_banks").count() == 2


def test_the_list_of_head_offices_is_taken_as_it_goes_round(data_folder: Path) -> None:
    file = data_folder / "cn_reference" / "cnaps" / "bank_list_head_offices.csv"
    if not file.is_file():
        pytest.skip("no list of head offices among the test data")
    taken = importing.take_in("banks", file.read_bytes(), file=file.name, at=AT, actor="ADM01")
    assert (taken.rows, taken.fresh) == (ClearingBank.objects.count(),) * 2
    assert taken.rows > 400


DESCRIBED = """{
 "enterprises": [{
   "number": "1000000007", "name": "示例制造（虚构）",
   "accounts": [{"number": "901010100100000778", "name": "示例制造（虚构）", "balance": "1000.50", "branch": "90101"}],
   "operators": [
     {"name": "admin", "post": "administrator", "called": "安"},
     {"name": "chief", "post": "supervisor"},
     {"name": "op01", "password": "correct-horse-1", "rights": ["make", {"role": "sign", "single": "50000"}]}],
   "steps": [{"signatures": 2}, {"up_to": "10000", "signatures": 1}],
   "terms": {"signals": ["idle"], "strict": true, "signature_wanted": false}}],
 "accounts": [{"number": "622908901010000778", "name": "石小川", "kind": "person"}]
}"""


def test_an_enterprise_is_set_up_from_its_description() -> None:
    made = setting_up.set_up(read_description(DESCRIBED, file="d.json"), at=AT, actor="ADM01")
    assert [(one.operator, len(one.password)) for one in made] == [("admin", 14), ("chief", 14)]
    assert LedgerAccount.objects.get(pk="901010100100000778").booked_fen == 1_000_50
    assert accounts.ledger_sum_fen() == 0
    rights = set(Right.objects.filter(operator__name="op01").values_list("role", "single_fen_most"))
    assert rights == {("make", None), ("sign", 50_000_00)}
    assert set(SignatureStep.objects.values_list("up_to_fen", "signatures")) == {(None, 2), (10_000_00, 1)}
    one = Enterprise.objects.get()
    assert (one.signals, one.strict, one.signature_wanted) == (["idle"], True, False)


def test_a_description_that_fails_leaves_nothing() -> None:
    twice = read_description(DESCRIBED.replace('"name": "chief"', '"name": "admin"'), file="d.json")
    with pytest.raises(Refusal, match="already"):
        setting_up.set_up(twice, at=AT, actor="ADM01")
    assert (Enterprise.objects.count(), LedgerAccount.objects.count(), Operator.objects.count()) == (0, 0, 0)


@pytest.mark.whatever_database
@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"enterprises"', '"enterprise"', "file.enterprise"),
        ('"balance": "1000.50"', '"balance": 1000.5', "enterprises[1].accounts[1].balance"),
        ('"role": "sign"', '"role": "steal"', "enterprises[1].operators[3].rights[2]"),
        ('"signatures": 2', '"signatures": 9', "enterprises[1].steps[1]"),
        ('["idle"]', '["gossip"]', "enterprises[1].terms"),
        ('"post": "administrator"', '"post": "king"', "enterprises[1].operators[1].post"),
        ('"kind": "person"', '"kind": "internal"', "accounts[1]"),
    ],
)
def test_a_description_names_the_place_that_cannot_be_read(old: str, new: str, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_description(DESCRIBED.replace(old, new, 1), file="d.json")
    assert refused.value.facts["place"] == says
