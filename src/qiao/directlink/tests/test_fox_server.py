"""The vectors of the interface sent to the server: codes, states and values, and what the accounts show after them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from qiao.directlink.actions import deciding, opening, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters import passwords, signing
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.models import Enterprise, Entry, Instruction, LedgerAccount, Nonce, Operator
from qiao.directlink.queries import accounts
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.messages import Answer, Reply
from qiao.directlink.rules.fox.statements import SECOND_TAGS
from qiao.directlink.rules.signature import Effect, Signed
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests import keys, vectors
from qiao.directlink.tests.vectors import TOLERATED, VECTORS, Vector, message, payment, statement

pytestmark = pytest.mark.django_db
MORNING = datetime(2030, 5, 8, 1, 10, tzinfo=UTC)
"""Ten past nine by the bank's clock."""
BEFORE = {"3q": ["3"], "4": ["2"], "5": ["2"], "10q": ["10"]}
PAGED = {"11", "11b", "11c", "12", "12a"}
KEY = ed25519.Ed25519PrivateKey.generate()
FINGERPRINT = "ab" * 32


@dataclass(slots=True)
class Desk:
    """A bank's endpoint and its clock as tests have turned it so far."""

    cast: roles.Cast
    at: datetime = MORNING

    def send(self, body: bytes, signed: Signed | None = None, *, address: str = "127.0.0.1") -> Answer:
        """The answer as the client reads it."""
        bank = Bank(EmbeddedCore(), lambda: self.at)
        return read_answer(answer(body, signed, address, bank=bank))

    def work(self) -> None:
        """The worker's rounds until nothing is left to do."""
        while working.work_once(EmbeddedCore(), now=lambda: self.at):
            pass


