"""A system of an enterprise that pays all day: it keeps a journal, and asks again whatever it was not told."""

from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Event

from qiao.directlink.rules.fox.asking import build, read_answer
from qiao.directlink.rules.fox.codes import State
from qiao.directlink.rules.fox.messages import Request, SignOn
from qiao.directlink.rules.fox.parts import part_of
from qiao.ground.money import text_of_scaled
from qiao.ground.refusals import Refusal
from tests.link.bank import FAR_BANK, HOUSES, PASSWORD, House

FAR_ACCOUNT = "6200000000000000001"
PAUSE_SECONDS = 0.4
AGAIN_SECONDS = 1.0
OPEN_MOST = 75
"""A system of which so many payments are open asks for one of them in place of writing another."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A payment as it was written down before it was sent."""

    number: str
    body: bytes
    amount_fen: int
    is_far: bool


@dataclass(slots=True)
class Erp:
    """One system: what it wrote down so far before sending, and the last it was told of each number."""

    house: House
    name: str
    port: int
    chance: Random
    sent: dict[str, Sent] = field(default_factory=dict)
    told: dict[str, State] = field(default_factory=dict)
    lost: int = 0

    def run(self, stop: Event) -> None:
        """Pay until it is stopped; some payments are sent twice at once, as impatient systems do."""
        while not stop.is_set():
            waiting = self.open_numbers()
            payment = self.written() if len(waiting) < OPEN_MOST else self.sent[self.chance.choice(waiting)]
            self.send(payment)
            if self.chance.random() < 0.1:
                self.send(payment)
            if self.chance.random() < 0.3:
                self._ask_one()
            stop.wait(PAUSE_SECONDS)

    def open_numbers(self) -> list[str]:
        """The numbers of which nothing final is known."""
        return [number for number in self.sent if number not in self.told or not self.told[number].is_final]

    def settle(self, stop: Event) -> None:
        """Send the very same message again for every number that is open, until all are final."""
        while self.open_numbers() and not stop.is_set():
            for number in self.open_numbers():
                self.send(self.sent[number])
            stop.wait(AGAIN_SECONDS)

    def written(self) -> Sent:
        """A payment made up and written down, not sent yet."""
        number = f"{self.name}-{len(self.sent):05}"
        amount_fen = self.chance.randint(1, 500)
        far = self.chance.random() < 0.4
        other = self.chance.choice([one for one in HOUSES if one is not self.house])
        payee = {
            "ACCTID": FAR_ACCOUNT,
            "NAME": "远方公司",
            "BANKDESC": "远山银行",
            "BANKNUM": FAR_BANK,
            "@INTERBANK": "N",
        }
        near = {"ACCTID": other.account, "NAME": other.name, "@INTERBANK": "Y"}
        info = {
            "ACCTFROM": {"ACCTID": self.house.account},
            "ACCTTO": {**(payee if far else near), "@LOCAL": "Y"},
            "TRNAMT": text_of_scaled(amount_fen, places=2),
            "PMTMODE": "SUPER" if far and self.chance.random() < 0.5 else None,
            "PURPOSE": "货款",
        }
        body = build(self._sign_on(), [Request("XFER", number, part_of({"XFERINFO": info}))])
        self.sent[number] = Sent(number, body, amount_fen, far)
        return self.sent[number]

    def _ask_one(self) -> None:
        number = self.chance.choice(list(self.sent))
        asked = part_of({"CLIENTREF": number})
        body = build(self._sign_on(), [Request("XFERINQ", f"Q-{number}", asked)])
        self._heard(number, body)

    def send(self, payment: Sent) -> None:
        """Send a payment, for the first time or again."""
        self._heard(payment.number, payment.body)

    def _heard(self, number: str, body: bytes) -> None:
        """Send a message and keep what is said of a number; a final word is never taken back."""
        link = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("POST", "/", body=body, headers={"Content-Type": "application/x-fox"})
            answer = read_answer(link.getresponse().read())
        except (OSError, HTTPException, Refusal):
            self.lost += 1
            return
        finally:
            link.close()
        state = answer.replies[0].state if answer.replies else None
        if state is None:
            return
        before = self.told.get(number)
        assert before is None or not before.is_final or before is state, (number, before, state)
        self.told[number] = state

    def _sign_on(self) -> SignOn:
        return SignOn("2030-05-08 09:00:00", self.house.customer, "op01", PASSWORD)
