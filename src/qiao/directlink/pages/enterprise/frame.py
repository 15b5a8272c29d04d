"""The frame of the desk's pages: whose bank, who is inside, and the ways that a post has to go."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext

from qiao.directlink.pages.enterprise.door import MANAGING, Desk
from qiao.directlink.rules.rights import OPERATOR_POST_WORDS, Post
from qiao.ground import clock, exports
from qiao.ground.figures import Unit
from qiao.ground.words import gettext_noop as _

TABS_MOST = 4
WORKS, MANAGES = frozenset({Post.OPERATOR}), MANAGING


@dataclass(frozen=True, slots=True)
class Way:
    """A way to go: the address's name, whose it is, words, short words for a phone, and icon."""

    name: str
    posts: frozenset[Post]
    words: str
    short: str
    icon: str


GROUPS: tuple[tuple[str, tuple[Way, ...]], ...] = (
    (
        "",
        (
            Way("link_overview", WORKS | MANAGES, _("Overview"), _("Overview"), "home"),
            Way("link_queue", WORKS, _("To sign"), _("To sign"), "writing-sign"),
        ),
    ),
    (
        _("Payments"),
        (
            Way("link_pay", WORKS, _("Pay somebody"), _("Pay somebody"), "send"),
            Way("link_sheet", WORKS, _("Batch and payroll"), _("Batch"), "table-import"),
            Way("link_files", WORKS, _("Files of orders"), _("Files"), "file-import"),
            Way("link_history", WORKS, _("Instructions"), _("Instructions"), "list-search"),
        ),
    ),
    (
        _("Accounts"),
        (
            Way("link_accounts", WORKS, _("Account statements"), _("Accounts"), "wallet"),
            Way("link_receipt_check", WORKS, _("Check a receipt"), _("Receipts"), "shield-check"),
        ),
    ),
    (
        _("Rights and people"),
        (
            Way("link_changes", MANAGES, _("Changes to agree"), _("Changes"), "checks"),
            Way("link_operators", MANAGES, _("Operators"), _("Operators"), "users"),
            Way("link_steps", WORKS | MANAGES, _("Signatures wanted"), _("Signatures wanted"), "stairs-up"),
            Way("link_payees", WORKS | MANAGES, _("Listed payees"), _("Payees"), "bookmark"),
            Way("link_rights", WORKS | MANAGES, _("My rights"), _("My rights"), "key"),
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The frame's facts; a visitor sees whose bank it is and no ways to go."""
    origin = exports.sources.origin()
    facts: dict[str, Any] = {
        "bank_name": origin.bank,
        "is_demo": origin.made_up,
        "currency": "CNY",
        "money_as": Unit.YUAN,
        "LANGUAGE_CODE": get_language(),
        "request_path": request.path,
        "now": clock.now(),
    }
    desk = getattr(request, "desk", None)
    return facts | _inside(desk, request.path) if isinstance(desk, Desk) else facts


def _inside(desk: Desk, path: str) -> dict[str, Any]:
    mine = [(words, [way for way in ways if desk.post in way.posts]) for words, ways in GROUPS]
    ways = [way for _words, some in mine for way in some]
    here = _here(path, ways)
    ahead = ways[:TABS_MOST] if len(ways) > TABS_MOST + 1 else ways
    behind = [way for way in ways if way not in ahead]
    return {
        "desk": desk,
        "operator_name": desk.operator.called or desk.operator.name,
        "operator_post": gettext(OPERATOR_POST_WORDS[desk.post]),
        "suspended": desk.enterprise.state == "suspended",
        "navigation": [(gettext(words) if words else "", _told(some, here)) for words, some in mine if some],
        "tabs": _told(ahead, here),
        "more_tabs": _told(behind, here),
    }


def _told(ways: list[Way], here: str) -> list[dict[str, Any]]:
    return [
        {
            "address": reverse(way.name),
            "words": gettext(way.words),
            "short": gettext(way.short),
            "icon": way.icon,
            "current": way.name == here,
        }
        for way in ways
    ]


def _here(path: str, ways: list[Way]) -> str:
    """The way that one has gone: the longest address that the page's begins with."""
    addresses = {reverse(way.name): way.name for way in ways}
    begun = [one for one in addresses if path == one or (one != "/" and path.startswith(one))]
    return addresses[max(begun, key=len)] if begun else ""
