"""Another definition of an item: asked for by one person, decided by a second one, and kept from its day on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.office import actions as office
from qiao.office.queries import Approval
from qiao.office.registry import Change, Kind, Order, Wish
from qiao.profile.models import ItemVersion
from qiao.profile.queries import register
from qiao.profile.rules.items import WHENCE
from qiao.profile.rules.stewarding import OWN_ITEMS_MOST, read_own, read_terms, terms_of

KIND = "item"
DAYS_AHEAD_MOST = 3_660


def propose(code: str, texts: Mapping[str, str], *, since: date | None, reason: str, on: date, actor: User) -> Approval:
    """Ask for another owner, interval, source of an item, or that nobody is asked for it any more."""
    item = register.items_ever(on).get(code)
    if item is None:
        raise Refusal("item.unknown", _("The register has no item %(item)s."), item=code[:40])
    first, terms = _first_day(since, on=on), read_terms(texts)
    standing_then = register.item_on(code, on=first)
    if standing_then is not None and terms == terms_of(standing_then):
        raise Refusal("item.same", _("On that day it is kept so already; there is nothing to ask for."))
    wish = {"since": first.isoformat(), "terms": terms.plain(), "own": None}
    return office.ask(KIND, code, wish=wish, reason=reason, on=on, actor=actor)


def propose_own(
    code: str, texts: Mapping[str, str], *, since: date | None, reason: str, on: date, actor: User
) -> Approval:
    """Ask for an item of the bank's own."""
    known = register.items_ever(on)
    if sum(1 for item in known.values() if item.own) >= OWN_ITEMS_MOST:
        raise Refusal("item.many", _("The register has %(most)s own items, the most it may have."), most=OWN_ITEMS_MOST)
    own, terms = read_own(code, texts, taken=known), read_terms(texts)
    wish = {"since": _first_day(since, on=on).isoformat(), "terms": terms.plain(), "own": own}
    return office.ask(KIND, code, wish=wish, reason=reason, on=on, actor=actor)


def _first_day(since: date | None, *, on: date) -> date:
    if since is None or not on <= since <= on + timedelta(days=DAYS_AHEAD_MOST):
        raise Refusal("item.since", _("The first day has to be today or later, and within ten years."))
    return since


def called(subject: str) -> str:
    """The item in words; a wished one by its code."""
    item = register.items_ever(clock.today()).get(subject)
    return gettext(item.words) if item else subject


def standing(subject: str, wish: Wish) -> Any:
    """How the item is kept on the day the wished definition would begin; None where it is to be new."""
    item = register.item_on(subject, on=date.fromisoformat(wish["since"]))
    return terms_of(item).plain() if item else None


def changes(_subject: str, wish: Wish, before: Any) -> Sequence[Change]:
    """What differs, in words."""
    old, new = before or {}, wish["terms"]
    lines = [
        Change(gettext(words), _told(name, old[name]) if old else "—", _told(name, new[name]))
        for name, words in TERM_WORDS.items()
        if not old or old[name] != new[name]
    ]
    own = wish.get("own")
    if own:
        fields = "; ".join(f"{one['words']} ({one['name']}, {one['kind']})" for one in own["fields"])
        lines = [Change(gettext("Name"), "—", own["words"]), Change(gettext("Fields"), "—", fields), *lines]
    return [*lines, Change(gettext("Holds from"), "—", wish["since"])]


TERM_WORDS = {
    "owner": _("Kept by"),
    "every_days": _("Again after, days"),
    "whence": _("Collected from"),
    "asked": _("Asked for"),
}


def _told(name: str, value: Any) -> str:
    if name == "owner":
        return post_name(value)
    if name == "whence":
        return gettext(WHENCE.get(value, value))
    if name == "asked":
        return gettext("yes") if value else gettext("no")
    return str(value)


def carry_out(order: Order) -> None:
    """Let the definition hold from its day, or from today where that has passed meanwhile."""
    set_version(
        order.subject,
        terms=order.wish["terms"],
        own=order.wish.get("own"),
        since=max(date.fromisoformat(order.wish["since"]), order.on),
        reason=order.reason,
        number=order.number,
        actor=order.actor,
    )


@recorded
def set_version(
    code: str,
    *,
    terms: Mapping[str, Any],
    own: Mapping[str, Any] | None,
    since: date,
    reason: str,
    number: int,
    actor: User,
) -> None:
    """Keep the definition of an item from a day on; what describes an own item is carried along."""
    before = register.item_on(code, on=since)
    if own is None:
        own = next((one.own for one in register.versions_of(code) if one.own is not None), None)
    ItemVersion.objects.update_or_create(
        code=code,
        since=since,
        defaults={"terms": dict(terms), "own": own, "reason": reason, "approval_id": number},
    )
    old = terms_of(before).plain() if before else None
    note(f"item {code}", old=old, new={**terms, "since": since, "request": number}, reason=reason)


ITEM_KIND = Kind(
    KIND,
    _("change of an item of the register"),
    ask_verb="profile.steward",
    decide_verb="profile.steward",
    called=called,
    standing=standing,
    changes=changes,
    carry_out=carry_out,
)
