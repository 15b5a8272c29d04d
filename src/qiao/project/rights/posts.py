"""The request for another post of a log-in: asked by an administrator, decided by a second one or by a head."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from qiao.ground.authority import POST_WORDS, POSTS
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.project.rights import actions

KIND = "post"


def propose(name: str, *, post: str, reason: str, on: Any, actor: User) -> Approval:
    """Ask for another post of a log-in."""
    user = actions.login_of(name)
    if post not in POSTS:
        raise Refusal(
            "user.post",
            _("%(post)s is not a post; it is one of %(posts)s."),
            post=post[:16] or "-",
            posts=", ".join(POSTS),
        )
    if post == user.post:
        raise Refusal("user.same_post", _("The log-in has this post already; there is nothing to ask for."))
    return office.ask(KIND, name, wish={"post": post}, reason=reason, on=on, actor=actor)


def standing(subject: str, _wish: Wish) -> Any:
    """The post and the person behind the log-in."""
    user = actions.login_of(subject)
    return {"post": user.post, "staff": user.staff_id}


def changes(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """The post, old and new."""
    return [Change(gettext("Post"), gettext(POST_WORDS.get(before["post"], "-")), gettext(POST_WORDS[wish["post"]]))]


def carry_out(order: Order) -> None:
    """Give the post."""
    actions.change_post(order.subject, post=order.wish["post"], reason=order.reason, actor=order.actor)


POST_KIND = Kind(
    KIND,
    _("change of a post"),
    ask_verb="rights.manage",
    decide_verb="rights.decide",
    called=lambda subject: subject,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
)
