"""What a request tells of itself on a day: the days it may be of, the totals it sends, the banks it names."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from qiao.directlink.rules import parameters
from qiao.directlink.rules.fox import conditions, interfaces
from qiao.directlink.rules.fox.codes import Code
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import part_of
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.tests import vectors
from qiao.directlink.tests.vectors import TODAY, VECTORS, A, B
from qiao.office.rules.parameter import Parameter

pytestmark = pytest.mark.whatever_database

PLAIN = conditions.Today(TODAY)
OF_THE_BOOK = {"1": 0, "9": 0, "11c": 0, "13a": 0, "14": 0}
"""Cases whose refusal needs the bank's book: by itself the request is in order."""


def code_of(interface: str, body: dict[str, Any], *, today: conditions.Today = PLAIN) -> int:
    """The code with which a body is refused on a day, 0 where it is in order."""
    fault = conditions.fault_of(Request(interface, "R1", part_of(body)), today=today)
    return 0 if fault is None else fault.code


@pytest.mark.parametrize("key", VECTORS, ids=lambda key: f"{key} {VECTORS[key].title}")
def test_every_case_is_refused_or_not_as_far_as_it_tells_itself(key: str) -> None:
    (request,) = read(VECTORS[key].sent).requests
    fault = conditions.fault_of(request, today=conditions.Today(TODAY))
    assert (0 if fault is None else fault.code) == OF_THE_BOOK.get(key, VECTORS[key].code)


def order(**other: Any) -> dict[str, Any]:
    """A payment with what a case is about."""
    payee = {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": B, "NAME": "白桦物流", **other.pop("payee", {})}
    return {
        "XFERINFO": {"ACCTFROM": {"ACCTID": A}, "ACCTTO": payee, "TRNAMT": "50000.00", "PURPOSE": "运费", **other},
    }


OTHER_BANK = {"@INTERBANK": "N", "BANKDESC": "远山银行", "BANKNUM": "999100000001"}


@pytest.mark.parametrize(
    ("title", "body", "code"),
    [
        ("another bank with its name", order(payee=OTHER_BANK), 0),
        ("another bank without a name", order(payee={"@INTERBANK": "N"}), 2002),
        ("another bank that is this one", order(payee={**OTHER_BANK, "BANKDESC": "兴业银行远山支行"}), 2002),
        ("this bank by its name", order(payee={"BANKDESC": "兴业银行"}), 0),
        ("fifty thousand by the fast net", order(payee=OTHER_BANK, PMTMODE="SUPER"), 0),
        ("one fen more", order(payee=OTHER_BANK, PMTMODE="SUPER", TRNAMT="50000.01"), 2002),
        ("tomorrow", order(DTDUE="2030-05-09"), 0),
        ("yesterday", order(DTDUE="2030-05-07"), 2002),
    ],
)
def test_a_payment_names_the_bank_and_a_day_ahead(title: str, body: dict[str, Any], code: int) -> None:
    assert (title, code_of("XFER", body)) == (title, code)
    assert code_of("ICTRANSFER", body) == code


def batch(*numbers: str, **other: str) -> dict[str, Any]:
    """A batch with an item of 1.50 for each number."""
    payee = {"ACCTID": B, "NAME": "白桦物流"}
    return {**other, "XFERINFO": [{"INDX": number, "ACCTTO": payee, "TRNAMT": "1.5"} for number in numbers]}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (batch("1", "2"), 0),
        (batch("1", "2", TOTALCOUNT="2", TOTALAMOUNT="3.00"), 0),
        (batch("1", "2", TOTALCOUNT="02", TOTALAMOUNT="3"), 0),
        (batch("1", "2", TOTALCOUNT="3"), 2002),
        (batch("1", "2", TOTALAMOUNT="3.01"), 2002),
        (batch("1", "01"), 2002),
        (batch("1", DTDUE="2030-06-07"), 0),
        (batch("1", DTDUE="2030-06-08"), 2002),
    ],
)
def test_totals_of_a_batch_are_those_of_its_items(body: dict[str, Any], code: int) -> None:
    assert code_of("RBATCHTRSFR", body) == code


