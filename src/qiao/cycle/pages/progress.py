"""How far the people of a cycle are, against the time that has passed; who is behind."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.cycle.pages.telling import READ, seen_cycle
from qiao.cycle.queries import cycles
from qiao.cycle.queries.progress import months_of, progress_of
from qiao.cycle.rules.following import Way
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.figures import money_text, yuan_of_micro
from qiao.ground.money import half_away
from qiao.ground.paging import cut_of
from qiao.people.queries import staff as people

MILLION = 10**6
SHOWN_MOST = 20


def cycle_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The people in sight, 50 a page, with completion and estimate of each measure."""
    person, on = person_of(request), clock.today()
    one = seen_cycle(person, number, on=on)
    require(person, READ)
    unit, cut = request.GET.get("unit", "")[:64], cut_of(request.GET.get("page"))
    rows = cycles.members_in(one, person, on=on)
    units = sorted(set(rows.order_by().values_list("org_id", flat=True).distinct()))
    rows = rows.filter(org_id=unit) if unit in units else rows
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    found = progress_of(one, page.rows, on=on)
    names = people.staff_names([row.staff_id for row in page.rows])
    lines = [
        {
            "member": row,
            "ways": [way_told(way, tolerance_bp=found.tolerance_bp) for way in found.ways[row.staff_id]],
            "behind": bool(found.behind(row.staff_id)),
        }
        for row in page.rows
    ]
    context = {
        "cycle": one,
        "page": page,
        "lines": lines,
        "names": names,
        "units": [(each, people.org_names().get(each, each)) for each in units],
        "unit": unit,
        "measures": [_(MEASURE_WORDS[Measure(name)]) for name in one.measures],
        "months": found.months,
        "lacking": [month for month in months_of(one) if month not in found.months],
        "passed": found.passed,
        "tolerance": f"{found.tolerance_bp / 100:g}",
        "count": sum(1 for line in lines if line["behind"]),
        "chart": _chart(found.ways, names),
    }
    return render(request, "cycle/progress.html", context)


def way_told(way: Way, *, tolerance_bp: int) -> dict[str, object]:
    """A measure on its way, in texts."""
    return {
        "name": _(MEASURE_WORDS[way.measure]),
        "value": "—" if way.value_micro is None else money_text(yuan_of_micro(half_away(way.value_micro))),
        "target": "—" if way.target_micro is None else money_text(yuan_of_micro(way.target_micro)),
        "done": way.done,
        "due": way.due,
        "ahead": "—" if way.ahead_micro is None else money_text(yuan_of_micro(half_away(way.ahead_micro))),
        "behind": way.behind(tolerance_bp=tolerance_bp),
    }


def _chart(ways: object, names: dict[str, str]) -> dict[str, object]:
    """The completion of each person's first measure that has a target, in per cent, the highest first."""
    assert isinstance(ways, dict)
    done = [(next((way.done for way in own if way.done is not None), None), staff_id) for staff_id, own in ways.items()]
    told = sorted(((part, who) for part, who in done if part is not None), key=lambda one: (-one[0], one[1]))
    rows = [{"name": names.get(who, who), "micro": int(part * 100 * MILLION), "address": ""} for part, who in told]
    return {"rows": rows[:SHOWN_MOST], "median": None, "words": {"unit": "%", "measure": _("Completion"), "median": ""}}
