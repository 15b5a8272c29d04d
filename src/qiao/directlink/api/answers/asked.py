"""What a handler is given and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from qiao.directlink.actions.entering import Entered
from qiao.directlink.actions.taking import Caller
from qiao.directlink.models import Instruction
from qiao.directlink.rules.core import Core
from qiao.directlink.rules.fox.codes import DONE, Code, Status, refused
from qiao.directlink.rules.fox.messages import Reply, Request
from qiao.directlink.rules.fox.parts import EMPTY, Part
from qiao.office import queries as office
from qiao.office.rules.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when; `core` is the bank's."""

    entered: Entered
    caller: Caller
    at: datetime
    core: Core

    @property
    def customer_number(self) -> str:
        """The enterprise's number."""
        return self.caller.customer_number

    @property
    def on(self) -> date:
        """The bank's day."""
        return localtime(self.at).date()

    def number_in_force(self, parameter: Parameter, key: str) -> int:
        """What a dated parameter of the bank says on its day; `key` names a line of a table."""
        if parameter.is_table:
            return office.parameter_table(parameter.name, on=self.on)[key]
        return office.parameter(parameter.name, on=self.on)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a request did: the instruction it led to, if any, and how that is told once everything is written."""

    tell: Callable[[], Reply]
    instruction: Instruction | None = None


Handler = Callable[[Request, Asking], Outcome]


def told(request: Request, body: Mapping[str, object] | None, *, status: Status = DONE, version: str = "") -> Outcome:
    """An answer that is known at once, with the client's cookie."""
    reply = Reply(request.interface, request.trnuid, status, body, request.cookie, version)
    return Outcome(lambda: reply)


def refusal(request: Request, code: Code, words: str = "") -> Outcome:
    """A request that is refused."""
    return told(request, None, status=refused(code, words))


def inner(request: Request) -> Part:
    """The body, an empty part where there is none."""
    return request.body if request.body is not None else EMPTY


def of_instruction(
    request: Request, instruction: Instruction, tell: Callable[[Instruction], Mapping[str, object]], *, is_replay: bool
) -> Outcome:
    """An answer that tells of an instruction as it stands when the answer is written; a replay bears no cookie."""

    def reply() -> Reply:
        cookie = None if is_replay else request.cookie
        return Reply(request.interface, request.trnuid, DONE, tell(instruction), cookie)

    return Outcome(reply, instruction)