@pytest.mark.parametrize(
    ("due", "code"), [("2030-05-08", 0), ("2030-06-06", 0), ("2030-06-07", 2002), ("2030-05-07", 2002)]
)
def test_wages_are_due_from_today_to_the_thirtieth_day(due: str, code: int) -> None:
    wages = {"RPAYOFF": [{"INDX": "1", "TRNAMT": "5.00"}]}
    assert code_of("RPAYOFF", {"RPAYOFFINFO": {"DTDUE": due, "RPAYOFFLIST": wages}}) == code


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2030-05-08", "2030-05-08", 0),
        ("2030-05-07", "2030-05-07", 0),
        ("2030-05-01", "2030-05-07", 0),
        ("2030-05-07", "2030-05-08", 2002),
        ("2030-05-07", "2030-05-01", 2002),
        ("2030-05-09", "2030-05-09", 2002),
    ],
)
def test_a_statement_is_of_today_or_of_days_that_are_over(start: str, end: str, code: int) -> None:
    body = {"INCTRAN": {"DTSTART": start, "DTEND": end}}
    assert [code_of(name, body) for name in ("SCUSTSTMT", "FSTMT")] == [code, code]


@pytest.mark.parametrize(
    ("interface", "body", "code"),
    [
        ("SCUSTSTMT", {"ACCTFROM": {"ACCTID": A}}, 0),
        ("FSTMT", {"INCTRAN": {"DTSTART": "2030-05-07", "DTEND": "2030-05-07", "NUM": "1000"}}, 0),
        ("FSTMT", {"INCTRAN": {"DTSTART": "2030-05-07", "DTEND": "2030-05-07", "NUM": "150"}}, 2002),
        ("FSTMT", {"INCTRAN": {"DTSTART": "2030-05-07", "DTEND": "2030-05-07", "NUM": "1100"}}, 2002),
        ("FSTMT", {"INCTRAN": {"DTSTART": "2030-05-07", "DTEND": "2030-05-07", "MINAMT": "2", "MAXAMT": "-1"}}, 2002),
        ("HISBALQUERY", {"HISBALQUERYINFO": {"DTSTART": "2029-05-07", "DTEND": "2030-05-07"}}, 0),
        ("HISBALQUERY", {"HISBALQUERYINFO": {"DTSTART": "2029-05-06", "DTEND": "2030-05-07"}}, 6000),
        ("HISBALQUERY", {"HISBALQUERYINFO": {"DTSTART": "2028-02-29", "DTEND": "2029-02-28"}}, 0),
        ("HISBALQUERY", {"HISBALQUERYINFO": {"DTSTART": "2030-05-08", "DTEND": "2030-05-08"}}, 2002),
        ("ELECTRONICRECEIPT", {"RECEIPTDATE": "2030-05-07"}, 0),
        ("ELECTRONICRECEIPT", {"RECEIPTDATE": "2030-05-08"}, 2002),
        ("BATCHCHECK", {"RECONCILEDATE": "203004"}, 0),
        ("BATCHCHECK", {"RECONCILEDATE": "202905"}, 0),
        ("BATCHCHECK", {"RECONCILEDATE": "202904"}, 2002),
        ("BATCHCHECK", {"RECONCILEDATE": "203005"}, 2002),
        ("GATHER", {"GATHERINFO": {"PAYINFO": {"PAYMODE": "0"}}}, 0),
        ("GATHER", {"GATHERINFO": {"PAYINFO": {"PAYMODE": "1", "ACCTFROM": {"BANKDESC": "远山银行"}}}}, 2002),
        (
            "GATHER",
            {"GATHERINFO": {"PAYINFO": {"PAYMODE": "4", "ACCTFROM": {"BANKDESC": "远山银行", "BANKNUM": "9"}}}},
            0,
        ),
        ("FBBATCHGATHER", {"GATHERINFO": [{"INDX": "1"}, {"INDX": "2"}]}, 0),
        ("FBBATCHGATHER", {"GATHERINFO": [{"INDX": "2"}, {"INDX": "2"}]}, 2002),
        ("CURRACCTQUERY", {"ACCTID": A}, 0),
    ],
)
def test_other_interfaces_have_their_own_bounds(interface: str, body: dict[str, Any], code: int) -> None:
    assert code_of(interface, body) == code


