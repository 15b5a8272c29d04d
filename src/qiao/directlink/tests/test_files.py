"""A file of orders as its users meet it: taken whole or refused with what is wrong, signed, begun, paid once each."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from qiao.directlink.actions import deciding, slices, working
from qiao.directlink.actions.cancelling import take_back
from qiao.directlink.actions.filing import TakenFile, take_file
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import (
    Enterprise,
    Instruction,
    JournalRecord,
    LedgerAccount,
    Mandate,
    OrderFile,
    Payee,
    Payment,
    Right,
    WatchedName,
)
from qiao.directlink.queries import order_files, receipts
from qiao.directlink.queries.file_reports import report_of
from qiao.directlink.rules.files import Code, Fault, FileKind, Level
from qiao.directlink.rules.iso.statuses import Status
from qiao.directlink.rules.ledger import AccountState, Reason
from qiao.directlink.rules.states import State
from qiao.directlink.tests.cast import (
    AT,
    COMPANY,
    FAR_ACCOUNT,
    NING,
    OPENING_FEN,
    OTHER_COMPANY,
    SECOND,
    TODAY,
    A,
    B,
    Cast,
    pay,
    play,
    wants,
)
from qiao.directlink.tests.link_laws import Laws
from qiao.directlink.tests.staged_files import Listed, file_of, paid, part
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()


@pytest.fixture
def cast() -> Iterator[Cast]:
    """The scene; whatever a test did, the books hold."""
    yield play()
    Laws().check(on=TODAY)


def taken(cast: Cast, file: Listed) -> TakenFile:
    """The file as Qian's certificate signs it."""
    return take_file(file, cast.signer, at=AT, core=CORE)


def work() -> None:
    """Round after round until nothing is left to do."""
    for _round in range(50):
        if not working.work_once(CORE, now=lambda: AT):
            return
    pytest.fail("the worker never comes to an end")


def told(found: TakenFile) -> list[tuple[str, str, str]]:
    """The faults of a file: code, level, end-to-end number."""
    return [(fault["code"], fault["level"], fault["end_to_end"]) for fault in found.file.faults]


def booked(number: str) -> int:
    """What is booked on an account, fen."""
    return LedgerAccount.objects.get(pk=number).booked_fen


def test_a_signed_file_is_accepted_at_once_and_paid_by_the_worker(cast: Cast) -> None:
    rows = (paid("E1"), paid("E2", fen=50), paid("E3", to=NING, name="宁小舟", part=2))
    found = taken(cast, file_of("M1", *rows, parts=(part(1), part(2, account=A))))
    assert (found.file.state, found.file.count, found.file.sum_fen, found.file.faults) == ("taken", 3, 200_50, [])
    assert booked(A) == OPENING_FEN
    assert {one.state for one in Instruction.objects.all()} == {State.SENT}
    work()
    assert [(one.number, one.part, one.state) for one in found.file.instructions.order_by("id")] == [
        ("M1-1", "PART-1", State.PAID),
        ("M1-2", "PART-2", State.PAID),
    ]
    assert booked(A) == OPENING_FEN - 200_50
    assert [(one.end_to_end, one.purpose) for one in Payment.objects.order_by("id")] == [
        (number, "运费") for number in ("E1", "E2", "E3")
    ]
    assert JournalRecord.objects.filter(kind="file", subject="M1").count() == 1


def test_the_same_file_again_answers_the_first_and_another_under_its_number_is_refused(cast: Cast) -> None:
    file = file_of("M1", paid("E1"))
    first = taken(cast, file)
    again = taken(cast, file)
    assert (again.is_replay, again.file.pk) == (True, first.file.pk)
    other = taken(cast, file_of("M1", paid("E1", fen=1)))
    assert (other.is_replay, other.file.state) == (False, "refused")
    assert told(other) == [("DU01", "file", "")]
    work()
    assert booked(A) == OPENING_FEN - 100_00


