"""What pages of the bank's desk say alike: who sees an enterprise, states in words, refusals beside their form."""

from collections.abc import Collection, Mapping
from datetime import date

from django.http import Http404, HttpRequest

from qiao.directlink.actions import seconding
from qiao.directlink.actions.banking import READ, SEE
from qiao.directlink.queries import connections, sight
from qiao.directlink.queries.connections import Enterprise
from qiao.directlink.rules.orders import AMOUNT_FEN_MOST
from qiao.directlink.rules.states import FINAL, State
from qiao.ground.authority import may, require
from qiao.ground.models import User
from qiao.ground.money import scaled_from_typed
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.typed import beside
from qiao.ground.words import gettext_noop as _

WRONG, CREATED = 400, 201
TEXT_LETTERS, SHEET_ROWS = 80, 50_000
told = beside(
    (
        *("enterprise.", "operator.", "account.", "certificate.", "mandate.", "order.", "payment.", "instruction."),
        *("approval.", "table.", "amount."),
    )
)
ENTERPRISE_STATE_WORDS: Mapping[str, str] = {
    "open": _("in use"),
    "suspended": _("suspended: takes no orders"),
    "closed": _("link closed"),
}
RISK = frozenset({State.FAILED.value, State.UNKNOWN.value, State.EXPIRED.value})
CARE = frozenset(one.value for one in State if one not in FINAL) - RISK


def seen_enterprise(person: User, number: str, *, verb: str = READ) -> Enterprise:
    """An enterprise that the person sees; any other is as if it were not there."""
    require(person, verb)
    found = connections.enterprise_of(number)
    if found is None or not may(person, verb, number):
        raise Http404
    return found


def seen_of(person: User, *, on: date, verb: str = READ) -> frozenset[str] | None:
    """The numbers of the enterprises in sight, None for all; refused to whom the verb is not allowed."""
    require(person, verb)
    return sight.seen_numbers(person, on=on)


def knows_names(person: User) -> bool:
    """Whether the person may read whose link it is."""
    return may(person, SEE) and person.post not in sight.WITHOUT_NAMES


def asked_text(request: HttpRequest, name: str) -> str:
    """A filter of the address, cut to what any such thing has."""
    return request.GET.get(name, "").strip()[:TEXT_LETTERS]


def chosen(request: HttpRequest, name: str, *, among: Mapping[str, str]) -> str:
    """A choice of the address; whatever is none of them is no choice."""
    value = request.GET.get(name, "")
    return value if value in among else ""


def asked_fen(request: HttpRequest, name: str) -> int | None:
    """An amount of the address in fen; None where there is none, or it is no amount."""
    try:
        return fen_typed(asked_text(request, name)) if asked_text(request, name) else None
    except Refusal:
        return None


def asked_day(request: HttpRequest, name: str) -> date | None:
    """A day of the address; None where there is none, or it is no day."""
    return day_of_text(asked_text(request, name))


def fen_typed(text: str) -> int:
    """Yuan as somebody typed them, in fen; nothing typed is nothing."""
    try:
        fen = scaled_from_typed(text.strip().replace(",", "") or "0", places=2, signed=False)
    except ValueError as error:
        words = _("%(text)s is no amount in yuan with at most two decimals.")
        raise Refusal("amount.form", words, text=text[:40]) from error
    if fen > AMOUNT_FEN_MOST:
        raise Refusal("amount.most", _("An amount has at most 15 digits before the point."))
    return fen


def changes_told(person: User, kinds: Collection[str], *, seen: Collection[str] | None) -> list[dict[str, object]]:
    """Requests of the link's desk that wait for a second person, called by name, of the enterprises in sight."""
    return [
        {
            "one": change.row,
            "called": seconding.called(change.row.subject, change.enterprise),
            "is_own": change.row.asked_by == person.username,
        }
        for change in connections.changes_waiting(kinds, seen=seen)
    ]