def changed(parameter: Parameter, value: int, key: str = "") -> conditions.Today:
    """Today with one number of the bank another one."""

    def number(asked: Parameter, asked_key: str) -> int:
        return value if (asked, asked_key) == (parameter, key) else conditions.usual(asked, asked_key)

    return conditions.Today(TODAY, number)


DUE_IN_20 = {"DTDUE": "2030-05-28"}
SUPER_60_000 = order(payee=OTHER_BANK, PMTMODE="SUPER", TRNAMT="60000.00")
HISTORY = {"HISBALQUERYINFO": {"DTSTART": "2029-01-31", "DTEND": "2030-05-07"}}


@pytest.mark.parametrize(
    ("interface", "body", "codes", "today"),
    [
        ("XFER", order(**DUE_IN_20), (2002, 0), changed(parameters.DUE_SINGLE, 20)),
        ("XFER", order(DTDUE="2030-05-08"), (2002, 0), changed(parameters.DUE_FIRST, 0, "single")),
        ("ICTRANSFER", order(**DUE_IN_20), (2002, 0), changed(parameters.DUE_SINGLE, 20)),
        ("RBATCHTRSFR", batch("1", **DUE_IN_20), (0, 2002), changed(parameters.DUE_BATCH, 19)),
        ("RPAYOFF", {"RPAYOFFINFO": DUE_IN_20}, (0, 2002), changed(parameters.DUE_PAYROLL, 19)),
        ("XFER", SUPER_60_000, (2002, 0), changed(parameters.ROUTE_MOST, 100_000_00, "super")),
        ("HISBALQUERY", HISTORY, (6000, 0), changed(parameters.HISTORY_MONTHS, 16)),
        ("HISBALQUERY", HISTORY, (6000, 6000), changed(parameters.HISTORY_MONTHS, 15)),
        ("BATCHCHECK", {"RECONCILEDATE": "202904"}, (2002, 0), changed(parameters.AGREED_MONTHS, 13)),
    ],
)
def test_a_bound_of_the_bank_is_what_its_parameter_says(
    interface: str, body: dict[str, Any], codes: tuple[int, int], today: conditions.Today
) -> None:
    assert (code_of(interface, body), code_of(interface, body, today=today)) == codes


@pytest.mark.parametrize(
    ("fen", "words"), [(5_000_000, "五万元"), (1_000_000, "一万元"), (10_000_000, "100000.00元"), (99, "0.99元")]
)
def test_the_bound_of_the_fast_net_is_told_as_it_is(fen: int, words: str) -> None:
    asked = Request("XFER", "R1", part_of(order(payee=OTHER_BANK, PMTMODE="SUPER", TRNAMT="100000.01")))
    fault = conditions.fault_of(asked, today=changed(parameters.ROUTE_MOST, fen, "super"))
    assert fault is not None
    assert fault.message == f"超级网银单笔不得超过{words}"


def test_a_fault_of_the_shape_comes_first_and_a_question_has_none() -> None:
    (request,) = read(VECTORS["8d"].sent).requests
    assert conditions.fault_of(request, today=conditions.Today(TODAY)) == request.fault
    (question,) = read(VECTORS["10q"].sent).requests
    assert conditions.fault_of(question, today=conditions.Today(TODAY)) is None
    assert conditions.fault_of(replace(question, interface="RPAYOFF"), today=conditions.Today(TODAY)) is None
    assert set(conditions.CHECKS) <= set(interfaces.ALL)


def test_the_days_of_a_year_reach_beyond_the_calendars_end() -> None:
    body = {"HISBALQUERYINFO": {"DTSTART": "9999-01-01", "DTEND": "9999-12-31"}}
    assert code_of("HISBALQUERY", body) == Code.REFUSED
    assert date(2030, 5, 8) == vectors.TODAY
