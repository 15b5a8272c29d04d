"""A cycle as a file: how agreements stand, and results."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from qiao.appraisal.rules.measures import MEASURE_WORDS, Measure
from qiao.cycle.pages.telling import READ, points, seen_cycle
from qiao.cycle.queries import cycles, grades, standards
from qiao.cycle.rules.standards import SIGNING_WORDS
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.exports import export
from qiao.ground.money import text_of_scaled
from qiao.ground.sheets import Number
from qiao.people.queries import staff as people

WHATS = ("agreements", "results")


def cycle_sheet(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The agreements (or with `what=results` the results) of the people in sight; nobody's own result among them."""
    person, on = person_of(request), clock.today()
    one = seen_cycle(person, number, on=on)
    require(person, READ)
    what = request.GET.get("what", WHATS[0])
    if what not in WHATS:
        raise Http404
    rows = list(cycles.members_in(one, person, on=on))
    names, units = people.staff_names([row.staff_id for row in rows]), people.org_names()
    if what == "results":
        rows = [row for row in rows if row.staff_id != person.staff_id]
        found = grades.results_of(rows)
        heads = [
            _("Score"),
            _("Result of reviews"),
            _("Follows"),
            _("Grade proposed"),
            _("Reason"),
            _("Grade calibrated"),
            _("Grade"),
        ]
        cells = [
            [
                Number(points(result.score_micro)),
                Number(points(result.review_micro)),
                result.suggested,
                result.proposed,
                result.reason,
                result.calibrated,
                result.grade,
            ]
            if (result := found.get(row.staff_id)) is not None
            else [""] * len(heads)
            for row in rows
        ]
    else:
        stands = standards.standings(one, rows)
        heads = [_("Agreement"), _("Digest"), *(_(MEASURE_WORDS[Measure(name)]) for name in one.measures)]
        cells = []
        for row in rows:
            stand = stands[row.staff_id]
            targets = dict(stand.standards.targets)
            digest = stand.agreement.digest if stand.agreement is not None else ""
            told = [Number(text_of_scaled(targets[name], places=2)) if name in targets else "" for name in one.measures]
            cells.append([_(SIGNING_WORDS[stand.signing]), digest, *told])
    lines = [
        [row.staff_id, names.get(row.staff_id, ""), units.get(row.org_id, row.org_id), *own]
        for row, own in zip(rows, cells, strict=True)
    ]
    heads = [_("Person"), _("Name"), _("Unit"), *heads]
    return export(person, heads, lines, name=f"cycle-{one.pk}-{what}", form=form, facts={"cycle": one.name})
