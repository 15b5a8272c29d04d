"""A group that two persons declare: its customers from a day on, in the place of those it had; none = it ends."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext

from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.ties.models import DeclaredGroup, DeclaredMember
from qiao.ties.queries.declared import members_of
from qiao.ties.queries.sources import sees

KIND = "declared_group"
SAME = _("The group is so already; there is nothing to ask for.")
NAME_MOST, MEMBERS_LEAST, MEMBERS_MOST = 100, 2, 200


def propose(name: str, party_ids: Sequence[str], *, reason: str, on: date, actor: User) -> Approval:
    """Ask for a group of these customers from today on; whether the asker sees them is the page's to say."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_MOST:
        raise Refusal("ties.name", _("A group needs a name of 1 to %(most)s letters."), most=NAME_MOST)
    merged = customers.survivors_of(party_ids)
    members = sorted({merged.get(one, one) for one in party_ids})
    if members and not MEMBERS_LEAST <= len(members) <= MEMBERS_MOST:
        words = _("A group has %(least)s to %(most)s customers; name them by their numbers.")
        raise Refusal("ties.members", words, least=MEMBERS_LEAST, most=MEMBERS_MOST)
    unknown = sorted(set(members) - set(customers.customers_by_id(members)))
    if unknown:
        raise Refusal("ties.unknown", _("There is no customer %(ids)s."), ids=", ".join(unknown)[:100])
    if members == members_of(name, on=on):
        raise Refusal("ties.same", SAME)
    wish = {"members": members, "since": on.isoformat()}
    return office.ask(KIND, name, wish=wish, reason=reason, on=on, actor=actor)


@recorded
def declare(name: str, party_ids: Sequence[str], *, since: date, reason: str, actor: str) -> DeclaredGroup:
    """Let the group have these customers from a day on; who stays is not touched, nor what was merged into it."""
    group, _made = DeclaredGroup.objects.update_or_create(name=name, defaults={"reason": reason, "at": clock.now()})
    before = members_of(name, on=since)
    staying = DeclaredMember.objects.filter(group=group, until=None)
    merged = customers.survivors_of(list(staying.values_list("key", flat=True)))
    wanted = {*party_ids, *(absorbed for absorbed, survivor in merged.items() if survivor in party_ids)}
    leaving = staying.exclude(key__in=wanted)
    leaving.filter(since=since).delete()
    leaving.update(until=since)
    for key in sorted(set(party_ids) - set(before)):
        DeclaredMember.objects.update_or_create(group=group, key=key, since=since, defaults={"until": None})
    note(f"declared group {name}", old={"members": before}, new={"members": sorted(party_ids)}, reason=reason)
    return group


def _changes(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """Customers by number."""
    return [
        Change(gettext("Customers"), ", ".join(before) or "—", ", ".join(wish["members"]) or "—"),
        Change(gettext("Holds from"), "", wish["since"]),
    ]


def _carry_out(order: Order) -> None:
    since = max(date.fromisoformat(order.wish["since"]), order.on)
    declare(order.subject, order.wish["members"], since=since, reason=order.reason, actor=order.actor.username)


def _sees(person: User, wish: Wish, before: Any) -> bool:
    """Whether a person sees all customers of the group, those before and those wished."""
    return sees(person, sorted({*before, *wish["members"]}))


DECLARED_KIND = Kind(
    KIND,
    _("declared group"),
    ask_verb="ties.ask",
    decide_verb="ties.decide",
    called=lambda subject: subject,
    standing=lambda subject, wish: members_of(subject, on=date.fromisoformat(wish["since"])),
    changes=_changes,
    carry_out=_carry_out,
    sees=_sees,
    veiled=(),
)
