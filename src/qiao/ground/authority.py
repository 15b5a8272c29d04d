"""May this person do this to that thing? One answer for pages, commands and jobs; and the scope of rows behind a list.

Posts are the contract's: rm, lead, head, desk, hr, auditor, trainer, admin. Capabilities register rules for their
verbs; what no rule allows is not allowed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from qiao.ground.models import User, Visibility
from qiao.ground.once import once
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

Rule = Callable[[User, Any], bool]
Closing = Callable[[User], Refusal | None]
Withholding = Callable[[User], Refusal | None]
KIND_ALL, KIND_ORG, KIND_STAFF = "all", "org", "staff"
POST_WORDS = {
    "rm": _("Relationship manager"),
    "lead": _("Team lead"),
    "head": _("Branch head"),
    "desk": _("Clerk"),
    "hr": _("Human resources"),
    "auditor": _("Auditor"),
    "trainer": _("Trainer"),
    "admin": _("Administrator"),
}
POSTS = tuple(POST_WORDS)
_rules: dict[str, list[Rule]] = {}
_closings: list[Closing] = []
_withholdings: list[Withholding] = []
_deciding: set[str] = set()


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a person may see: everything, or the people and org units named (with all units below them)."""

    everything: bool
    staff_ids: frozenset[str]
    org_ids: frozenset[str]


def person_of(request: HttpRequest) -> User:
    """The person who asks; the log-in is demanded of every page before it is reached."""
    assert isinstance(request.user, User), request.path
    return request.user


def allow(verb: str, rule: Rule) -> None:
    """Register a rule for a verb; a verb is allowed where any of its rules says yes."""
    _rules.setdefault(verb, []).append(rule)


def close(rule: Closing) -> None:
    """Register who is not let in, and why: on leave, gone. To whom the house is closed, nothing is allowed."""
    _closings.append(rule)


@once
def closed(person: User) -> Refusal | None:
    """Why the house is closed to a person at the moment; None where it is open."""
    return next((found for rule in _closings if (found := rule(person)) is not None), None)


def decides(*verbs: str) -> None:
    """Say that these verbs decide or supervise: whoever may decide nothing for a while is not allowed them."""
    _deciding.update(verbs)


def withhold(rule: Withholding) -> None:
    """Register who may neither decide nor supervise at the moment, and why: suspended."""
    _withholdings.append(rule)


@once
def withheld(person: User) -> Refusal | None:
    """Why a person may decide and supervise nothing at the moment; None where nothing is withheld."""
    return next((found for rule in _withholdings if (found := rule(person)) is not None), None)


def may(person: User, verb: str, thing: Any = None) -> bool:
    """Whether a rule allows this person the verb on the thing, the house is open, and nothing is withheld."""
    if not (_allowed(person, verb, thing) and closed(person) is None):
        return False
    return verb not in _deciding or withheld(person) is None


def _allowed(person: User, verb: str, thing: Any) -> bool:
    return bool(person.is_active) and any(rule(person, thing) for rule in _rules.get(verb, ()))


def require(person: User, verb: str, thing: Any = None) -> None:
    """Refuse where `may` says no, in the words of who closed the house where it is that."""
    shut = closed(person)
    if shut is not None:
        raise shut
    kept = withheld(person) if verb in _deciding and _allowed(person, verb, thing) else None
    if kept is not None:
        raise kept
    if not _allowed(person, verb, thing):
        raise Refusal(
            "authority.missing",
            _("Your post does not allow this; the administrator or your lead can help."),
            verb=verb,
        )


@once
def scope_of(person: User, *, on: date) -> Scope:
    """The scope of rows of a person on a day, from the table of visibility; who has no row in it sees nothing."""
    rows = Visibility.objects.filter(staff_id=person.staff_id) if person.staff_id else Visibility.objects.none()
    running = rows.filter(Q(until=None) | Q(until__gt=on), since__lte=on)
    seen = list(running.values_list("kind", "key"))  # one row a unit the person sees
    return Scope(
        everything=any(kind == KIND_ALL for kind, _key in seen),
        staff_ids=frozenset(key for kind, key in seen if kind == KIND_STAFF),
        org_ids=frozenset(key for kind, key in seen if kind == KIND_ORG),
    )
