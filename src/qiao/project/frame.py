"""What every page's frame shows: the bank, whether it is made up, the ways to go for this post, the unit of money."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from qiao.book import queries as book
from qiao.ground import clock
from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.people import queries as people
from qiao.project.choices import unit_of
from qiao.project.demo.facts import DEMO_PASSWORD
from qiao.project.demo.stories import BANK_NAME as DEMO_BANK
from qiao.project.demo.telling import LOGIN_WORDS

TABS_MOST = 4  # at the thumb of a phone; the rest lies behind "more"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to go: the address's name, the verb that opens it, words and icon."""

    name: str
    verb: str
    words: str
    icon: str


@dataclass(frozen=True, slots=True)
class Item:
    """A way as one person sees it on one page."""

    address: str
    words: str
    icon: str
    current: bool


GROUPS: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (
        "",
        (
            Way("home", "desk.today", _("Today"), "sun"),
            Way("customer_list", "customers.see", _("Customers"), "users"),
            Way("my_performance", "appraisal.own_slip", _("My performance"), "trending-up"),
            Way("my_slip", "appraisal.own_slip", _("My slip"), "receipt-yuan"),
            Way("team", "appraisal.league", _("Team and branch"), "users-group"),
            Way("league", "appraisal.league", _("League table"), "chart-bar"),
            Way("unclaimed", "contribution.unclaimed", _("Unclaimed"), "zoom-question"),
            Way("groups", "ties.see", _("Groups"), "hierarchy-2"),
            Way("circles", "ties.see", _("Circles"), "circles-relation"),
            Way("questions", "questions.ask", _("Questions"), "help-hexagon"),
            Way("register", "profile.see", _("Register"), "clipboard-list"),
            Way("people", "people.see", _("People"), "sitemap"),
            Way("tasks", "office.tasks", _("My tasks"), "checklist"),
            Way("approvals", "office.approvals", _("Requests"), "writing-sign"),
        ),
    ),
    (
        _("Back office"),
        (
            Way("runs", "contribution.runs", _("Settlements"), "calculator"),
            Way("loads", "book.loads", _("Loads"), "database-import"),
            Way("quarantine", "book.loads", _("Quarantine"), "shield-exclamation"),
            Way("duplicates", "linkage.see", _("Duplicates"), "users-minus"),
            Way("indicators", "questions.indicators", _("Indicators"), "ruler-measure"),
            Way("products", "catalogue.see", _("Products"), "packages"),
            Way("audit", "office.audit", _("Audit"), "history"),
            Way("login_list", "rights.logins", _("Log-ins"), "key"),
            Way("settings", "office.settings", _("Settings"), "adjustments"),
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's facts; a visitor who has not logged in sees the bank's name and no ways to go."""
    bank = book.bank_name()
    demo = bank == DEMO_BANK
    facts = {
        "bank_name": bank or gettext("No bank loaded yet"),
        "is_demo": demo,
        "currency": book.currency() or "CNY",
        "money_as": unit_of(request),
        "LANGUAGE_CODE": get_language(),
        "request_path": request.path,
        "now": clock.now(),
    }
    person = getattr(request, "user", None)
    if isinstance(person, User):
        return facts | _ways(person, request.path) | _person(person)
    return facts | ({"demo_logins": _demo_logins(), "demo_password": DEMO_PASSWORD} if demo else {})


def _ways(person: User, path: str) -> dict[str, Any]:
    groups = []
    for words, ways in GROUPS:
        items = [_item(way, path) for way in ways if may(person, way.verb)]
        if items:
            groups.append({"words": gettext(words) if words else "", "items": items})
    every = [item for group in groups for item in group["items"]]
    enough = len(every) <= TABS_MOST + 1
    return {
        "navigation": groups,
        "tabs": every if enough else every[:TABS_MOST],
        "more_tabs": [] if enough else every[TABS_MOST:],
    }


def _item(way: Way, path: str) -> Item:
    address = reverse(way.name)
    current = path == address or (address != "/" and path.startswith(address))
    return Item(address, gettext(way.words), way.icon, current)


def _person(person: User) -> dict[str, Any]:
    named = people.staff_names([person.staff_id]) if person.staff_id else {}
    return {
        "person_name": named.get(person.staff_id) or person.get_full_name() or person.username,
        "person_post": post_name(person.post),
    }


def _demo_logins() -> list[dict[str, str]]:
    """The made-up bank's log-ins, in the order of its story; a real bank never shows any."""
    known = {user.username: user for user in User.objects.filter(username__in=list(LOGIN_WORDS), is_active=True)}
    return [
        {
            "post": post_name(known[name].post),
            "words": fill(words, {}),
            "name": name,
        }
        for name, words in LOGIN_WORDS.items()
        if name in known
    ]