@pytest.fixture
def desk() -> Iterator[Desk]:
    """The company with op01 of the vectors; what comes without a certificate goes at once where no one has to sign."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield _desk()


def _desk() -> Desk:
    cast = roles.play()
    known = Operator.objects.filter(enterprise_id=roles.COMPANY, name="op01")
    known.update(password=passwords.stored(vectors.PASSWORD))
    Enterprise.objects.update(signature_wanted=False)
    roles.wants(0)
    return Desk(cast)


def left(number: str = vectors.A) -> int:
    """What is booked on an account."""
    return LedgerAccount.objects.get(pk=number).booked_fen


def check(vector: Vector, answered: Answer) -> Reply | None:
    """Hold an answer against a vector."""
    if not vector.signs_on:
        assert (answered.signed_on.status.code, answered.replies) == (vector.code, ())
        return None
    (reply,) = answered.replies
    assert (reply.status.code, bool(reply.body)) == (vector.code, vector.has_body), reply
    assert (reply.state or "") == vector.state
    for path, value in vector.holds:
        assert reply.part.at(path) == value, path
    return reply


@pytest.mark.parametrize("name", sorted(VECTORS.keys() - PAGED))
def test_a_vector_is_answered_as_the_interface_says(desk: Desk, name: str) -> None:
    if name == "7":
        roles.wants(1)
    for earlier in BEFORE.get(name, []):
        check(VECTORS[earlier], desk.send(VECTORS[earlier].sent))
    if name == "3q":
        desk.work()
    check(VECTORS[name], desk.send(VECTORS[name].sent))
    assert accounts.ledger_sum_fen() == 0


def test_the_same_payment_twice_is_debited_once_and_bears_no_cookie(desk: Desk) -> None:
    first, again = (desk.send(VECTORS["2"].sent).replies[0] for _ in range(2))
    other = desk.send(VECTORS["5"].sent).replies[0]
    assert {first.bank_number, again.bank_number, other.bank_number} == {first.bank_number}
    assert (first.cookie, again.cookie) == ("k7", None)
    assert left() == roles.OPENING_FEN - 1_250_50


def test_a_strict_enterprise_is_told_that_its_number_stands_for_another_payment(desk: Desk) -> None:
    Enterprise.objects.update(strict=True)
    desk.send(VECTORS["2"].sent)
    (reply,) = desk.send(VECTORS["5"].sent).replies
    assert (reply.status.code, reply.body, left()) == (2002, None, roles.OPENING_FEN - 1_250_50)


def test_a_number_stands_for_one_interface_alone(desk: Desk) -> None:
    desk.send(VECTORS["2"].sent)
    other = vectors.batch(
        "20300508P0002", vectors.batch_item(1, vectors.B, name=vectors.B_NAME, amount="1"), total="1.00"
    )
    (reply,) = desk.send(message(other)).replies
    assert (reply.status.code, Instruction.objects.count()) == (2002, 1)


def test_the_fast_payment_is_paid_when_the_worker_was_there(desk: Desk) -> None:
    desk.send(VECTORS["3"].sent)
    row = LedgerAccount.objects.get(pk=vectors.A)
    assert (row.booked_fen, row.held_fen) == (roles.OPENING_FEN, 50_000_00)
    desk.work()
    assert left() == roles.OPENING_FEN - 50_000_00


def test_a_lodged_payment_is_paid_when_it_was_signed_on_the_pages(desk: Desk) -> None:
    roles.wants(1)
    check(VECTORS["7"], desk.send(VECTORS["7"].sent))
    found = Instruction.objects.get(number="P0007")
    approver = replace(desk.cast.approver, channel="web")
    deciding.send_back(found.pk, approver, words="see invoice", at=MORNING)
    asked = message(vectors.question("Q7", "P0007"))
    assert desk.send(asked).replies[0].state == "SEND_BACK"
    deciding.give_in_again(found.pk, desk.cast.maker, at=MORNING)
    deciding.sign(found.pk, approver, at=MORNING, core=EmbeddedCore())
    assert desk.send(asked).replies[0].state == "PAYOUT"
    second = vectors.payment("P0107")
    desk.send(message(second))
    deciding.withdraw(Instruction.objects.get(number="P0107").pk, desk.cast.maker, at=MORNING)
    assert desk.send(message(vectors.question("Q8", "P0107"))).replies[0].state == "CANCEL"


def test_a_payment_for_a_later_day_is_paid_on_it(desk: Desk) -> None:
    desk.send(VECTORS["8"].sent)
    desk.at = MORNING + timedelta(days=12)
    desk.work()
    assert desk.send(message(vectors.question("Q9", "P0008"))).replies[0].state == "PAYOUT"


def test_a_statement_of_150_lines_has_two_pages_and_never_changes(desk: Desk) -> None:
    yesterday = MORNING - timedelta(days=1)
    Entry.objects.all().update(on=yesterday.date() - timedelta(days=1))
    for number in range(150):
        take(roles.pay(f"D{number}", fen=1_00), desk.cast.signer, at=yesterday, core=EmbeddedCore())
    first = check(VECTORS["11"], desk.send(VECTORS["11"].sent))
    second = check(VECTORS["11b"], desk.send(VECTORS["11b"].sent))
    check(VECTORS["11c"], desk.send(VECTORS["11c"].sent))
    assert first is not None
    assert second is not None
    lines = [*first.part.parts("TRANLIST/STMTTRN"), *second.part.parts("TRANLIST/STMTTRN")]
    assert (len(lines), len({line.text("ATTACHINFO") for line in lines})) == (150, 150)
    assert [first.part.text("LEDGERBAL/BALAMT"), lines[-1].text("BALAMT")] == ["99850.00"] * 2
    assert not {tag for line in lines for tag in line} & set(SECOND_TAGS)
    newer = check(VECTORS["12"], desk.send(VECTORS["12"].sent))
    assert newer is not None
    assert {tag for tag in newer.part.parts("TRANLIST/STMTTRN")[0] if tag in SECOND_TAGS} >= {"HXJYLSBH", "SUMMNAME"}
    bank = Bank(EmbeddedCore(), lambda: MORNING)
    plain, empty = (answer(VECTORS[one].sent, None, "", bank=bank) for one in ("11", "12a"))
    assert plain == empty
    take(roles.pay("LATER"), desk.cast.signer, at=MORNING, core=EmbeddedCore())
    again = desk.send(VECTORS["11"].sent).replies[0]
    assert again.part.part("TRANLIST") == first.part.part("TRANLIST")


def test_a_statement_asks_few_questions_of_the_database(desk: Desk) -> None:
    for number in range(30):
        take(roles.pay(f"D{number}", fen=1_00), desk.cast.signer, at=MORNING, core=EmbeddedCore())
    asked = message(statement("S1", "2030-05-08", "2030-05-08", version="2.0"))
    desk.send(asked)
    with CaptureQueriesContext(connection) as captured:
        desk.send(asked)
    assert len(captured) <= 6


def test_balances_alone_need_no_days(desk: Desk) -> None:
    reply = check(VECTORS["13"], desk.send(VECTORS["13"].sent))
    assert reply is not None
    assert (reply.part.text("LEDGERBAL/BALAMT"), "TRANLIST" in reply.part) == ("100000.00", False)


@pytest.mark.parametrize("interface", ["CURRACCTQUERY", "ACCOUNTQUERY", "DEMANDDEPOSITQUERY"])
def test_an_account_of_somebody_else_tells_no_balance(desk: Desk, interface: str) -> None:
    asked = vectors.current_account("V14", vectors.B).replace("CURRACCTQUERY", interface)
    (reply,) = desk.send(message(asked)).replies
    assert (reply.status.code, reply.body) == (2005, None)


def test_an_operator_without_any_right_of_an_account_sees_nothing_of_it(desk: Desk) -> None:
    op01 = Operator.objects.get(enterprise_id=roles.COMPANY, name="op01")
    op01.rights.update(account=roles.SECOND)
    (reply,) = desk.send(message(vectors.current_account("V", vectors.A))).replies
    assert reply.status.code == 2005
    desk.send(VECTORS["2"].sent)
    assert (left(), Instruction.objects.count()) == (roles.OPENING_FEN, 0)


@pytest.mark.parametrize("how", sorted(TOLERATED))
def test_what_programs_of_customers_send_too_is_taken(desk: Desk, how: str) -> None:
    if how == "a number of a customer without its zeros":
        Operator.objects.filter(name="op01", enterprise_id=roles.COMPANY).update(name="was")
        Enterprise.objects.create(
            customer_number="0000000123", name="云杉", opened_at=MORNING, opened_by="x", signature_wanted=False
        )
        Operator.objects.filter(name="was").update(enterprise_id="0000000123", name="op01")
        answered = desk.send(TOLERATED[how])
        assert (answered.signed_on.status.code, answered.replies[0].status.code) == (0, 2005)
        return
    answered = desk.send(TOLERATED[how])
    if how == "a password as a cipher":
        assert answered.signed_on.status.code == 15500
        assert "{DES}" in answered.signed_on.status.message
        return
    assert answered.replies[0].state == "PAYOUT"


def test_the_sixth_wrong_password_locks_and_the_right_one_is_refused_too(desk: Desk) -> None:
    for _ in range(5):
        assert desk.send(VECTORS["1"].sent).signed_on.status.code == 15500
    assert desk.send(VECTORS["13"].sent).signed_on.status.code == 0
    for _ in range(6):
        assert desk.send(VECTORS["1"].sent).signed_on.status.code == 15500
    assert desk.send(VECTORS["13"].sent).signed_on.status.code == 15500
    op01 = Operator.objects.get(enterprise_id=roles.COMPANY, name="op01")
    assert (op01.locked_at, op01.lock_reason) == (MORNING, "wrong passwords")


def test_a_session_key_stands_for_the_password_for_a_quarter_of_an_hour(desk: Desk) -> None:
    asked = message(vectors.current_account("V", vectors.A), signed=vectors.sign_on(GENUSERKEY="Y"))
    told = desk.send(asked).signed_on
    assert (told.key.partition("@")[0], told.key_until) == (vectors.CUSTOMER, "2030-05-08 09:25:00")
    kept = f"""<SIGNONMSGSRQV1><SONRQ><DTCLIENT>2030-05-08 09:00:00</DTCLIENT><CID>{vectors.CUSTOMER}</CID>
      <USERKEY>{told.key}</USERKEY><GENUSERKEY>N</GENUSERKEY></SONRQ></SIGNONMSGSRQV1>"""
    by_key = message(vectors.current_account("V", vectors.A), signed=kept)
    assert desk.send(by_key).replies[0].status.code == 0
    desk.at = MORNING + timedelta(minutes=15)
    assert desk.send(by_key).signed_on.status.code == 15500
    desk.at = MORNING
    Operator.objects.update(password=passwords.stored("another-one-1"))
    assert desk.send(by_key).signed_on.status.code == 15500


def test_an_address_that_was_not_agreed_on_is_not_served(desk: Desk) -> None:
    Enterprise.objects.update(addresses=["192.0.2.0/24"])
    assert desk.send(VECTORS["13"].sent, address="192.0.2.9").signed_on.status.code == 0
    for address in ("192.0.3.9", "", "::1"):
        told = desk.send(VECTORS["13"].sent, address=address).signed_on.status
        assert (told.code, f"地址 {address or '-'} 访问" in told.message) == (15500, True)


def bind() -> None:
    """Bind the test's key to op04."""
    keys.bind(KEY.public_key(), FINGERPRINT, at=MORNING)


