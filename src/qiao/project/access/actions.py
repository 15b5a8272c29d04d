"""What happens at the door, each with its record: log in and out, get locked out, unlock."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.http import HttpResponse

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.project import logins
from qiao.project.access.visitors import counted

GATE = "log-in"
"""The actor where nobody is logged in yet: the house itself, at its door."""


@recorded
def log_in(user: User, *, ways: list[str], address: str, actor: str) -> None:
    """Say that a person came in, by which ways and from where."""
    note(_subject(user.username), new={"logged in": ways, "address": address})


@recorded
def turn_away(user: User, *, why: str, address: str, actor: str) -> None:
    """Say that a person with the right proof was not let in, because the house is closed to him or her."""
    note(_subject(user.username), new={"turned away": why, "address": address})


@recorded
def log_out(user: User, *, address: str, actor: str) -> None:
    """Say that a person went out by the log-out button."""
    note(_subject(user.username), new={"logged out": True, "address": address})


@recorded
def lock_out(name: str, *, address: str, until: str, actor: str = GATE) -> None:
    """Say that a name was locked for an address after too many wrong passwords; the name may be nobody's."""
    note(_subject(name), new={"locked until": until, "address": address}, reason="too many wrong passwords")


@recorded
def unlock(name: str, *, actor: str) -> int:
    """Take back every lock of a name, from all addresses; returns how many addresses were counted against it."""
    logins.known(name)
    held = AccessAttempt.objects.filter(username=counted(name))
    addresses: int = held.values("ip_address").distinct().count()
    held.delete()
    note(_subject(name), old={"addresses counted": addresses}, new={"addresses counted": 0})
    return addresses


@recorded
def change_factors(user: User, *, what: str, save: Callable[[], HttpResponse], actor: str) -> HttpResponse:
    """Add, rename or take away a second factor by the library's own step, and say which; its secret is never told."""
    answer = save()
    note(_subject(user.username), new={"second factor": what})
    return answer


@recorded
def tie_identity(user: User, *, issuer: str, subject: str, save: Callable[[], None], actor: str) -> None:
    """Tie a person of the bank's single sign-on to a log-in; ties to an earlier house end."""
    ended, _rows = SocialAccount.objects.filter(user=user).delete()
    save()
    note(_subject(user.username), old={"identities": ended}, new={"single sign-on": issuer, "identity": subject})


@recorded
def drop_factors(name: str, *, actor: str) -> int:
    """Take away all second factors and the tie to single sign-on of somebody who has lost them; returns how many."""
    user = logins.known(name)
    held = Authenticator.objects.filter(user=user)
    ties = SocialAccount.objects.filter(user=user)
    kinds = sorted([*held.values_list("type", flat=True), *("single sign-on" for _tie in ties)])
    held.delete()
    ties.delete()
    note(_subject(name), old={"second factors": kinds}, new={"second factors": []})
    return len(kinds)


@recorded
def end_sessions(user: User, *, ids: list[int], actor: str) -> int:
    """Log one's own other browsers out; ids of other people's sessions end nothing. Returns how many ended."""
    ended = list(UserSession.objects.filter(user=user, pk__in=ids))
    for session in ended:
        session.end()
    note(_subject(user.username), new={"sessions ended": len(ended)})
    return len(ended)


@recorded
def sweep_sessions(*, actor: str) -> int:
    """Take away what is kept of sessions that are over; returns how many there were."""
    swept, _rows = Session.objects.filter(expire_date__lte=clock.now()).delete()
    note("sessions", new={"swept": swept})
    return swept


def _subject(name: str) -> str:
    return f"user {name}"
