"""An enterprise's systems that speak FOX to the simulated bank over real HTTP: one behaves, one does not."""

import http.client
from contextlib import closing
from dataclasses import dataclass

from qiao.directlink.rules import simulated
from qiao.directlink.rules.fox.asking import build, read_answer
from qiao.directlink.rules.fox.messages import Reply, Request, SignOn
from qiao.directlink.rules.fox.parts import part_of

SECONDS_MOST = 60
QUESTIONS_MOST = 12


@dataclass(slots=True)
class Line:
    """A system's line to the bank, with how many numbers it has made so far."""

    port: int
    made: int = 0

    def number(self) -> str:
        """A number that was not used yet."""
        self.made += 1
        return f"N{self.made:05}"

    def post(self, request: Request, **headers: str) -> Reply | None:
        """The answer; None where it was lost, or the sign-on refused."""
        body = message(request)
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS_MOST)) as connection:
                connection.request("POST", "/", body, {"Content-Type": "application/x-fox", **headers})
                answered = read_answer(connection.getresponse().read())
        except (OSError, http.client.HTTPException):
            return None
        return answered.replies[0] if answered.replies else None

    def ask(self, number: str) -> Reply | None:
        """What became of a payment."""
        return self.post(Request("XFERINQ", self.number(), part_of({"CLIENTREF": number})))

    def page(self, day: str, page: int) -> Reply | None:
        """A page of the account's statement of a day."""
        span = {"DTSTART": day, "DTEND": day, "PAGE": str(page)}
        body = {"ACCTFROM": {"ACCTID": simulated.ACCOUNT}, "INCTRAN": span}
        return self.post(Request("SCUSTSTMT", self.number(), part_of(body)))


def message(request: Request) -> bytes:
    """The bytes of a request."""
    return build(SignOn("2026-01-01 09:00:00", simulated.CUSTOMER, simulated.OPERATOR, simulated.PASSWORD), [request])


def payment(number: str, purpose: str, *, yuan: str, is_far: bool = False) -> Request:
    """A payment to the payee at this bank, or to the one at another."""
    near = {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": simulated.PAYEE, "NAME": simulated.PAYEE_NAME}
    far = {"ACCTID": simulated.FAR_ACCOUNT, "NAME": simulated.FAR_NAME, "BANKDESC": simulated.FAR_BANK}
    away = {"@INTERBANK": "N", "@LOCAL": "N", **far, "BANKNUM": simulated.FAR_BANK_NUMBER}
    body = {
        "ACCTFROM": {"ACCTID": simulated.ACCOUNT},
        "ACCTTO": away if is_far else near,
        "TRNAMT": yuan,
        "PURPOSE": purpose,
    }
    return Request("XFER", number, part_of({"XFERINFO": body}))


def behaves(line: Line, purpose: str, *, yuan: str, is_far: bool = False) -> str:
    """Pay once: ask under the same number until a final state is told, and return it."""
    number = line.number()
    reply = line.post(payment(number, purpose, yuan=yuan, is_far=is_far))
    for _question in range(QUESTIONS_MOST):
        if reply is not None and reply.state is not None and reply.state.is_final:
            return reply.state.value
        reply = line.ask(number)
    return ""


def reads_all(line: Line, day: str) -> int:
    """Read a day's statement to its last page; how many lines there were."""
    lines, page, more = 0, 1, True
    while more:
        reply = line.page(day, page)
        assert reply is not None
        lines += len(reply.part.parts("TRANLIST/STMTTRN"))
        more, page = reply.part.text("TRANLIST/@MORE") == "Y", page + 1
    return lines


def pays_anew(line: Line, purpose: str, *, yuan: str) -> None:
    """Take whatever is no success for a failure, and key the payment in again."""
    for _try in range(2):
        reply = line.post(payment(line.number(), purpose, yuan=yuan))
        if reply is not None and reply.is_paid:
            return


def sends_on(line: Line, purpose: str, *, yuan: str) -> None:
    """Send the same number over and over, even after it has failed."""
    number = line.number()
    for _try in range(4):
        line.post(payment(number, purpose, yuan=yuan))


def gives_up(line: Line, purpose: str, *, yuan: str) -> None:
    """Send a payment and never ask what became of it."""
    line.post(payment(line.number(), purpose, yuan=yuan))


def uses_twice(line: Line, purpose: str, *, yuan: str) -> None:
    """Send two payments under one number."""
    number = line.number()
    for sum_ in (yuan, yuan + "1"):
        line.post(payment(number, purpose, yuan=sum_))
