"""Writes of log-ins from the browser: make, close, open again, a fresh password, and a post that two persons gave."""

import secrets

from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.project import logins
from qiao.project.access import actions as access

PASSWORD_BYTES = 12


def make(name: str, *, staff_id: str, actor: User) -> str:
    """Make a log-in for a person of the bank, with the person's own post; returns its first password, told once."""
    require(actor, "rights.manage")
    person = people.staff_of(staff_id) if staff_id else None
    if person is None:
        raise Refusal(
            "user.staff", _("The book has no person %(staff)s; load staff first or mend the id."), staff=staff_id or "-"
        )
    if person.post == "admin":
        raise Refusal(
            "user.administrator",
            _("A log-in with the post of an administrator is made at the server: qiao user add NAME --post admin."),
        )
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    logins.add(name, post=person.post, staff_id=staff_id, password=password, actor=actor.username)
    return password


def renew_password(name: str, *, actor: User) -> str:
    """Give a log-in a fresh password, told once; one's own is changed under one's account."""
    require(actor, "rights.manage")
    _not_own(name, actor)
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    logins.set_password(name, password=password, actor=actor.username)
    return password


def unlock(name: str, *, actor: User) -> None:
    """Lift the lock that too many wrong passwords have put on a log-in; one's own is lifted by another."""
    require(actor, "rights.manage")
    _not_own(name, actor)
    access.unlock(name, actor=actor.username)


@recorded
def close(name: str, *, actor: User) -> None:
    """Close a log-in: nobody comes in by it until it is opened again; sessions end with the next click."""
    _switch(name, active=False, actor=actor)


@recorded
def reopen(name: str, *, actor: User) -> None:
    """Open a closed log-in again; that of a leaver is closed again by the next load."""
    _switch(name, active=True, actor=actor)


@recorded
def change_post(name: str, *, post: str, reason: str, actor: User) -> None:
    """Give a log-in the post that was asked for and approved; a load does not take it back."""
    require(actor, "rights.decide", name)
    user = login_of(name)
    old = {"post": user.post, "fixed": user.post_fixed}
    user.post, user.post_fixed = post, True
    user.save(update_fields=["post", "post_fixed"])
    note(f"user {name}", old=old, new={"post": post, "fixed": True}, reason=reason)


def login_of(name: str) -> User:
    """A log-in by its name; an unknown one is refused."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refusal("login.unknown", _("There is no log-in %(name)s."), name=name[:40])
    return user


def _switch(name: str, *, active: bool, actor: User) -> None:
    require(actor, "rights.manage")
    _not_own(name, actor)
    user = login_of(name)
    old = user.is_active
    user.is_active = active
    user.save(update_fields=["is_active"])
    note(f"user {name}", old={"active": old}, new={"active": active})


def _not_own(name: str, actor: User) -> None:
    if name == actor.username:
        raise Refusal("authority.own_login", _("Your own log-in is managed by another administrator."))
