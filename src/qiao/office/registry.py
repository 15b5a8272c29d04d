"""What the capabilities above bring to the office when they start: kinds of requests, parameters, sources of tasks.

A kind says in words what a request would change, what stands now, by which verbs it is asked and decided, and carries
it out; the office keeps the order of things: one open request a thing, a second person, one decision, nothing stale.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Parameter
from qiao.office.rules.tasks import TaskLine

Wish = Mapping[str, Any]
"""What is asked for, as plain JSON."""


@dataclass(frozen=True, slots=True)
class Order:
    """An approved request to be carried out, within the transaction of the decision."""

    number: int
    subject: str
    wish: Wish
    reason: str
    on: date
    actor: User


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what a request would change, said in the language of the moment."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request.

    `called` is the name of the thing for people. `standing` answers what stands now as plain JSON; a decision is
    refused where that has moved. `heads` stand above the two columns of the changes. `read_verb` is asked of everybody
    who opens a request, who asked too. `sees` answers of who may decide by post whether the wish and what stood before
    lie in sight: without it a request is neither read nor decided, and whoever asked reads `veiled` in the place of
    what stood before.
    """

    name: str
    words: str
    ask_verb: str
    decide_verb: str
    called: Callable[[str], str]
    standing: Callable[[str, Wish], Any]
    changes: Callable[[str, Wish, Any], Sequence[Change]]
    carry_out: Callable[[Order], None]
    read_verb: str = ""
    heads: tuple[str, str] = (_("Stood when asked"), _("Wished"))
    sees: Callable[[User, Wish, Any], bool] = lambda _person, _wish, _before: True
    veiled: Any = None


Source = Callable[[User, date], Iterable[TaskLine]]
kinds: dict[str, Kind] = {}
parameters: dict[str, Parameter] = {}
task_sources: dict[str, Source] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind of request known."""
    kinds[kind.name] = kind


def register_parameters(*known: Parameter) -> None:
    """Make parameters known; a name stands for one parameter."""
    for parameter in known:
        assert parameters.get(parameter.name, parameter) == parameter, parameter.name
        parameters[parameter.name] = parameter


def register_tasks(name: str, source: Source) -> None:
    """Make a source of tasks known; it answers at most 50 lines for a person on a day."""
    task_sources[name] = source
