"""Groups and circles: lists, one of each, as a file; a group that is declared by two persons."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from qiao.contribution.rules.indicators import DEPOSITS, LOANS
from qiao.desk.pages.asking import picture_words
from qiao.desk.queries import belonging, declaring
from qiao.desk.queries.belonging import Asked, Line, Wish, asked_by
from qiao.desk.queries.walking import Walk, walk_among
from qiao.desk.rules.belonging import ORDER_WORDS, largest_part, of_bank, order_of
from qiao.engine.headings import heading
from qiao.engine.indicators import indicator
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.exports import export
from qiao.ground.money import text_of_scaled
from qiao.ground.paging import Cut, Page, cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.sheets import Number
from qiao.ties.actions.declaring import SAME, propose
from qiao.ties.queries import kept
from qiao.ties.rules.kinds import KIND_WORDS, Kind

Lines = Callable[[Asked, Wish, Cut], Page[Line]]
AllLines = Callable[[Asked, Wish], Iterator[Line]]
LETTERS_MOST = 64
MICRO_PLACES, BP_PLACES = 6, 2
WRONG = 409


def groups(request: HttpRequest) -> HttpResponse:
    """Groups of control with a customer in sight."""
    return _list(request, "desk/groups.html", belonging.group_lines)


def circles(request: HttpRequest) -> HttpResponse:
    """Guarantee circles with a customer in sight, and guarantee companies, which make none."""
    return _list(request, "desk/circles.html", belonging.circle_lines, companies=belonging.guarantee_companies)


def groups_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """All groups of the list as a file."""
    return _sheet(request, form, name="groups", lines=belonging.all_groups)


def circles_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """All circles of the list as a file."""
    return _sheet(request, form, name="circles", lines=belonging.all_circles)


def _list(request: HttpRequest, template: str, lines: Lines, **more: Callable[[Asked], object]) -> HttpResponse:
    asked, wish = _asked(request), _wish(request)
    whole = belonging.bank_loans(asked)
    page = lines(asked, wish, cut_of(request.GET.get("page")))
    context = (
        told_day()
        | {
            "asked": asked,
            "wish": wish,
            "page": page,
            "rows": [
                (
                    one,
                    of_bank(one.sums, whole),
                    largest_part(one.sums, one.largest_micro),
                )
                for one in page.rows
            ],
            "share_known": whole > 0,
            "orders": [(one.value, _(words)) for one, words in ORDER_WORDS.items()],
            "declared": declaring.declared_lines(asked),
            "may_ask": may(person_of(request), "ties.ask"),
        }
        | {name: told(asked) for name, told in more.items()}
    )
    return render(request, template, context)


def _sheet(request: HttpRequest, form: str, *, name: str, lines: AllLines) -> HttpResponse:
    asked, wish = _asked(request), _wish(request)
    heads = [
        _("Number"),
        _("Name"),
        _("Customers in sight"),
        _("Customers not in sight"),
        *(heading(indicator(code)) for code in ("loans", "deposits", "contribution")),
    ]
    facts = {_("Month"): asked.run.month if asked.run else "", _("Filter"): wish.text}
    return export(person_of(request), heads, _cells(asked, wish, lines), name=name, form=form, facts=facts)


def _cells(asked: Asked, wish: Wish, lines: AllLines) -> Iterator[list[object]]:
    for one in lines(asked, wish):
        balances = [shown.whole(one.sums, days=asked.days) for shown in (LOANS, DEPOSITS)]
        micro = [*balances, one.sums.contribution_micro]
        figures = [Number(text_of_scaled(value, places=MICRO_PLACES)) for value in micro]
        yield [one.number, one.name, one.sums.customers, one.hidden, *figures]


def group(request: HttpRequest, number: int) -> HttpResponse:
    """One group with its chain of control."""
    asked = _asked(request)
    whole = belonging.group_whole(asked, number, cut_of(request.GET.get("page")))
    if whole is None:
        raise Http404
    outsiders = {holder.key for one in whole.members for holder in one.by if holder.name}
    keys = list(dict.fromkeys([*whole.keys, *sorted(outsiders)]))
    walk = walk_among(asked, keys, day=_kept_day(asked))
    context = told_day() | {
        "asked": asked,
        "whole": whole,
        "bank_share": of_bank(whole.sums, belonging.bank_loans(asked)),
        "picture": picture_told(walk, days=asked.days),
    }
    return render(request, "desk/group.html", context)


def circle(request: HttpRequest, number: int) -> HttpResponse:
    """One guarantee circle."""
    asked = _asked(request)
    whole = belonging.circle_whole(asked, number, cut_of(request.GET.get("page")))
    if whole is None:
        raise Http404
    walk = walk_among(asked, whole.keys, day=_kept_day(asked))
    context = told_day() | {"asked": asked, "whole": whole, "picture": picture_told(walk, days=asked.days)}
    return render(request, "desk/circle.html", context)


def declared(request: HttpRequest, number: int) -> HttpResponse:
    """One declared group; its customers are changed by a request."""
    asked = _asked(request)
    whole = declaring.declared_whole(asked, number, cut_of(request.GET.get("page")))
    if whole is None:
        raise Http404
    context = {"asked": asked, "whole": whole, "may_ask": may(person_of(request), "ties.ask") and not whole.hidden}
    return render(request, "desk/declared.html", context)


def declare(request: HttpRequest) -> HttpResponse:
    """Ask for a declared group, or for other customers of one."""
    asked, person = _asked(request), person_of(request)
    require(person, "ties.ask")
    source = request.POST if request.method == "POST" else request.GET
    typed = {name: source.get(name, "")[:2_000] for name in ("name", "members", "reason")}
    if request.method != "POST":
        return render(request, "desk/declare.html", {"typed": typed})
    members = typed["members"].replace(",", " ").replace("，", " ").replace("、", " ").split()
    try:
        _demand_sight(asked, typed["name"], members)
        made = propose(typed["name"], members, reason=typed["reason"], on=asked.on, actor=person)
    except Refusal as refusal:
        return render(request, "desk/declare.html", {"typed": typed, "refused": say(refusal)}, status=WRONG)
    return redirect("approval", number=made.pk)


def _demand_sight(asked: Asked, name: str, members: list[str]) -> None:
    """Whom one does not see one can neither put into a group nor take out of it.

    A group of which one sees nobody is not told from none: the request is filed, and who sees all of it decides.
    """
    before = declaring.declared_members(" ".join(name.split()), on=asked.on)
    unseen, known = sorted(set(members) - asked.seen(members)), asked.seen(before)
    if unseen:
        words = _("You see no customer %(ids)s; name only customers of yours.")
        raise Refusal("ties.unseen", words, ids=", ".join(unseen)[:100])
    if 0 < len(known) < len(before):
        words = _("The group of this name has customers that you do not see; whoever sees all of them can change it.")
        raise Refusal("ties.unseen_group", words)
    if not members and not known:
        raise Refusal("ties.same", SAME)


def _asked(request: HttpRequest) -> Asked:
    person = person_of(request)
    require(person, "ties.see")
    return asked_by(person, on=clock.today())


def _wish(request: HttpRequest) -> Wish:
    text = request.GET.get("text", "").strip()[:LETTERS_MOST]
    return Wish(order_of(request.GET.get("sort")), text, request.GET.get("rings") == "1")


def _kept_day(asked: Asked) -> date:
    run = kept.newest_run()
    return run.day if run else asked.on


def told_day() -> dict[str, Any]:
    """Of which day the ties are, and in what they are older than the book."""
    run = kept.newest_run()
    return {"ties_run": run, "behind": kept.behind(run) if run else None}


def picture_told(walk: Walk, *, days: int) -> dict[str, Any]:
    """The picture as the script draws it, and as the table beside it says it."""
    names = {one.key: one for one in walk.nodes}
    return {
        "chart": {
            "nodes": [
                {
                    "id": one.key,
                    "name": one.name,
                    "micro": LOANS.whole(one, days=days),
                    "outsider": one.outsider,
                    "centre": one.centre,
                    "address": "" if one.outsider else f"/customers/{one.key}/ties/",
                }
                for one in walk.nodes
            ],
            "links": [
                {"source": one.start, "target": one.end, "kind": one.kind.value, "label": _share(one.share_bp)}
                for one in walk.edges
            ],
            "kinds": {kind.value: _(words) for kind, words in KIND_WORDS.items()},
            "words": picture_words() | {"loans": _(indicator("loans").name), "outsider": _("no customer")},
        },
        "kinds": [(kind.value, _(KIND_WORDS[kind])) for kind in Kind if any(one.kind is kind for one in walk.edges)],
        "lines": [
            (names[one.start], _(KIND_WORDS[one.kind]), _share(one.share_bp), names[one.end]) for one in walk.edges
        ],
        "hidden": walk.hidden,
        "left_out": walk.left_out,
        "alone": not walk.edges,
    }


def _share(share_bp: int | None) -> str:
    if share_bp is None:
        return ""
    text = text_of_scaled(share_bp, places=BP_PLACES)
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text} %"
