"""One person of the bank: the post, the months' figures, the customers served now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.appraisal.rules.indicators import BONUS
from qiao.customers import queries as customers
from qiao.desk.pages.asking import picture_words
from qiao.desk.pages.telling import told
from qiao.desk.queries.person import MonthLine, months_of, seen_person, served_by
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.money import micro_of_fen
from qiao.ground.paging import cut_of
from qiao.portfolio.rules.roles import ROLE_WORDS

SERVING_ROWS = 30


def person(request: HttpRequest, staff_id: str) -> HttpResponse:
    """The page of a person whom the asker may see."""
    asker = person_of(request)
    found = seen_person(asker, staff_id, on=clock.today())
    if found is None:
        raise Http404
    months = months_of(staff_id)
    lines = [(one.run, one.standing, one.flagged) for one in months]
    context = {"staff": found, "lines": lines, "months_chart": _chart(months), "serving": None}
    if may(asker, "customers.see"):
        cut = cut_of(request.GET.get("page"), size=SERVING_ROWS)
        serving = served_by(staff_id, cut, on=clock.today())
        names = customers.customer_names([row.party_id for row in serving.rows])
        role_words = {code: _(words) for code, words in ROLE_WORDS.items()}
        context |= {"serving": serving, "names": names, "role_words": role_words}
    return render(request, "desk/person.html", context)


def _chart(months: list[MonthLine]) -> dict[str, object] | None:
    if not any(one.standing for one in months):
        return None
    bonus = [one.standing.bonus_fen if one.standing else None for one in months]
    return {
        "months": [one.run.month for one in months],
        "series": [
            {
                "name": _(BONUS.name),
                "kind": "deposit",
                "micro": [None if fen is None else micro_of_fen(fen) for fen in bonus],
            }
        ],
        "words": picture_words(),
        "told": told([fen or 0 for fen in bonus]),
    }
