"""An instruction runs at most once, whatever the line does; what is answered is true or says that it is unknown."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.adapters.courier import Courier
from qiao.directlink.rules.agent import Reply, Sending
from qiao.directlink.rules.agent_messages import parsed, read
from qiao.directlink.tests.wire import answer, balance, batch, found, message, not_found, paid, payment

pytestmark = pytest.mark.whatever_database

FATES = ("answers", "loses the answer", "loses the message", "is not reached", "answers rubbish", "is slow")


@dataclass(slots=True)
class Bank:
    """A bank that runs a number once, behind a line that does what is foretold; what it has run and seen so far."""

    foretold: Iterator[str]
    run: dict[str, int] = field(default_factory=dict)
    instructed: list[bytes] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    denied: int = 0
    slow: list[str] = field(default_factory=list)

    def send(self, body: bytes, *, tried: bool) -> Reply:
        """One exchange."""
        happens = next(self.foretold, "answers")
        root = parsed(body)
        is_instruction = root.find(".//XFERRQ") is not None
        if happens == "is not reached":
            return Reply(Sending.NOT_SENT, cause="Connection refused")
        if is_instruction:
            assert tried, "an instruction goes over a way that was tried"
            assert len(self.instructed) <= self.denied, "a second instruction without the bank's word"
            self.instructed.append(body)
        if happens == "loses the message":
            return Reply(Sending.UNKNOWN, cause="timed out")
        if happens == "is slow" and is_instruction:
            self.slow.append(str(root.findtext(".//XFERTRNRQ/TRNUID")))  # it runs later
            return Reply(Sending.UNKNOWN, cause="timed out")
        told = self._paid(root) if is_instruction else self._found(root)
        if happens == "answers rubbish":
            return Reply(Sending.ANSWERED, told[: len(told) // 2])
        return Reply(Sending.UNKNOWN, cause="reset") if happens == "loses the answer" else Reply(Sending.ANSWERED, told)

    def _paid(self, root: object) -> bytes:
        number = str(root.findtext(".//XFERTRNRQ/TRNUID"))  # type: ignore[attr-defined]  # an element
        self.run.setdefault(number, 0)
        self.run[number] = 1
        return answer(paid(number))

    def _found(self, root: object) -> bytes:
        query, number = (str(root.findtext(f".//XFERINQTRNRQ/{path}")) for path in ("TRNUID", "XFERINQRQ/CLIENTREF"))  # type: ignore[attr-defined]  # the same
        self.asked.append(query)
        if number in self.run:
            return answer(found(query))
        self.denied += 1
        for late in self.slow:
            self.run[late] = 1
        return answer(not_found(query))


def courier(bank: object, *, seconds: float = 60) -> Courier:
    return Courier(bank, ask_seconds=seconds, first_pause=2, pause=lambda _seconds: False)  # type: ignore[arg-type]  # a line as it is asked


def state_of(body: bytes) -> str | None:
    """The state of the instruction, or the code where there is none."""
    root = parsed(body)
    return root.findtext(".//XFERPRCCODE") or root.findtext("SECURITIES_MSGSRSV1/*/STATUS/CODE")


@given(foretold=st.lists(st.sampled_from(FATES), max_size=8))
def test_whatever_the_line_does_an_instruction_keeps_its_number_and_is_answered_truly(foretold: list[str]) -> None:
    bank = Bank(iter(foretold))
    body = message(payment("P1"))
    told = state_of(courier(bank).deliver(body))
    assert set(bank.instructed) <= {body}
    assert len(bank.instructed) <= 2
    assert set(bank.run) <= {"P1"}
    assert len(set(bank.asked)) == len(bank.asked)
    assert told in {"PAYOUT", "PENDING", "1740"}
    if told == "PAYOUT":
        assert bank.run == {"P1": 1}
    if told == "1740":
        assert (bank.instructed, bank.run) == ([], {})


@pytest.mark.parametrize(
    ("foretold", "told", "instructed", "asked"),
    [
        ((), "PAYOUT", 1, 0),
        (("loses the answer",), "PAYOUT", 1, 1),
        (("answers rubbish",), "PAYOUT", 1, 1),
        (("loses the answer", "is not reached", "loses the answer"), "PAYOUT", 1, 2),
        (("loses the message",), "PAYOUT", 2, 1),
        (("is slow",), "PAYOUT", 2, 1),
        (("is slow", "answers", "loses the answer"), "PAYOUT", 2, 2),
        (("loses the message", "answers", "is not reached"), "PENDING", 1, 7),
        (("is not reached",), "1740", 0, 0),
        (("loses the answer", *["is not reached"] * 20), "PENDING", 1, 0),
    ],
)
def test_an_instructions_way(foretold: tuple[str, ...], told: str, instructed: int, asked: int) -> None:
    bank = Bank(iter(foretold))
    assert state_of(courier(bank, seconds=120).deliver(message(payment("P1")))) == told
    assert (len(bank.instructed), len(bank.asked)) == (instructed, asked)


class Silent:
    """A bank that never answers; it counts what came so far."""

    def __init__(self) -> None:
        """Nothing came yet."""
        self.came: list[bytes] = []

    def send(self, body: bytes, *, tried: bool) -> Reply:  # noqa: ARG002  as a line is asked
        self.came.append(body)
        return Reply(Sending.UNKNOWN, cause="timed out")


def test_a_query_is_repeated_a_few_times_and_then_said_to_have_failed() -> None:
    bank = Silent()
    body = message(balance("S1"))
    assert state_of(courier(bank).deliver(body)) == "1740"
    assert bank.came == [body] * 3


def test_a_batch_is_asked_for_without_its_body() -> None:
    bank = Silent()
    assert state_of(courier(bank).deliver(message(batch("B1")))) == "PENDING"
    assert len([body for body in bank.came if b"RQBODY" in body]) == 1
    assert {read(body).wrappers[0].number for body in bank.came} == {"B1"}


def test_what_cannot_be_asked_for_is_sent_once_and_said_to_be_unknown() -> None:
    bank = Silent()
    assert state_of(courier(bank).deliver(message("<XPMTTRNRQ><TRNUID>X1</TRNUID></XPMTTRNRQ>"))) == "6000"
    assert len(bank.came) == 1


def test_after_a_refused_sign_on_nobody_is_asked_again() -> None:
    class Locking(Silent):
        def send(self, body: bytes, *, tried: bool) -> Reply:
            super().send(body, tried=tried)
            return Reply(Sending.UNKNOWN) if len(self.came) == 1 else Reply(Sending.ANSWERED, answer(code="15500"))

    bank = Locking()
    assert state_of(courier(bank).deliver(message(payment("P1")))) == "PENDING"
    assert len(bank.came) == 2


def test_what_is_told_to_end_answers_at_once() -> None:
    bank = Silent()
    ending = Courier(bank, ask_seconds=60, first_pause=2, pause=lambda _seconds: True)
    assert state_of(ending.deliver(message(payment("P1")))) == "PENDING"
    assert len(bank.came) == 1


def test_the_same_instruction_is_not_begun_while_it_is_under_way() -> None:
    class Waiting(Silent):
        def send(self, body: bytes, *, tried: bool) -> Reply:
            super().send(body, tried=tried)
            begun.set()
            assert may_end.wait(60)
            return Reply(Sending.ANSWERED, answer(paid("P1")))

    begun, may_end = threading.Event(), threading.Event()
    bank = Waiting()
    one = courier(bank)
    first: list[bytes] = []
    carrying = threading.Thread(target=lambda: first.append(one.deliver(message(payment("P1")))))
    carrying.start()
    assert begun.wait(60)
    assert state_of(one.deliver(message(payment("P1")))) == "PENDING"
    assert not one.wait_until_idle(0)
    may_end.set()
    carrying.join()
    assert (state_of(first[0]), len(bank.came)) == ("PAYOUT", 1)
    assert one.wait_until_idle(0)


def test_what_is_no_message_is_answered_and_not_sent() -> None:
    bank = Silent()
    body = courier(bank).deliver(b"<FOX/>")
    assert parsed(body).findtext("SIGNONMSGSRSV1/SONRS/STATUS/CODE") == "2000"
    assert bank.came == []
