"""What happens at the door, each with its record: log in and out, get locked out, unlock."""

from axes.models import AccessAttempt

from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.access.visitors import counted

GATE = "log-in"
"""The actor where nobody is logged in yet: the house itself, at its door."""


@recorded
def log_in(user: User, *, ways: list[str], address: str, actor: str) -> None:
    """Say that a person came in, by which ways and from where."""
    note(_subject(user.username), new={"logged in": ways, "from": address})


@recorded
def log_out(user: User, *, address: str, actor: str) -> None:
    """Say that a person went out by the log-out button."""
    note(_subject(user.username), new={"logged out": True, "from": address})


@recorded
def lock_out(name: str, *, address: str, until: str, actor: str = GATE) -> None:
    """Say that a name was locked for an address after too many wrong passwords; the name may be nobody's."""
    note(_subject(name), new={"locked until": until, "from": address}, reason="too many wrong passwords")


@recorded
def unlock(name: str, *, actor: str) -> int:
    """Take back every lock of a name, from all addresses; returns how many addresses were counted against it."""
    if not User.objects.filter(username=name).exists():
        raise Refusal("user.unknown", _("There is no log-in %(name)s; `qiao user list` shows them."), name=name)
    held = AccessAttempt.objects.filter(username=counted(name))
    addresses: int = held.values("ip_address").distinct().count()
    held.delete()
    note(_subject(name), old={"addresses counted": addresses}, new={"addresses counted": 0})
    return addresses


def _subject(name: str) -> str:
    return f"user {name}"
