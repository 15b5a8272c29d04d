"""Recorded exchanges: requests with the bank's answers, byte for byte, and the bank in which they are replayed.

A file of `recorded/` holds what one release answered; it is written once and then reviewed, never written anew. FOX is
GBK; the files hold the same letters as UTF-8, so that a change can be read, and the bytes are made of them again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection, transaction

from qiao.directlink.actions import opening, working
from qiao.directlink.actions.taking import Caller, take
from qiao.directlink.adapters import passwords, signing
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.models import Enterprise, Entry, Errand, Instruction, Operator, Payment
from qiao.directlink.rules.signature import Signed
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests import vectors
from qiao.directlink.tests.link_world import FINGERPRINT, KEY, bind

FOLDER = Path(__file__).parent / "recorded"
MORNING = datetime(2030, 5, 8, 1, 10, tzinfo=UTC)
FIRST_NUMBER = 700_000_001
"""The bank's numbers of a replay begin here, whatever the database has seen before."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer: how long after the morning, what happened before, and whether op04 signs it."""

    asked: str
    answered: str = ""
    after_minutes: int = 0
    first: str = ""
    is_signed: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """Exchanges of one bank, from a scene that nothing has happened in."""

    title: str
    exchanges: tuple[Exchange, ...]


def read(path: Path) -> list[Case]:
    """The cases of a file."""
    told = json.loads(path.read_text("utf-8"))
    return [Case(one["title"], tuple(Exchange(**exchange) for exchange in one["exchanges"])) for one in told]


def write(path: Path, cases: list[Case]) -> None:
    """Write a file for the first time."""
    with path.open("x", encoding="utf-8") as file:
        json.dump([asdict(case) for case in cases], file, ensure_ascii=False, indent=1)
        file.write("\n")


def scene() -> None:
    """The cast of the vectors, agreements to collect, and a certificate of op04; nobody has to sign a second time."""
    _count_from(1)
    roles.play()
    Operator.objects.filter(name__in=["op01", "op04"]).update(password=passwords.stored(vectors.PASSWORD))
    Enterprise.objects.update(signature_wanted=False)
    roles.wants(0)
    for contract, payer, name in (("C1", roles.B, "白桦物流"), ("C2", roles.NING, "宁小舟")):
        opening.add_mandate(
            roles.COMPANY, firm="0001", contract=contract, payer=payer, name=name, at=roles.AT, actor=roles.BANK
        )
    bind()


def replayed(case: Case, change: Callable[[str], str] = lambda asked: asked) -> list[str]:
    """The answers of today's bank to a case's requests, each changed first; nothing of it stays."""
    savepoint = transaction.savepoint()
    try:
        _count_from(FIRST_NUMBER)
        return [_answered(exchange, change) for exchange in case.exchanges]
    finally:
        transaction.savepoint_rollback(savepoint)


def _answered(exchange: Exchange, change: Callable[[str], str]) -> str:
    at = MORNING + timedelta(minutes=exchange.after_minutes)
    if exchange.first:
        HAPPENINGS[exchange.first](at)
    body = change(exchange.asked).encode("gbk")
    signed = _sign(body, at) if exchange.is_signed else None
    told = answer(body, signed, "127.0.0.1", bank=Bank(EmbeddedCore(), lambda: at))
    text = told.decode("gbk")
    assert text.encode("gbk") == told, "the letters are not the bytes"
    return text


def _sign(body: bytes, at: datetime) -> Signed:
    nonce = hashlib.sha256(body).hexdigest()[:32]
    return signing.sign_message(KEY, body, fingerprint=FINGERPRINT, at=at, nonce=nonce)


def _work(at: datetime) -> None:
    while working.work_once(EmbeddedCore(), now=lambda: at):
        pass


def _pay_yesterday(at: datetime, *, count: int) -> None:
    """So many payments of the day before, and nothing else on the statement of that day."""
    yesterday = at - timedelta(days=1)
    Entry.objects.update(on=yesterday.date() - timedelta(days=1))
    operator = Operator.objects.get(enterprise_id=roles.COMPANY, name="op04")
    caller = Caller(roles.COMPANY, operator.pk, operator.name, "fox", is_signed=True)
    for number in range(count):
        take(roles.pay(f"D{number}", fen=1_00), caller, at=yesterday, core=EmbeddedCore())


HAPPENINGS: Mapping[str, Callable[[datetime], None]] = {
    "the worker works": _work,
    "one signature is wanted": lambda _at: roles.wants(1),
    "150 payments of yesterday": lambda at: _pay_yesterday(at, count=150),
    "3 payments of yesterday": lambda at: _pay_yesterday(at, count=3),
}
"""What may happen before a request, by the words that a recorded file says it in."""


def _count_from(number: int) -> None:
    """Have the database number from here in the tables whose numbers an answer tells; taken back with the rest."""
    begin = _begin_on_postgres if connection.vendor == "postgresql" else _begin_on_sqlite
    for model in (Instruction, Payment, Entry, Errand):
        begin(model._meta.db_table, number)


def _begin_on_postgres(table: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
        cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} RESTART WITH {number}")


def _begin_on_sqlite(table: str, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [number - 1, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, number - 1])
