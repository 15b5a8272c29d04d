"""Reads of one's own account: second factors, open sessions, what happened at the door lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest

from qiao.ground import clock
from qiao.ground.models import AuditRecord, User
from qiao.project.access.agents import Agent, agent_of
from qiao.project.access.sessions import SEEN, SessionStore
from qiao.project.access.visitors import address_of, counted

PASSKEYS_MOST, SESSIONS_MOST, EVENTS_MOST = 20, 50, 10


@dataclass(frozen=True, slots=True)
class Factor:
    """An authenticator app or a passkey."""

    id: int
    name: str
    since: datetime
    used: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """What a person can prove oneself with besides the password."""

    app: Factor | None
    passkeys: tuple[Factor, ...]
    codes_left: int | None

    @property
    def any(self) -> bool:
        """Whether the log-in asks for a second step."""
        return self.app is not None or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser in which the person is logged in; `id` is None where the log-in came by another way than the door."""

    id: int | None
    is_this: bool
    since: datetime
    seen: datetime
    address: str
    agent: Agent


def locked_until(name: str) -> datetime | None:
    """Until when a name is locked after too many wrong passwords, from whichever address; None where it is not."""
    last = _locks([counted(name)]).order_by("-attempt_time").first()
    return last.attempt_time + settings.AXES_COOLOFF_TIME if last else None


def locked_among(names: Sequence[str]) -> frozenset[str]:
    """Those of the names that are locked now."""
    told = {counted(name): name for name in names}
    return frozenset(told[name] for name in _locks(list(told)).values_list("username", flat=True))


def _locks(names: Sequence[str]) -> "QuerySet[AccessAttempt]":
    """The locks that hold now of names as they are counted."""
    since = clock.now() - settings.AXES_COOLOFF_TIME
    held: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(username__in=names, attempt_time__gt=since)
    return held.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT)


def factors_of(user: User) -> Factors:
    """The second factors; at most 20 passkeys."""
    found = list(Authenticator.objects.filter(user=user).order_by("id")[: PASSKEYS_MOST + 2])
    kinds = Authenticator.Type
    codes = next((one for one in found if one.type == kinds.RECOVERY_CODES), None)
    return Factors(
        app=next((_factor(one, "") for one in found if one.type == kinds.TOTP), None),
        passkeys=tuple(_factor(one, one.wrap().name) for one in found if one.type == kinds.WEBAUTHN),
        codes_left=len(codes.wrap().get_unused_codes()) if codes else None,
    )


def has_factor(user: User) -> bool:
    """Whether the log-in asks for a second step."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def _factor(one: Authenticator, name: str) -> Factor:
    return Factor(id=one.pk, name=name, since=one.created_at, used=one.last_used_at)


def open_sessions(request: HttpRequest, user: User) -> list[OpenSession]:
    """Where the person is logged in, the session that asks first; at most 50."""
    rows = list(UserSession.objects.filter(user=user).order_by("-created_at")[:SESSIONS_MOST])
    seen = _seen([row.session_key for row in rows])
    found = [
        OpenSession(
            id=row.pk,
            is_this=row.session_key == request.session.session_key,
            since=row.created_at,
            seen=seen[row.session_key],
            address=row.ip,
            agent=agent_of(row.user_agent),
        )
        for row in rows
        if row.session_key in seen
    ]
    if not any(one.is_this for one in found):
        found.append(_this(request))
    return sorted(found, key=lambda one: (not one.is_this, -one.seen.timestamp()))


def _seen(keys: list[str]) -> dict[str, datetime]:
    """When sessions were last used, by key; those that are over by their date are absent."""
    store = SessionStore()
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
    marks = {row.session_key: store.decode(row.session_data).get(SEEN) for row in rows}
    return {key: datetime.fromtimestamp(int(mark), tz=UTC) for key, mark in marks.items() if mark is not None}


def _this(request: HttpRequest) -> OpenSession:
    now = clock.now()
    agent = agent_of(request.headers.get("User-Agent", ""))
    return OpenSession(id=None, is_this=True, since=now, seen=now, address=address_of(request), agent=agent)


def door_events(user: User) -> list[AuditRecord]:
    """What was recorded of this log-in lately, newest first; at most 10."""
    return list(AuditRecord.objects.filter(subject=f"user {user.username}").order_by("-id")[:EVENTS_MOST])


def are_sessions_over() -> bool:
    """Whether anything is kept of sessions that are over."""
    return Session.objects.filter(expire_date__lte=clock.now()).exists()
