"""What the capabilities above bring to the office when they start: kinds of requests, parameters, sources of tasks.

A kind says in words what a request would change, what stands now, by which verbs it is asked and decided, and carries
it out; the office keeps the order of things: one open request a thing, a second person, one decision, nothing stale.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.ground.authority import decides
from qiao.ground.models import User
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.dossier import DossierPart
from qiao.office.rules.parameter import Parameter, Value
from qiao.office.rules.signing import Signer
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
class Annex:
    """A table that a higher storey lays beside a request: what it would do. Texts in the language of the moment.

    `words` are the heads of columns that hold sentences and not figures. `address` leads to the whole of it, under the
    words `leads_to`.
    """

    title: str
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    remark: str = ""
    address: str = ""
    leads_to: str = ""
    words: Sequence[str] = ()


def one_second_person(_subject: str, _wish: "Wish") -> Sequence[Signer]:
    """No signers: any second person whom the verb allows decides."""
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of request.

    `called` is the name of the thing for people. `standing` answers what stands now as plain JSON; a decision is
    refused where that has moved. `heads` stand above the two columns of the changes. `read_verb` is asked of everybody
    who opens a request, who asked too. `sees` answers of who may decide by post whether the wish and what stood before
    lie in sight: without it a request is neither read nor decided, and whoever asked reads `veiled` in the place of
    what stood before. `signers` are all to sign before it is carried out, and one of them refuses it; without any, one
    second person decides. `due` names the parameter of the days within which that is to be done. `decided_at` is the
    address of the page on which a subject is decided, where what is said with the decision is not for the office's
    records; the office's own page then only leads there.
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
    signers: Callable[[str, Wish], Sequence[Signer]] = one_second_person
    due: str = "approvals.due_days"
    decided_at: Callable[[str], str] | None = None


Check = Callable[[str, Value, date], None]
"""Of a parameter's name, a value and the day on which it would begin: refuses it where others do not bear it."""
Source = Callable[[User, date], Iterable[TaskLine]]
Beside = Callable[[User, str, Wish], Sequence[Annex]]
Near = Callable[[User, Collection[str]], Collection[str]]
DossierSource = Callable[[str, date], Iterable[DossierPart]]
OF_CUSTOMER, OF_PERSON = "customer", "person"
kinds: dict[str, Kind] = {}
parameters: dict[str, Parameter] = {}
checks: dict[str, Check] = {}
task_sources: dict[str, Source] = {}
annexes: dict[str, Beside] = {}
nears: dict[str, Near] = {}
dossier_sources: dict[tuple[str, str], DossierSource] = {}


def register_kind(kind: Kind) -> None:
    """Make a kind of request known; the verb that decides it is withheld from whoever may decide nothing."""
    kinds[kind.name] = kind
    decides(kind.decide_verb)


def register_parameters(*known: Parameter) -> None:
    """Make parameters known; a name stands for one parameter."""
    for parameter in known:
        assert parameters.get(parameter.name, parameter) == parameter, parameter.name
        parameters[parameter.name] = parameter


def register_check(name: str, check: Check) -> None:
    """Ask of a parameter's values what its own bounds do not say, as how they stand to other parameters."""
    assert name in parameters, name
    checks[name] = check


def register_tasks(name: str, source: Source) -> None:
    """Make a source of tasks known; it answers at most 50 lines for a person on a day."""
    task_sources[name] = source


def register_annex(kind: str, beside: Beside) -> None:
    """Lay tables beside the requests of a kind; whoever reads them is named to it."""
    annexes[kind] = beside


def register_near(kind: str, near: Near) -> None:
    """Say of many subjects of a kind which may concern a person, at once; who may decide is still asked of each."""
    nears[kind] = near


def register_dossier(name: str, source: DossierSource, *, of: str = OF_CUSTOMER) -> None:
    """Make known what a capability contributes to the dossier of a customer or a person (by id, on a day)."""
    dossier_sources[of, name] = source
