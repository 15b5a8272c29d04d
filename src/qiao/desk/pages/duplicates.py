"""Customers who stand in the book twice: the queue by tabs, two of them side by side, the list as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.customers.queries import Customer
from qiao.customers.rules.masking import masked_id, masked_phone
from qiao.desk.queries.duplicates import pairs_seen
from qiao.desk.rules.listing import KINDS
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.exports import export, sources
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.portions import portions
from qiao.ground.sheets import Number
from qiao.ground.words import gettext_noop
from qiao.linkage.queries import pairs
from qiao.linkage.queries.pairs import CustomerPair
from qiao.linkage.queries.sides import beyond_as_one, side_by_side
from qiao.linkage.rules.deciding import OPEN, STATE_WORDS, PairState
from qiao.linkage.rules.judging import ASPECT_WORDS, VERDICT_WORDS, WHY_WORDS, Aspect, Verdict

TABS = {
    "clear": gettext_noop("Clear matches"),
    "doubtful": gettext_noop("Doubtful"),
    "decided": gettext_noop("Decided"),
}
TEXT_MOST = 64
UNTOLD = (Aspect.BRANCH, Verdict.SAME)  # that neither is a branch need not be said in a list
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What the list is asked for."""

    tab: str
    text: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Line:
    """A pair with its two customers, its reasons in words, and the open request about it."""

    pair: CustomerPair
    one: Customer | None
    other: Customer | None
    points: tuple[tuple[str, str, str], ...]
    why: str
    state: str
    asked: int | None

    @property
    def both(self) -> tuple[tuple[str, Customer | None], ...]:
        """The two ids, each with its customer."""
        return (self.pair.first_id, self.one), (self.pair.second_id, self.other)

    @property
    def percent(self) -> str:
        """The probability, never rounded up to a certainty."""
        return f"{min(self.pair.ppm // 100, 9_999) / 100:.2f}"


def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The queue: one tab, narrowed, in pages."""
    person = person_of(request)
    require(person, "linkage.see")
    wish, on = wish_of(request), clock.today()
    rows = pairs_seen(person, wish.tab, on=on, text=wish.text, kind=wish.kind, why=wish.why)
    cut = cut_of(request.GET.get("page"))
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "page": page,
        "lines": lines_of(page.rows),
        "wish": wish,
        "tabs": [(code, _(words), pairs_seen(person, code, on=on).count()) for code, words in TABS.items()],
        "kinds": [(code, _(words)) for code, words in KINDS.items()],
        "whys": [(code, _(words)) for code, words in WHY_WORDS.items()],
        "filtered": bool(wish.text or wish.kind or wish.why),
        "search": pairs.newest_search(),
        "may_decide": may(person, "linkage.decide"),
    }
    return render(request, "desk/duplicates.html", context)


def wish_of(request: HttpRequest) -> Wish:
    """The filters of an address, read without trust."""
    asked = request.GET
    tab, kind, why = asked.get("tab", ""), asked.get("kind", ""), asked.get("why", "")
    return Wish(
        tab if tab in TABS else "clear",
        asked.get("text", "").strip()[:TEXT_MOST],
        kind if kind in KINDS else "",
        why if why in WHY_WORDS else "",
    )


def lines_of(rows: Sequence[CustomerPair]) -> list[Line]:
    """The lines of a page."""
    known, asked = pairs.customers_of(rows), pairs.asked_pairs()
    return [_line(pair, known, asked=asked.get(pair.pk)) for pair in rows]


def _line(pair: CustomerPair, known: Mapping[str, Customer], *, asked: int | None) -> Line:
    points = tuple(
        (_(ASPECT_WORDS[Aspect(aspect)]), _(VERDICT_WORDS[Verdict(verdict)]), verdict)
        for aspect, verdict in pair.points
        if verdict != Verdict.MISSING and (aspect, verdict) != UNTOLD
    )
    why, state = _(WHY_WORDS.get(pair.why, pair.why)), _(STATE_WORDS[PairState(pair.state)])
    return Line(pair, known.get(pair.first_id), known.get(pair.second_id), points, why, state, asked)


def duplicate(request: HttpRequest, number: int) -> HttpResponse:
    """The two customers of a pair side by side, what agrees and what differs, and what can be done."""
    person = person_of(request)
    pair = seen_pair(person, number)
    return render(request, "desk/duplicate.html", context_of(person, pair))


def seen_pair(person: User, number: int) -> CustomerPair:
    """A pair of which the person sees both customers; any other is not found."""
    require(person, "linkage.see")
    pair = pairs.pair_of(number)
    if not may(person, "linkage.see", pair.ids):
        raise Http404
    return pair


def context_of(person: User, pair: CustomerPair) -> dict[str, object]:
    """What the page of a pair shows."""
    request = pairs.asked_of(pair)
    line = lines_of((pair,))[0]
    is_open = pair.state in OPEN
    merged = pair.state == PairState.MERGED
    return {
        "line": line,
        "pair": pair,
        "sides": [*side_by_side(*pair.ids), *(beyond_as_one(*pair.ids) if is_open else ())],
        "verdicts": [
            (_(ASPECT_WORDS[Aspect(aspect)]), _(VERDICT_WORDS[Verdict(verdict)]), verdict)
            for aspect, verdict in pair.points
        ],
        "request_open": request,
        "may_decide": request is None and is_open and may(person, "linkage.decide", pair.ids),
        "may_again": request is None and not is_open and not merged and may(person, "linkage.decide", pair.ids),
        "may_split": request is None and merged and may(person, "linkage.merge_ask", pair.ids),
        "absorbed": next((one for one in pair.ids if one != pair.survivor_id), ""),
    }


def duplicate_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """What the list shows, all pages of it, as a file; document and telephone masked."""
    person = person_of(request)
    require(person, "linkage.see")
    wish = wish_of(request)
    rows = pairs_seen(person, wish.tab, on=clock.today(), text=wish.text, kind=wish.kind, why=wish.why)
    most = sources.limits(person, clock.today()).rows + 1
    heads = [_("Pair"), _("State"), _("Probability (%)"), _("Why"), _("Stays"), *_heads(1), *_heads(2)]
    facts = {
        _("Tab"): _(TABS[wish.tab]),
        _("Filter"): " ".join(text for text in (wish.text, wish.kind, wish.why) if text),
    }
    return export(
        person, heads, _cells(rows[:most].iterator(chunk_size=CHUNK)), name="duplicates", form=form, facts=facts
    )


def _heads(place: int) -> list[str]:
    words = (_("Customer number"), _("Name"), _("Document number"), _("Telephone"), _("Address"))
    return [f"{word} {place}" for word in words]


def _cells(rows: Iterator[CustomerPair]) -> Iterator[list[object]]:
    for batch in portions(rows, CHUNK):
        for line in lines_of(batch):
            pair = line.pair
            told = [pair.pk, line.state, Number(line.percent), line.why, pair.survivor_id]
            yield [*told, *_side(pair.first_id, line.one), *_side(pair.second_id, line.other)]


def _side(party_id: str, one: Customer | None) -> list[object]:
    if one is None:
        return [party_id, "", "", "", ""]
    return [party_id, one.name, masked_id(one.id_no), masked_phone(one.phone), one.address]
