"""One person of the bank: the post, the months' figures, the customers served now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.appraisal.queries.league import Standing, standings
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.customers import queries as customers
from qiao.desk.pages.asking import picture_words
from qiao.desk.pages.telling import told
from qiao.ground import clock
from qiao.ground.authority import may, person_of, scope_of
from qiao.ground.money import MICRO_A_FEN
from qiao.ground.paging import cut_of
from qiao.people import queries as people
from qiao.portfolio import queries as portfolio
from qiao.portfolio.rules.roles import ROLE_WORDS

MONTHS_MOST = 13
SERVING_ROWS = 30


def person(request: HttpRequest, staff_id: str) -> HttpResponse:
    """The page of a person whom the asker may see."""
    asker = person_of(request)
    found = people.visible_staff(scope_of(asker, on=clock.today())).filter(staff_id=staff_id).first()
    if found is None:
        raise Http404
    lines: list[tuple[Run, Standing | None, bool]] = []
    for month in reversed(runs.months()[:MONTHS_MOST]):
        run = runs.chosen_run(month)
        seen = standings(run, staff_ids=[staff_id])
        lost = bool(figures.flagged(run, kind="staff", keys=[staff_id]))
        lines.append((run, seen[0] if seen else None, lost))
    context = {"staff": found, "lines": lines, "months_chart": _chart(lines), "serving": None}
    if may(asker, "customers.see"):
        rows = portfolio.running(clock.today()).filter(staff_id=staff_id).order_by("party_id", "account_id", "role")
        cut = cut_of(request.GET.get("page"), size=SERVING_ROWS)
        serving = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
        names = customers.customer_names([row.party_id for row in serving.rows])
        role_words = {code: _(words) for code, words in ROLE_WORDS.items()}
        context |= {"serving": serving, "names": names, "role_words": role_words}
    return render(request, "desk/person.html", context)


def _chart(lines: list[tuple[Run, Standing | None, bool]]) -> dict[str, object] | None:
    if not any(one for _run, one, _lost in lines):
        return None
    bonus = [one.bonus_fen if one else None for _run, one, _lost in lines]
    return {
        "months": [run.month for run, _one, _lost in lines],
        "series": [
            {
                "name": _("Bonus"),
                "kind": "deposit",
                "micro": [None if fen is None else fen * MICRO_A_FEN for fen in bonus],
            }
        ],
        "words": picture_words(),
        "told": told([fen or 0 for fen in bonus]),
    }