def sign(body: bytes, *, nonce: str = "0" * 32, effect: Effect = Effect.SIGN, at: datetime = MORNING) -> Signed:
    """The signature of the test's key over a message."""
    return signing.sign_message(KEY, body, fingerprint=FINGERPRINT, at=at, nonce=nonce, effect=effect)


@pytest.fixture
def signing_desk(desk: Desk) -> Desk:
    """The same with op04, whose certificate signs; unsigned messages are refused."""
    Enterprise.objects.update(signature_wanted=True)
    Operator.objects.filter(name="op04").update(password=passwords.stored(vectors.PASSWORD))
    roles.wants(1)
    bind()
    return desk


def by_qian(*wrappers: str) -> bytes:
    """A message of op04."""
    return message(*wrappers, signed=vectors.sign_on(USERID="op04"))


def test_a_signed_payment_goes_at_once_and_its_signature_is_used_up(signing_desk: Desk) -> None:
    body = by_qian(payment("P1"))
    assert signing_desk.send(body, sign(body)).replies[0].state == "PAYOUT"
    replayed = signing_desk.send(body, sign(body))
    assert (replayed.signed_on.status.code, replayed.replies) == (2000, ())
    again = signing_desk.send(body, sign(body, nonce="1" * 32))
    assert (again.replies[0].state, left()) == ("PAYOUT", roles.OPENING_FEN - 1_250_50)
    assert Nonce.objects.count() == 2


