"""Log-ins: made and changed by named actions; the first one is an administrator."""

import re
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from qiao.ground.audit import note, recorded
from qiao.ground.authority import POSTS
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people

LOGINS_MOST, NAME_MOST = 1_000, 150
NAME = re.compile(r"[\w.@+-]{1,150}")  # as the framework's own forms have it
SHOWN_MOST = 40


@recorded
def add(name: str, *, post: str | None, staff_id: str | None, password: str, actor: str) -> User:
    """Make a log-in for a person of the bank, or for an administrator who is none."""
    if not NAME.fullmatch(name):
        raise Refusal(
            "user.name",
            _("%(name)s cannot be a log-in's name: 1 to 150 letters and digits, and of signs . @ + - and _ only."),
            name=ascii(name)[:SHOWN_MOST],
        )
    person = people.staff_of(staff_id) if staff_id else None
    if staff_id and person is None:
        raise Refusal(
            "user.staff", _("The book has no person %(staff)s; load staff first or mend the id."), staff=staff_id
        )
    chosen = post or (person.post if person else "")
    if chosen not in POSTS:
        raise Refusal(
            "user.post",
            _("%(post)s is not a post; it is one of %(posts)s."),
            post=chosen or "-",
            posts=", ".join(POSTS),
        )
    if User.objects.filter(username=name).exists():
        raise Refusal("user.taken", _("There is already a log-in %(name)s."), name=name)
    if chosen != "admin" and not User.objects.filter(post="admin").exists():
        raise Refusal("user.first", _("The first log-in has to be an administrator: qiao user add NAME --post admin."))
    called = person.name[:NAME_MOST] if person else ""
    user = User(username=name, post=chosen, staff_id=staff_id or "", first_name=called)
    _checked(password, user)
    user.set_password(password)
    user.save()
    note(f"user {name}", new={"post": chosen, "staff": staff_id})
    return user


def known(name: str) -> User:
    """A log-in by its name; refused where there is none."""
    user = User.objects.filter(username=name).first()
    if user is None:
        raise Refusal("user.unknown", _("There is no log-in %(name)s; `qiao user list` shows them."), name=name)
    return user


@recorded
def set_password(name: str, *, password: str, actor: str) -> None:
    """Set a log-in's password; the record says that it changed, never what it is."""
    user = known(name)
    _checked(password, user)
    user.set_password(password)
    user.save()
    note(f"user {name}", new={"password": "changed"})


@recorded
def renew(*, on: date, actor: str) -> int:
    """Give every log-in of a person of the bank the person's post, close those whose last day has passed; how many."""
    changed = 0
    logins = User.objects.exclude(staff_id="").order_by("username")
    known = people.staff_by_id(logins.values_list("staff_id", flat=True))
    for user in logins:
        person = known.get(user.staff_id)
        if person is None:
            continue
        left = person.left_on is not None and person.left_on < on
        old = _standing(user)
        user.post = user.post if user.post_fixed else person.post
        user.is_active = user.is_active and not left
        if _standing(user) != old:
            user.save(update_fields=["post", "is_active"])
            reason = "the last day in the post has passed" if left else "the post of the person"
            note(f"user {user.username}", old=old, new=_standing(user), reason=reason)
            changed += 1
    note("log-ins", new={"changed": changed})
    return changed


def _standing(user: User) -> dict[str, str | bool]:
    return {"post": user.post, "active": user.is_active}


def listed() -> list[list[str]]:
    """Name, post, person, active; at most 1,000."""
    rows = User.objects.order_by("username")[:LOGINS_MOST]
    return [[user.username, user.post, user.staff_id, "1" if user.is_active else "0"] for user in rows]


def _checked(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refusal(
            "user.password", _("The password is not accepted: %(reasons)s"), reasons=" ".join(error.messages)
        ) from error
