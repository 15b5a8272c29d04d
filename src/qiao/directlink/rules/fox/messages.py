"""The messages of FOX as records: what is asked and what is answered, the same for both sides of the link."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qiao.directlink.rules.fox.codes import DONE, State, Status
from qiao.directlink.rules.fox.parts import EMPTY, Part

CIPHER_MARK = "{DES}"


@dataclass(frozen=True, slots=True)
class SignOn:
    """Who asks. Each message signs on anew: with the operator's name and password, or with a key of an earlier answer.

    `fault` tells why the sign-on has not its form: it is answered, and nothing of the message is run.
    """

    client_time: str = ""
    customer: str = ""
    operator: str = ""
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    wants_key: bool = False
    language: str = ""
    application: str = ""
    application_version: str = ""
    fault: Status | None = None

    @property
    def password_is_cipher(self) -> bool:
        """Whether the password came as the cipher with a fixed key, which protects nothing; the server decides."""
        return self.password.startswith(CIPHER_MARK)


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a message. Without a body it asks what became of its number, where the interface knows that.

    `fault` tells why it has not its form: it is answered with that status, and the other requests are run.
    """

    interface: str
    trnuid: str
    body: Part | None = None
    cookie: str | None = None
    fault: Status | None = None


@dataclass(frozen=True, slots=True)
class Envelope:
    """A whole message of a client; without requests it only tries the sign-on."""

    sign_on: SignOn
    requests: tuple[Request, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedOn:
    """The bank's answer to the sign-on, and its own time; a key and its end where the client wanted one."""

    status: Status
    server_time: str
    key: str = field(default="", repr=False)
    key_until: str = ""
    language: str = ""
    session_cookie: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one request; `version` says how it is written and is no part of the message."""

    interface: str
    trnuid: str
    status: Status = DONE
    body: Mapping[str, Any] | None = None
    cookie: str | None = None
    version: str = field(default="", compare=False)

    @property
    def part(self) -> Part:
        """The body of an answer that was read, an empty one where there is none."""
        return self.body if isinstance(self.body, Part) else EMPTY

    @property
    def listed(self) -> tuple[Part, ...]:
        """The payments that the answer to a question lists."""
        return self.part.parts("XFERLIST/XFER")

    @property
    def state(self) -> State | None:
        """Where the instruction stands; None where the answer tells no state, or one that is not known."""
        told = (self._sole.text("XFERPRCSTS/XFERPRCCODE") if self._sole else "") or self.part.text("STATUS")
        return State(told) if told in set(State) else None

    @property
    def is_paid(self) -> bool:
        """Whether money moved: the request was run, and the state is one of success. Anything else is not proof."""
        return self.status.is_done and self.state is not None and self.state.is_success

    @property
    def bank_number(self) -> str:
        """The bank's number of the instruction, by whichever tag the interface tells it; empty where it does not."""
        tags = ("SRVRID", "SRVRTID", "GATHERINFO/ACCEPTNO", "XFERINFO/SRVRID", "ACPTNO")
        return next((found for tag in tags if (found := self._sole.text(tag))), "")

    @property
    def _sole(self) -> Part:
        """The part that tells of one instruction: the only one of a list, or the body itself."""
        return self.listed[0] if len(self.listed) == 1 else self.part


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole message of the bank; a refused sign-on is followed by no replies."""

    signed_on: SignedOn
    replies: tuple[Reply, ...] = ()
