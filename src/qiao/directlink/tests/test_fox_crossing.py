"""Two signed messages of several orders that meet crosswise at the same accounts are both written whole."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from django.db import connection, connections, transaction

from qiao.directlink.actions import ledger
from qiao.directlink.adapters import signing
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.models import LedgerAccount
from qiao.directlink.queries import accounts
from qiao.directlink.rules.fox.asking import build, read_answer
from qiao.directlink.rules.fox.codes import State
from qiao.directlink.rules.fox.messages import Answer, Request, SignOn
from qiao.directlink.rules.fox.parts import part_of
from qiao.directlink.rules.signature import Effect
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests import keys
from tests.databases.server import WAITING, is_postgres

pytestmark = pytest.mark.django_db(transaction=True)
DEADLOCKS = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
YUNSHAN, BAIHUA, NING = (roles.A, "云杉贸易"), (roles.B, "白桦物流"), (roles.NING, "宁小舟")


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs an enterprise's messages, with the key of his certificate."""

    customer: str
    operator: str
    key: ed25519.Ed25519PrivateKey

    @property
    def fingerprint(self) -> str:
        """The certificate's, made up of the customer's number."""
        return self.customer.rjust(64, "0")

    def bind(self) -> None:
        """Have the certificate bound to the operator."""
        keys.bind(self.key.public_key(), self.fingerprint, at=roles.AT, name=self.operator, company=self.customer)

    def send(self, *orders: Request) -> Answer:
        """The answer to one signed message, on a connection of its own."""
        body = build(SignOn("2030-05-08 10:00:00", self.customer, self.operator, roles.PASSWORD), orders)
        signed = signing.sign_message(
            self.key, body, fingerprint=self.fingerprint, at=roles.AT, nonce="0" * 32, effect=Effect.SIGN
        )
        try:
            return read_answer(answer(body, signed, "127.0.0.1", bank=Bank(EmbeddedCore(), lambda: roles.AT)))
        finally:
            connections.close_all()


def pay(number: str, payer: tuple[str, str], payee: tuple[str, str]) -> Request:
    """An order of one yuan."""
    told = {
        "ACCTFROM": {"ACCTID": payer[0], "NAME": payer[1]},
        "ACCTTO": {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": payee[0], "NAME": payee[1]},
        "TRNAMT": "1.00",
        "PURPOSE": "运费",
    }
    return Request("XFER", number, part_of({"XFERINFO": told}))


@contextmanager
def held(*numbers: str) -> Iterator[None]:
    """Accounts held by somebody else until the end of the block."""
    taken, enough = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                ledger.locked(numbers)
                taken.set()
                enough.wait()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        holding = other.submit(hold)
        assert taken.wait(timeout=30)
        try:
            yield
        finally:
            enough.set()
            holding.result()


def of_database(question: str) -> int:
    """A figure that the database tells of itself."""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def await_waiting(sending: list[Future[Answer]]) -> None:
    """Until everybody who sends waits for an account."""
    while of_database(WAITING) < len(sending):
        assert not wait(sending, timeout=0.02, return_when="FIRST_COMPLETED").done, "an answer came before its turn"


def test_messages_that_meet_crosswise_are_both_written_whole() -> None:
    if not is_postgres():
        pytest.skip("on SQLite one message is written at a time: none holds what another waits for")
    roles.play()
    qian = Signer(roles.COMPANY, "op04", ed25519.Ed25519PrivateKey.generate())
    stranger = Signer(roles.OTHER_COMPANY, "op01", ed25519.Ed25519PrivateKey.generate())
    for one in (qian, stranger):
        one.bind()
    before = of_database(DEADLOCKS)
    with ThreadPoolExecutor(2) as people:
        with held(roles.NING, roles.B):
            sending = [
                people.submit(qian.send, pay("P1", YUNSHAN, NING), pay("P2", YUNSHAN, BAIHUA)),
                people.submit(stranger.send, pay("P1", BAIHUA, (roles.SECOND, "云杉贸易")), pay("P2", BAIHUA, NING)),
            ]
            await_waiting(sending)
        answers = [one.result() for one in sending]
    told = [(reply.status.code, reply.state) for one in answers for reply in one.replies]
    assert told == [(0, State.PAYOUT)] * 4
    booked = dict(LedgerAccount.objects.values_list("number", "booked_fen"))
    assert (booked[roles.A], booked[roles.B]) == (roles.OPENING_FEN - 2_00, 500_00 + 1_00 - 2_00)
    assert (booked[roles.NING], booked[roles.SECOND]) == (2_00, 1_00)
    assert accounts.ledger_sum_fen() == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
    assert of_database(DEADLOCKS) > before, "they met crosswise, or this has shown nothing"
