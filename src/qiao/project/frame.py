"""What every page's frame shows: the bank, whether it is made up, the ways to go for this post, the unit of money."""

from collections.abc import Iterable, Sequence
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
from qiao.people.queries import staff as people
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
            Way("tasks", "office.tasks", _("My tasks"), "checklist"),
            Way("approvals", "office.approvals", _("Requests"), "writing-sign"),
        ),
    ),
    (
        _("Customers"),
        (
            Way("customer_list", "customers.see", _("Customers"), "users"),
            Way("unclaimed", "contribution.unclaimed", _("Unclaimed"), "zoom-question"),
            Way("claims", "portfolio.claims", _("Claims"), "hand-grab"),
            Way("conflicts", "portfolio.conflicts", _("Conflicts"), "git-compare"),
            Way("groups", "ties.see", _("Groups"), "hierarchy-2"),
            Way("circles", "ties.see", _("Circles"), "circles-relation"),
            Way("duplicates", "linkage.see", _("Duplicates"), "users-minus"),
            Way("register", "profile.see", _("Register"), "clipboard-list"),
        ),
    ),
    (
        _("Performance and pay"),
        (
            Way("my_performance", "appraisal.own_slip", _("My performance"), "trending-up"),
            Way("my_slip", "appraisal.own_slip", _("My slip"), "receipt-yuan"),
            Way("load", "desk.own_load", _("My load"), "scale"),
            Way("team", "appraisal.league", _("Team and branch"), "users-group"),
            Way("schemes", "appraisal.schemes", _("Schemes"), "scale"),
            Way("figures", "appraisal.figures", _("Figures handed in"), "clipboard-list"),
            Way("simulations", "simulation.see", _("Simulations"), "flask"),
            Way("my_estimate", "simulation.estimate", _("What would it pay?"), "calculator"),
            Way("league", "appraisal.league", _("League table"), "chart-bar"),
            Way("months", "month.see", _("Months"), "calendar-check"),
            Way("deltas", "month.see", _("Differences"), "arrows-diff"),
            Way("cycles", "cycle.see", _("Performance cycle"), "refresh"),
            Way("reviews", "reviews.see", _("Reviews from all sides"), "users-group"),
            Way("appeals", "appeals.see", _("Appeals"), "message-report"),
            Way("holds", "appraisal.holds", _("Holds on credit"), "clock-pause"),
            Way("my_pay", "pay.own", _("My pay"), "wallet"),
            Way("pay_runs", "pay.see", _("Pay runs"), "cash"),
        ),
    ),
    (
        _("Staff"),
        (
            Way("people", "people.see", _("People"), "sitemap"),
            Way("my_career", "people.own_career", _("My career file"), "id-badge-2"),
            Way("my_duty", "duty.own", _("My rotation and leave"), "calendar-repeat"),
            Way("calendar", "duty.see", _("Rotation and leave"), "calendar-repeat"),
            Way("openings", "people.see_openings", _("Openings"), "user-plus"),
            Way("certificates", "people.see", _("Certificates"), "certificate"),
            Way("ladders", "people.see_ladders", _("Levels and authority"), "stairs-up"),
        ),
    ),
    (
        _("Direct link"),
        (
            Way("link_connections", "directlink.see", _("Connections"), "plug-connected"),
            Way("link_instructions", "directlink.read", _("Orders"), "arrows-exchange"),
            Way("link_waiting", "directlink.read", _("Unknown and stopped"), "hand-stop"),
            Way("link_reconcile", "directlink.read", _("Reconciliation"), "scale"),
            Way("link_tables", "directlink.read", _("Banks, fees and names"), "building-bank"),
        ),
    ),
    (
        _("Figures"),
        (
            Way("questions", "questions.ask", _("Questions"), "help-hexagon"),
            Way("indicators", "questions.indicators", _("Indicators"), "ruler-measure"),
            Way("products", "catalogue.see", _("Products"), "packages"),
            Way("runs", "contribution.runs", _("Settlements"), "calculator"),
        ),
    ),
    (
        _("Back office"),
        (
            Way("loads", "book.loads", _("Loads"), "database-import"),
            Way("quarantine", "book.loads", _("Quarantine"), "shield-exclamation"),
            Way("audit", "office.audit", _("Audit"), "history"),
            Way("login_list", "rights.logins", _("Log-ins"), "key"),
            Way("settings", "office.settings", _("Settings"), "adjustments"),
        ),
    ),
)
THUMB = ("home", "customer_list", "my_slip", "team", "tasks", "approvals")  # what a phone shows first of what one may


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
    mine = [(words, [way for way in ways if may(person, way.verb)]) for words, ways in GROUPS]
    mine = [(words, ways) for words, ways in mine if ways]
    addresses = {way: reverse(way.name) for _words, ways in mine for way in ways}
    here = _here(path, addresses.values())
    items = {way: Item(one, gettext(way.words), way.icon, one == here) for way, one in addresses.items()}
    ahead = _ahead(list(items))
    behind = [(words, [way for way in ways if way not in ahead]) for words, ways in mine]
    return {
        "navigation": [_group(words, [items[way] for way in ways]) for words, ways in mine],
        "tabs": [items[way] for way in ahead],
        "more_tabs": [_group(words, [items[way] for way in ways]) for words, ways in behind if ways],
    }


def _ahead(ways: Sequence[Way]) -> list[Way]:
    """What lies at the thumb: all where they are few."""
    if len(ways) <= TABS_MOST + 1:
        return list(ways)
    return sorted((way for way in ways if way.name in THUMB), key=lambda way: THUMB.index(way.name))[:TABS_MOST]


def _here(path: str, addresses: Iterable[str]) -> str:
    """The way that one has gone: the longest address that the page's begins with."""
    begun = [one for one in addresses if path == one or (one != "/" and path.startswith(one))]
    return max(begun, key=len, default="")


def _group(words: str, items: Sequence[Item]) -> dict[str, Any]:
    return {"code": words, "words": gettext(words) if words else "", "items": items}


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
