"""What the link brings to the workbench when it starts: verbs of the bank's people, requests of two, tasks."""

from typing import Any

from qiao.directlink.actions import banking, proposing, seconding, windows
from qiao.directlink.queries import duties, sight, signals
from qiao.ground import authority
from qiao.ground.models import User
from qiao.office import registry

MANAGING, PROPOSING, DECIDING = frozenset({"desk"}), frozenset({"desk", "head"}), frozenset({"head"})
CHECKING = frozenset({"desk", "head"})
"""A change of the link's desk is decided by another clerk of it, or by a head; never by who asked."""


def register() -> None:
    """Say who of the bank may do what at the link's desk, and bring its requests and tasks."""
    for verb, posts in (
        (banking.SEE, sight.SEEING),
        (banking.READ, sight.READING),
        (banking.MANAGE, MANAGING),
    ):
        authority.allow(verb, _of_enterprise(posts))
    for verb, posts in (
        (banking.PROPOSE, PROPOSING),
        (banking.DECIDE, DECIDING),
        (seconding.ASK, MANAGING),
        (seconding.CHECK, CHECKING),
        (proposing.READ_REQUEST, sight.READING),
    ):
        authority.allow(verb, _of_subject(posts))
    for kind in (*proposing.KINDS, *seconding.KINDS):
        registry.register_kind(kind)
    windows.register()
    registry.register_tasks("directlink", duties.duties_of)
    registry.register_tasks("directlink_signals", signals.duties_of)


def _of_enterprise(posts: frozenset[str]) -> authority.Rule:
    """Of these posts; with an enterprise named, only where the person sees it."""

    def rule(person: User, number: Any) -> bool:
        return person.post in posts and (number is None or sight.sees_enterprise(person, number))

    return rule


def _of_subject(posts: frozenset[str]) -> authority.Rule:
    """The same, where a request's subject names the enterprise."""

    def rule(person: User, subject: Any) -> bool:
        if person.post not in posts or subject is None:
            return person.post in posts
        number = proposing.enterprise_of_subject(str(subject))
        return bool(number) and sight.sees_enterprise(person, number)

    return rule
