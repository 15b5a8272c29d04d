"""Status reports and answers to cancellations: tables of codes without a gap, a file worked by hand, any file valid."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from qiao.directlink.rules.files import Code, FileKind
from qiao.directlink.rules.iso.elements import text
from qiao.directlink.rules.iso.reporting import (
    VERSIONS,
    Answered,
    FileReport,
    PartTold,
    PaymentTold,
    Why,
    report_xml,
)
from qiao.directlink.rules.iso.resolving import (
    REFUSED_IN,
    SINGLE,
    WHOLE,
    Outcome,
    PartResolved,
    RefusalCode,
    Resolution,
    Resolved,
    outcome_of_all,
    resolution_xml,
)
from qiao.directlink.rules.iso.statuses import (
    CODE_OF_END,
    CODE_OF_REASON,
    ENDED_UNPAID,
    OF_WHOLES,
    STATUS_OF_STATE,
    STATUS_WORDS,
    Status,
    Tally,
    merged,
    report_version,
    status_of_all,
    tallied,
    verdict,
)
from qiao.directlink.rules.ledger import REASON_WORDS, Reason
from qiao.directlink.rules.states import FINAL, STATE_WORDS, WITH_SIGNERS, State
from qiao.directlink.tests.iso_texts import CHINA, faults_of, reports, resolutions, schemas_of, values

pytestmark = pytest.mark.whatever_database
Schemas = Callable[[str], etree.XMLSchema]

MADE = datetime(2030, 5, 8, 10, 0, tzinfo=CHINA)
FILE = FileReport(
    number="S-1",
    made_at=MADE,
    bank="示例银行",
    file=Answered("WAGES-05", "pain.001.001.03", count=3, sum_fen=1_000_30),
    status=Status.PARTLY,
    tallies=(Tally(Status.SETTLED, 2, 900_30), Tally(Status.REJECTED, 1, 100_00)),
    parts=[
        PartTold(
            "PART-1",
            Status.PARTLY,
            [
                PaymentTold("E-1", "I-1", Status.SETTLED, transfer="1000000001-9-1"),
                PaymentTold("E-2", "I-2", Status.SETTLED, transfer="1000000001-9-2"),
                PaymentTold("E-3", "", Status.REJECTED, (Why(Code.CREDITOR_ACCOUNT, "没有这个账户"),)),
            ],
            count=3,
            sum_fen=1_000_30,
        )
    ],
)
"""600.15 and 300.15 are paid, 100.00 are not: its account does not exist."""
WISH = Resolution(
    number="R-1",
    made_at=MADE,
    bank="示例银行",
    asker="云杉贸易",
    case="CASE-1",
    message_id="WAGES-05",
    message_name="pain.001.001.09",
    outcome=Outcome.IN_PART,
    parts=[
        PartResolved(
            "PART-1",
            Outcome.IN_PART,
            [
                Resolved("E-1", Outcome.CANCELLED),
                Resolved("E-2", Outcome.REFUSED, "I-2", RefusalCode.HANDED_ON, "已经入账"),
            ],
        )
    ],
)


@pytest.fixture(scope="session")
def schemas(request: pytest.FixtureRequest) -> Schemas:
    return schemas_of(request)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("OrgnlGrpInfAndSts/OrgnlMsgId", ["WAGES-05"]),
        ("OrgnlGrpInfAndSts/OrgnlMsgNmId", ["pain.001.001.03"]),
        ("OrgnlGrpInfAndSts/OrgnlNbOfTxs", ["3"]),
        ("OrgnlGrpInfAndSts/OrgnlCtrlSum", ["1000.30"]),
        ("OrgnlGrpInfAndSts/GrpSts", ["PART"]),
        ("NbOfTxsPerSts/DtldNbOfTxs", ["2", "1"]),
        ("NbOfTxsPerSts/DtldSts", ["ACSC", "RJCT"]),
        ("NbOfTxsPerSts/DtldCtrlSum", ["900.30", "100.00"]),
        ("OrgnlPmtInfAndSts/OrgnlPmtInfId", ["PART-1"]),
        ("TxInfAndSts/OrgnlInstrId", ["I-1", "I-2"]),
        ("TxInfAndSts/OrgnlEndToEndId", ["E-1", "E-2", "E-3"]),
        ("TxInfAndSts/TxSts", ["ACSC", "ACSC", "RJCT"]),
        ("TxInfAndSts/StsRsnInf/Rsn/Cd", ["AC03"]),
        ("TxInfAndSts/StsRsnInf/AddtlInf", ["没有这个账户"]),
        ("TxInfAndSts/AcctSvcrRef", ["1000000001-9-1", "1000000001-9-2"]),
    ],
)
def test_a_file_worked_by_hand(version: str, path: str, told: list[str]) -> None:
    assert values(report_xml(FILE, version=version), path) == told


@pytest.mark.parametrize("version", VERSIONS)
@settings(max_examples=150)
@given(report=reports)
def test_any_report_is_valid(schemas: Schemas, version: str, report: FileReport) -> None:
    assert faults_of(report_xml(report, version=version), schemas(f"pain.002.001.{version}")) == []


@settings(max_examples=150)
@given(resolution=resolutions)
def test_any_answer_to_a_cancellation_is_valid(schemas: Schemas, resolution: Resolution) -> None:
    assert faults_of(resolution_xml(resolution), schemas("camt.029.001.10")) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("Sts/Conf", ["PECR"]),
        ("RslvdCase/Id", ["CASE-1"]),
        ("OrgnlGrpInfAndSts/GrpCxlSts", ["PACR"]),
        ("OrgnlPmtInfAndSts/PmtInfCxlSts", ["PACR"]),
        ("TxInfAndSts/TxCxlSts", ["ACCR", "RJCR"]),
        ("TxInfAndSts/CxlStsRsnInf/Rsn/Cd", ["PTNA"]),
        ("TxInfAndSts/CxlStsRsnInf/AddtlInf", ["已经入账"]),
    ],
)
def test_a_cancellation_worked_by_hand(path: str, told: list[str]) -> None:
    assert values(resolution_xml(WISH), path) == told


def test_every_state_reason_and_outcome_has_its_code() -> None:
    assert set(STATUS_OF_STATE) == set(State)
    assert set(CODE_OF_REASON) == set(Reason)
    assert set(STATUS_WORDS) == set(Status)
    assert set(CODE_OF_END) == {state for state, status in STATUS_OF_STATE.items() if status in ENDED_UNPAID}
    assert set(REFUSED_IN) == set(State)
    assert set(WHOLE) == set(Outcome)
    assert set(SINGLE) == set(Outcome) - {Outcome.IN_PART}


@pytest.mark.parametrize("reason", [None, *Reason])
@pytest.mark.parametrize("state", State)
def test_who_was_not_paid_is_told_why_and_nobody_else(state: State, reason: Reason | None) -> None:
    found = verdict(state, reason=reason)
    assert (found.code is not None) == (state in FINAL - {State.PAID, State.PARTLY_PAID})
    assert found.code is None or found.words


@pytest.mark.parametrize("state", sorted(WITH_SIGNERS | {State.SCHEDULED}))
def test_what_has_not_begun_can_be_cancelled(state: State) -> None:
    assert REFUSED_IN[state] is None


@pytest.mark.parametrize(
    ("state", "reason", "is_collection", "status", "code"),
    [
        (State.PAID, None, False, Status.SETTLED, None),
        (State.SENT, None, False, Status.UNDER_WAY, None),
        (State.UNKNOWN, None, False, Status.PENDING, None),
        (State.LODGED, Reason.NAME, False, Status.TECHNICALLY_RIGHT, None),
        (State.FAILED, Reason.FUNDS, False, Status.REJECTED, Code.FUNDS),
        (State.FAILED, Reason.UNKNOWN_ACCOUNT, False, Status.REJECTED, Code.CREDITOR_ACCOUNT),
        (State.FAILED, Reason.UNKNOWN_ACCOUNT, True, Status.REJECTED, Code.DEBTOR_ACCOUNT),
        (State.FAILED, None, False, Status.REJECTED, Code.REFUSED),
        (State.CANCELLED, None, False, Status.CANCELLED, Code.CANCELLED),
        (State.EXPIRED, None, False, Status.REJECTED, Code.LATE),
    ],
)
def test_what_a_payment_is_reported_as(
    state: State, reason: Reason | None, *, is_collection: bool, status: Status, code: Code | None
) -> None:
    found = verdict(state, reason=reason, is_collection=is_collection)
    assert (found.status, found.code) == (status, code)


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ([], Status.TECHNICALLY_RIGHT),
        ([Status.SETTLED, Status.SETTLED], Status.SETTLED),
        ([Status.SETTLED, Status.REJECTED], Status.PARTLY),
        ([Status.UNDER_WAY, Status.PARTLY], Status.PARTLY),
        ([Status.SETTLED, Status.UNDER_WAY], Status.UNDER_WAY),
        ([Status.SETTLED, Status.PENDING], Status.PENDING),
        ([Status.ACCEPTED, Status.TECHNICALLY_RIGHT], Status.TECHNICALLY_RIGHT),
        ([Status.CANCELLED, Status.CANCELLED], Status.CANCELLED),
        ([Status.CANCELLED, Status.REJECTED], Status.REJECTED),
        ([Status.CANCELLED, Status.ACCEPTED], Status.PARTLY),
    ],
)
def test_the_status_of_a_whole(statuses: list[Status], whole: Status) -> None:
    assert status_of_all(statuses) is whole


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ([], Outcome.REFUSED),
        ([Outcome.CANCELLED], Outcome.CANCELLED),
        ([Outcome.CANCELLED, Outcome.REFUSED], Outcome.IN_PART),
        ([Outcome.CANCELLED, Outcome.PENDING], Outcome.PENDING),
    ],
)
def test_the_outcome_of_a_whole(outcomes: list[Outcome], whole: Outcome) -> None:
    assert outcome_of_all(outcomes) is whole


@pytest.mark.parametrize(
    ("kind", "version", "answered"),
    [
        (FileKind.PAYMENTS, "03", "03"),
        (FileKind.PAYMENTS, "08", "03"),
        (FileKind.PAYMENTS, "09", "12"),
        (FileKind.PAYMENTS, "13", "12"),
        (FileKind.COLLECTIONS, "02", "03"),
        (FileKind.COLLECTIONS, "07", "03"),
        (FileKind.COLLECTIONS, "08", "12"),
    ],
)
def test_which_version_answers_which(kind: FileKind, version: str, answered: str) -> None:
    assert report_version(kind, version) == answered


def test_the_older_report_tells_a_cancelled_payment_as_rejected_because_cancelled() -> None:
    payment = PaymentTold("E-1", "", Status.CANCELLED, (Why(Code.CANCELLED),))
    told = FileReport(
        "S", MADE, "", Answered("M", "pain.001.001.03"), Status.CANCELLED, [PartTold("P", Status.CANCELLED, [payment])]
    )
    found = "".join(report_xml(told, version="03"))
    assert text("TxSts", "RJCT") in found
    assert text("Cd", "DS02") in found
    assert "CANC" not in found


def test_counts_of_states_with_one_status_are_one_count() -> None:
    told = tallied(
        [(State.FAILED, 2, 30_00), (State.EXPIRED, 1, 5_00), (State.CANCELLED, 1, 2_00), (State.PAID, 4, 9_00)]
    )
    assert told == (
        Tally(Status.SETTLED, 4, 9_00),
        Tally(Status.REJECTED, 3, 35_00),
        Tally(Status.CANCELLED, 1, 2_00),
    )
    assert merged(told, version="03") == (Tally(Status.SETTLED, 4, 9_00), Tally(Status.REJECTED, 4, 37_00))
    assert tallied([(State.FAILED, 2, 30_00)], refused_unread=3) == (Tally(Status.REJECTED, 5, None),)


def test_a_payment_is_never_reported_in_part() -> None:
    payment = PaymentTold("E-1", "", Status.PARTLY)
    told = FileReport("S", MADE, "", Answered("M", "N"), Status.PARTLY, [PartTold("P", Status.PARTLY, [payment])])
    assert {State.PARTLY_PAID} == {state for state, status in STATUS_OF_STATE.items() if status in OF_WHOLES}
    with pytest.raises(AssertionError):
        "".join(report_xml(told, version="12"))


def test_the_tables_of_the_page_are_those_of_the_rules() -> None:
    page = (Path(__file__).resolve().parents[4] / "docs" / "iso20022.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", page, flags=re.MULTILINE))
    told = {words: re.findall(r"`(\w+)`", cell) for words, cell in rows.items()}
    for reason, code in CODE_OF_REASON.items():
        assert told[REASON_WORDS[reason]][0] == code
    by_state = {name.strip(): codes for words, codes in told.items() for name in words.split(";")}
    for state, status in STATUS_OF_STATE.items():
        assert by_state[STATE_WORDS[state]][0] == status