def test_a_refused_file_leaves_its_number_free(cast: Cast) -> None:
    broken = file_of("M1", paid("E1"), faults=(Fault(Code.CONTROL_SUM, Level.FILE, 3, "CtrlSum", "x"),))
    assert taken(cast, broken).file.state == "refused"
    assert not Instruction.objects.exists()
    assert taken(cast, file_of("M1", paid("E1"))).file.state == "taken"


FAULTY = {
    "a bank that nobody knows": (paid("E2", to=FAR_ACCOUNT, name="远方公司", bank_number="999100000009"), "RC01"),
    "a bank named by its international code alone": (
        paid("E2", to=FAR_ACCOUNT, bank_number="", bic="FARBCNBJ"),
        "RC01",
    ),
    "an account out of its form": (paid("E2", to="6200 0000"), "AC01"),
    "the bank's own account": (paid("E2", to="CLEARING", name="clearing with other banks"), "AC01"),
    "nothing": (paid("E2", fen=0), "AM12"),
    "more than can be written": (paid("E2", fen=10**17), "AM12"),
}


@pytest.mark.parametrize("case", FAULTY)
def test_a_faulty_payment_stays_out_and_the_others_are_taken(cast: Cast, case: str) -> None:
    bad, code = FAULTY[case]
    found = taken(cast, file_of("M1", paid("E1"), bad, paid("E3")))
    assert found.file.state == "taken"
    assert told(found) == [(code, "payment", "E2")]
    work()
    assert [one.end_to_end for one in Payment.objects.order_by("place")] == ["E1", "E3"]
    assert booked(A) == OPENING_FEN - 200_00


def _bad_right(_cast: Cast) -> None:
    Right.objects.filter(role="sign").update(business="payroll")


def _single(_cast: Cast) -> None:
    Right.objects.filter(role="sign").update(single_fen_most=99_99)


def _daily(_cast: Cast) -> None:
    Right.objects.filter(role="sign").update(daily_fen_most=99_99)


def _closed(_cast: Cast) -> None:
    LedgerAccount.objects.filter(pk=A).update(state=AccountState.CLOSED.value)


def _number(cast: Cast) -> None:
    take(pay("M1-1", fen=1), cast.signer, at=AT, core=CORE)


PARTS: dict[str, tuple[Callable[[Cast], None], dict[str, Any], str]] = {
    "another's account": (lambda _cast: None, {"account": B}, "AC02"),
    "no right for this business": (_bad_right, {}, "AG01"),
    "above the limit for one order": (_single, {}, "AM02"),
    "above the limit for the day": (_daily, {}, "AM02"),
    "a closed account": (_closed, {}, "AC04"),
    "too far ahead": (lambda _cast: None, {"wished_on": TODAY + timedelta(days=31)}, "DT01"),
    "a number that FOX has used": (_number, {}, "AM05"),
}


@pytest.mark.parametrize("case", PARTS)
def test_a_part_that_cannot_be_taken_leaves_the_next_alone(cast: Cast, case: str) -> None:
    before, said, code = PARTS[case]
    before(cast)
    whole = Instruction.objects.count()
    good = part(2, account=SECOND)
    found = taken(
        cast, file_of("M1", paid("E1", to=NING), paid("E2", part=2, fen=1, to=A), parts=(part(1, **said), good))
    )
    faults = [(fault["code"], fault["level"], fault["part"]) for fault in found.file.faults]
    assert (code, "part", 1) in faults
    everyone = case == "no right for this business"
    assert Instruction.objects.count() - whole == (0 if everyone else 1)
    assert found.file.state == ("refused" if everyone else "taken")


def test_a_file_is_signed_like_every_other_order_and_can_be_withdrawn_before(cast: Cast) -> None:
    wants(1)
    found = take_file(file_of("M1", paid("E1")), cast.maker, at=AT, core=CORE)
    (order,) = found.file.instructions.all()
    assert order.state == State.LODGED
    work()
    assert Payment.objects.get().state == State.LODGED
    assert deciding.sign(order.pk, cast.approver, at=AT, core=CORE).state == State.SENT
    work()
    order.refresh_from_db()
    assert order.state == State.PAID
    with pytest.raises(Refusal, match="moved on"):
        deciding.withdraw(order.pk, cast.maker, at=AT)
    other = take_file(file_of("M2", paid("E1"), paid("E2")), cast.maker, at=AT, core=CORE).file.instructions.get()
    assert deciding.withdraw(other.pk, cast.maker, at=AT).state == State.CANCELLED
    assert set(other.payments.values_list("state", "reason")) == {(State.FAILED, Reason.WITHDRAWN)}
    assert booked(A) == OPENING_FEN - 100_00


