"""Keys to the programming interface: made by a person for what he or she may read, for a while, and shown once.

An operator of the house may make one for a log-in and revoke any; the record names the operator.
"""

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import OperationalError

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.models import ApiToken, User
from qiao.ground.patience import is_taken, short_wait
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

PREFIX = "qiao_"
SECRET_BYTES = 32
DAYS_USUAL = 90
TOKENS_MOST = 20  # of a person that are neither revoked nor over
NAME_LETTERS_MOST = 60
SHOWN_MOST, LISTED_MOST = 100, 1_000
SCOPES: Mapping[str, str] = {
    "today:read": _("the page Today with all its parts"),
    "customers:read": _("customers, accounts and the search"),
    "performance:read": _("slips, performance, targets, the team and the league, closed months and schemes"),
    "questions:read": _("questions and the register of indicators"),
    "runs:read": _("settlements, unclaimed credit and units"),
    "book:read": _("loads, quarantine and products"),
    "people:read": _("people of the bank"),
    "office:read": _("requests, tasks and parameters"),
    "audit:read": _("the audit records and who looked at what"),
}


@dataclass(slots=True)
class Sources:
    """What the storeys above have said so far: how long a token may last that is made on a day."""

    days_most: Callable[[date], int] = field(default=lambda _on: 365)


sources = Sources()


@recorded
def make(user: User, *, name: str, scopes: Sequence[str], days: int, actor: str) -> str:
    """Make a token; returns it, and nobody can ever read it again."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LETTERS_MOST:
        raise Refusal("token.name", _("A token needs a name of 1 to %(most)s letters."), most=NAME_LETTERS_MOST)
    chosen = [scope for scope in SCOPES if scope in set(scopes)]
    if not chosen or len(chosen) != len(set(scopes)):
        raise Refusal("token.scopes", _("Choose what the token may read: %(known)s."), known=", ".join(SCOPES))
    most = sources.days_most(clock.today())
    if not 1 <= days <= most:
        raise Refusal("token.days", _("A token lasts 1 to %(most)s days."), most=most)
    if living(user) >= TOKENS_MOST:
        raise Refusal("token.many", _("You have %(most)s tokens already; revoke one first."), most=TOKENS_MOST)
    plain = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    until = clock.today() + timedelta(days=days)
    ApiToken.objects.create(
        user=user, name=name, digest=digest_of(plain), scopes=chosen, made_at=clock.now(), expires_on=until
    )
    note(f"token {name} of {user.username}", new={"scopes": chosen, "until": until})
    return plain


@recorded
def revoke(user: User, *, number: int, actor: str) -> None:
    """End one of a person's tokens now; ending it twice is the same."""
    token = ApiToken.objects.filter(user=user, pk=number).first()
    if token is None:
        raise Refusal("token.unknown", _("There is no such token of yours."))
    _end(token)


@recorded
def revoke_any(number: int, *, actor: str) -> ApiToken:
    """End anybody's token now, as an operator of the house."""
    token = ApiToken.objects.select_related("user").filter(pk=number).first() if number < 1 << 63 else None
    if token is None:
        raise Refusal(
            "token.unknown", _("There is no token no. %(number)s; `qiao token list` shows them."), number=number
        )
    _end(token)
    return token


def _end(token: ApiToken) -> None:
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        token.save(update_fields=["revoked_at"])
    note(f"token {token.name} of {token.user.username}", new={"revoked": True})


def living(user: User) -> int:
    """How many of a person's tokens can be used today."""
    return ApiToken.objects.filter(user=user, revoked_at=None, expires_on__gte=clock.today()).count()


def tokens_of(user: User) -> list[ApiToken]:
    """A person's tokens, the newest first, at most 100."""
    return list(ApiToken.objects.filter(user=user).order_by("-pk")[:SHOWN_MOST])


def every_token(username: str = "") -> list[ApiToken]:
    """Tokens of everybody, or of one log-in, the newest first, at most 1,000."""
    rows = ApiToken.objects.select_related("user").order_by("-pk")
    return list((rows.filter(user__username=username) if username else rows)[:LISTED_MOST])


def holder_of(plain: str) -> ApiToken | None:
    """The token with its person, where it is good today; the day of its last use is noted once a day."""
    if not plain.startswith(PREFIX):
        return None
    on = clock.today()
    token = ApiToken.objects.select_related("user").filter(digest=digest_of(plain), revoked_at=None).first()
    if token is None or token.expires_on < on or not token.user.is_active:
        return None
    if token.used_on != on:
        _note_use(token, on=on)
    return token


def _note_use(token: ApiToken, *, on: date) -> None:
    """Where somebody else writes the database, no program waits for it: the next use notes the day."""
    try:
        with short_wait():
            ApiToken.objects.filter(pk=token.pk).update(used_on=on)
    except OperationalError as error:
        if not is_taken(error):
            raise


def digest_of(plain: str) -> str:
    """What is kept of a token: it is long and random, so a plain digest cannot be guessed back."""
    return hashlib.sha256(plain.encode()).hexdigest()