def test_signed_to_be_lodged_it_waits(signing_desk: Desk) -> None:
    body = by_qian(payment("P2"))
    assert signing_desk.send(body, sign(body, effect=Effect.LODGE)).replies[0].state == "AUDITING"


@pytest.mark.parametrize(
    "broken",
    [
        lambda _signed, body: (None, body),
        lambda signed, body: (signed, body.replace(b"1250.5", b"9250.5")),
        lambda signed, body: (replace(signed, nonce="f" * 32), body),
        lambda signed, body: (replace(signed, effect=Effect.LODGE), body),
        lambda signed, body: (replace(signed, time="2030-05-08T01:10:01Z"), body),
        lambda signed, body: (replace(signed, fingerprint="cd" * 32), body),
        lambda signed, body: (replace(signed, signature="AAAA"), body),
        lambda signed, body: (signed, body.replace(b"op04", b"op02")),
        lambda _signed, body: (sign(body, at=MORNING - timedelta(minutes=6)), body),
        lambda _signed, body: (sign(body, at=MORNING + timedelta(minutes=6)), body),
    ],
    ids=["none", "amount", "nonce", "effect", "time", "certificate", "signature", "operator", "old", "ahead"],
)
def test_whatever_is_forged_moves_nothing(signing_desk: Desk, broken) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  cases of the table
    Operator.objects.filter(name="op02").update(password=passwords.stored(vectors.PASSWORD))
    body = by_qian(payment("P3"))
    signed, sent = broken(sign(body), body)
    answered = signing_desk.send(sent, signed)
    assert (answered.signed_on.status.code, answered.replies) == (2000, ())
    assert (left(), Instruction.objects.count()) == (roles.OPENING_FEN, 0)


def test_a_certificate_that_has_ended_or_was_revoked_signs_nothing(signing_desk: Desk) -> None:
    body = by_qian(payment("P4"))
    signing_desk.at = MORNING + timedelta(days=1)
    late = sign(body, at=signing_desk.at)
    assert signing_desk.send(body, late).signed_on.status.code == 2000
    signing_desk.at = MORNING
    opening.revoke_certificate(FINGERPRINT, reason="lost", at=MORNING, actor="ADM01")
    assert signing_desk.send(body, sign(body)).signed_on.status.code == 2000
    assert left() == roles.OPENING_FEN


def test_one_message_pays_all_it_can_and_says_of_each(desk: Desk) -> None:
    answered = desk.send(
        message(
            payment("M1"),
            payment("M2", name="白桦货运"),
            payment("M3", amount="x"),
            vectors.current_account("V", vectors.A),
        )
    )
    assert [reply.status.code for reply in answered.replies] == [0, 2002, 2006, 0]
    assert answered.replies[3].part.text("BALAMT") == "98749.50"


def test_a_batch_and_a_payroll_tell_their_items(desk: Desk) -> None:
    (batch,) = desk.send(VECTORS["10"].sent).replies
    assert [one.text("STATUS") for one in batch.part.parts("XFERINFO")] == ["PAYOUT", "FAIL"]
    assert [one.text("ERRMSG") for one in batch.part.parts("XFERINFO")] == ["成功", "账号不存在"]
    wages = vectors.payroll(
        "W1", vectors.wage(1, account=roles.NING, name="宁小舟"), vectors.wage(2, account=roles.NING, name="宁大舟")
    )
    (payroll,) = desk.send(message(wages)).replies
    items = payroll.part.parts("RPAYOFFINFO/RPAYOFFLIST/RPAYOFF")
    assert ([one.text("STATUS") for one in items], payroll.state) == (["23", "49"], "PART_PAYOUT")
    asked = "<RPAYOFFINQTRNRQ><TRNUID>Q</TRNUID><XFERINQRQ><CLIENTREF>W1</CLIENTREF></XFERINQRQ></RPAYOFFINQTRNRQ>"
    assert desk.send(message(asked)).replies[0].part == payroll.part
    assert left() == roles.OPENING_FEN - 10_00 - 10_00