def test_a_file_waits_for_its_day(cast: Cast) -> None:
    tomorrow = TODAY + timedelta(days=1)
    order = taken(cast, file_of("M1", paid("E1"), parts=(part(wished_on=tomorrow),))).file.instructions.get()
    assert (order.state, order.day) == (State.SCHEDULED, tomorrow)
    work()
    assert booked(A) == OPENING_FEN
    later = AT + timedelta(days=1)
    for _round in range(3):
        working.work_once(CORE, now=lambda: later)
    order.refresh_from_db()
    assert order.state == State.PAID


def test_each_payment_is_for_itself(cast: Cast) -> None:
    rows = (
        paid("E1", name="白杨物流"),
        paid("E2", to="901010100100000099"),
        paid("E3", fen=OPENING_FEN - 1),
        paid("E4", fen=2),
        paid("E5", fen=1, to=FAR_ACCOUNT, name="远方公司"),
    )
    order = taken(cast, file_of("M1", *rows)).file.instructions.get()
    work()
    assert list(order.payments.order_by("place").values_list("state", "reason")) == [
        (State.FAILED, Reason.NAME),
        (State.FAILED, Reason.UNKNOWN_ACCOUNT),
        (State.PAID, ""),
        (State.FAILED, Reason.FUNDS),
        (State.PAID, ""),
    ]
    order.refresh_from_db()
    assert order.state == State.PARTLY_PAID
    assert booked(A) == 0


def test_wages_go_to_persons_only(cast: Cast) -> None:
    rows = (paid("E1", to=NING, name="宁小舟"), paid("E2"))
    order = taken(cast, file_of("M1", *rows, parts=(part(is_salary=True),))).file.instructions.get()
    work()
    assert list(order.payments.order_by("place").values_list("state", "reason")) == [
        (State.PAID, ""),
        (State.FAILED, Reason.NOT_A_PERSON),
    ]


def test_a_name_to_look_out_for_holds_the_part(cast: Cast) -> None:
    WatchedName.objects.create(name="白桦物流", why="x", added_at=AT, added_by="x")
    held = taken(cast, file_of("M1", paid("E1", name="白桦 物流"), paid("E2", to=SECOND, name="云杉贸易")))
    assert held.file.instructions.get().state == State.HELD
    other = taken(cast, file_of("M2", paid("E1", to=SECOND, name="云杉贸易")))
    assert other.file.instructions.get().state == State.SENT


def test_only_listed_payees_are_paid_where_the_enterprise_says_so(cast: Cast) -> None:
    Enterprise.objects.filter(pk=COMPANY).update(directed_only=True)
    Payee.objects.create(enterprise_id=COMPANY, account=B, name="白桦物流", here=True)
    found = taken(cast, file_of("M1", paid("E1"), paid("E2", to=NING, name="宁小舟"), paid("E3", to=SECOND)))
    assert told(found) == [("AG01", "payment", "E2")]


def test_slices_go_on_where_they_were_left(cast: Cast) -> None:
    many = slices.SLICE * 2 + 1
    rows = [paid(f"E{place}", fen=1) for place in range(many)]
    order = taken(cast, file_of("M1", *rows)).file.instructions.get()
    begun = []
    while slices.begin_slice(COMPANY, order.pk, at=AT, core=CORE):
        order.refresh_from_db()
        begun.append((order.begun, OPENING_FEN - booked(A), order.state))
        Laws().check(on=TODAY)
    assert begun == [
        (slices.SLICE, slices.SLICE, State.SENT),
        (2 * slices.SLICE, 2 * slices.SLICE, State.SENT),
        (many, many, State.PAID),
    ]


def test_a_file_with_more_faults_than_are_told_is_refused(cast: Cast) -> None:
    rows = [paid(f"E{place}", to="?") for place in range(1_001)]
    found = taken(cast, file_of("M1", paid("E"), *rows))
    assert found.file.state == "refused"
    assert len(found.file.faults) == 1_000
    assert not Payment.objects.exists()


def test_a_part_collects_what_was_agreed_and_bears_the_senders_numbers(cast: Cast) -> None:
    Mandate.objects.create(
        enterprise_id=COMPANY, firm="F1", contract="K1", payer_account=B, payer_name="白桦物流", since=TODAY
    )
    rows = (paid("E1", contract="K1", fen=1_00), paid("E2", contract="K2", to=NING, name="宁小舟", fen=2_00))
    file = file_of("M1", *rows, parts=(part(firm="F1"),), kind=FileKind.COLLECTIONS)
    order = taken(cast, file).file.instructions.get()
    work()
    assert list(order.payments.order_by("place").values_list("end_to_end", "state", "reason")) == [
        ("E1", State.PAID, ""),
        ("E2", State.FAILED, Reason.CONTRACT),
    ]
    assert booked(A) == OPENING_FEN + 1_00


def test_a_suspended_enterprise_leaves_nothing(cast: Cast) -> None:
    Enterprise.objects.filter(pk=COMPANY).update(state="suspended")
    with pytest.raises(Refusal, match="suspended"):
        taken(cast, file_of("M1", paid("E1")))
    assert not OrderFile.objects.exists()
    assert take_file(file_of("M1", paid("E1")), cast.stranger, at=AT, core=CORE).file.enterprise_id == OTHER_COMPANY


def test_two_files_of_one_message_number_belong_to_two_enterprises(cast: Cast) -> None:
    taken(cast, file_of("M1", paid("E1")))
    signer = replace(cast.stranger, is_signed=True)
    found = take_file(
        file_of("M1", paid("E1", to=A, name="云杉贸易"), parts=(part(account=B),)), signer, at=AT, core=CORE
    )
    assert found.file.state == "taken"


def test_payments_are_taken_back_as_long_as_they_are_not_begun(cast: Cast) -> None:
    many = slices.SLICE + 2
    order = taken(cast, file_of("M1", *(paid(f"E{place}", fen=1) for place in range(many)))).file.instructions.get()
    slices.begin_slice(COMPANY, order.pk, at=AT, core=CORE)
    wish = {"PART-1": ["E0", f"E{many - 1}", "E9999"]}
    (answer,) = take_back("M1", cast.signer, parts=wish, at=AT)
    assert (answer.gone, answer.left) == (1, 1)
    assert answer.single == {"E0": False, f"E{many - 1}": True, "E9999": None}
    work()
    order.refresh_from_db()
    assert (order.state, OPENING_FEN - booked(A)) == (State.PARTLY_PAID, many - 1)
    (late,) = take_back("M1", cast.signer, parts={}, at=AT)
    assert (late.now, late.gone, late.left) == (0, 1, many - 1)


def test_a_whole_file_taken_back_before_its_day_is_withdrawn(cast: Cast) -> None:
    tomorrow = part(wished_on=TODAY + timedelta(days=1))
    order = taken(cast, file_of("M1", paid("E1"), paid("E2"), parts=(tomorrow,))).file.instructions.get()
    assert take_back("M1", cast.signer, parts={"PART-1": ["E1"]}, at=AT)[0].gone == 1
    order.refresh_from_db()
    assert order.state == State.SCHEDULED
    (whole,) = take_back("M1", cast.signer, parts={}, at=AT)
    assert (whole.now, whole.gone, whole.left) == (1, 2, 0)
    order.refresh_from_db()
    assert order.state == State.CANCELLED
    assert JournalRecord.objects.filter(kind="file_taken_back", subject="M1").count() == 2


@pytest.mark.parametrize(
    ("message_id", "parts", "who", "words"),
    [
        ("M9", {}, "signer", "No file"),
        ("M1", {}, "maker", "Only who made"),
        ("M1", {}, "stranger", "No file"),
    ],
)
def test_what_is_not_ones_own_is_not_taken_back(
    cast: Cast, message_id: str, parts: dict[str, list[str]], who: str, words: str
) -> None:
    taken(cast, file_of("M1", paid("E1")))
    with pytest.raises(Refusal, match=words):
        take_back(message_id, getattr(cast, who), parts=parts, at=AT)


def test_a_collection_waits_for_its_day(cast: Cast) -> None:
    Mandate.objects.create(
        enterprise_id=COMPANY, firm="F1", contract="K1", payer_account=B, payer_name="白桦物流", since=TODAY
    )
    later = part(wished_on=TODAY + timedelta(days=3), firm="F1")
    order = taken(
        cast, file_of("M1", paid("E1", contract="K1"), parts=(later,), kind=FileKind.COLLECTIONS)
    ).file.instructions.get()
    work()
    order.refresh_from_db()
    assert (order.state, order.day, booked(A)) == (State.SCHEDULED, TODAY + timedelta(days=3), OPENING_FEN)


def test_a_file_stands_still_while_its_enterprise_is_suspended(cast: Cast) -> None:
    order = taken(cast, file_of("M1", paid("E1"))).file.instructions.get()
    Enterprise.objects.filter(pk=COMPANY).update(state="suspended")
    work()
    assert not slices.begin_slice(COMPANY, order.pk, at=AT, core=CORE)
    assert booked(A) == OPENING_FEN
    Enterprise.objects.filter(pk=COMPANY).update(state="open")
    work()
    assert booked(A) == OPENING_FEN - 100_00


def test_a_payment_of_a_file_has_its_receipt(cast: Cast) -> None:
    taken(cast, file_of("M1", paid("E1")))
    work()
    found = receipts.receipt_of(Payment.objects.get(), bank="演示银行")
    assert found is not None
    assert (found.purpose, found.order, found.amount_fen) == ("运费", "M1", 100_00)


def test_a_part_that_is_not_there_stops_no_other_from_being_taken_back(cast: Cast) -> None:
    tomorrow = part(wished_on=TODAY + timedelta(days=1))
    taken(cast, file_of("M1", paid("E1", sender_number="S1"), paid("E2"), parts=(tomorrow,)))
    wish = {"PART-9": ["E9"], "PART-1": ["S1"]}
    unknown, known = take_back("M1", cast.signer, parts=wish, at=AT)
    assert (unknown.gone, unknown.single) == (0, {"E9": None})
    assert (known.gone, known.single) == (1, {"S1": True})
    (again,) = take_back("M1", cast.signer, parts={"PART-1": ["S1"]}, at=AT)
    assert again.single == {"S1": True}


def test_parts_of_one_number_are_reported_each_for_itself(cast: Cast) -> None:
    twice = Fault(Code.DUPLICATE, Level.PART, 9, "PmtInfId", "x", part=2)
    good, bad = part(1), replace(part(2), number="PART-1")
    file = taken(cast, file_of("M1", paid("E1"), paid("E2", part=2), parts=(good, bad), faults=(twice,))).file
    work()
    first, second = report_of(file, made_at=AT, bank="演示银行").parts
    assert (first.status, second.status) == (Status.SETTLED, Status.REJECTED)


def test_a_report_is_for_who_may_read_all_of_the_file(cast: Cast) -> None:
    parts = (part(1), part(2, account=SECOND))
    file = taken(cast, file_of("M1", paid("E1"), paid("E2", part=2, to=A, name="云杉贸易"), parts=parts)).file
    Right.objects.filter(operator_id=cast.onlooker.operator_id).update(account=A)
    assert order_files.file_seen(COMPANY, cast.onlooker.operator_id, file.pk) == file
    assert not order_files.sees_whole(file, COMPANY, cast.onlooker.operator_id)
    assert order_files.sees_whole(file, COMPANY, cast.approver.operator_id)
    assert order_files.sees_whole(file, COMPANY, cast.signer.operator_id)
