"""Targets as a page: those that hold for the people one sees, and the sheet by which a head hands in new ones."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from qiao.appraisal.actions.targets import set_targets
from qiao.appraisal.queries.targets import listed_targets
from qiao.appraisal.rules.measures import MEASURE_WORDS
from qiao.appraisal.rules.targets import BYTES_MOST, HEADS, TARGETED
from qiao.ground import clock
from qiao.ground.authority import may, person_of, require, scope_of
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.people.queries import staff as people

REFUSED = 409
NAME_LETTERS = 100
PERIOD_LETTERS = 7


def targets(request: HttpRequest) -> HttpResponse:
    """The list."""
    require(person_of(request), "appraisal.targets")
    return render(request, "appraisal/targets.html", _context(request))


@require_POST
def hand_in(request: HttpRequest) -> HttpResponse:
    """Take a sheet; a sheet with a fault is refused whole, with its line in words on the same page."""
    person = person_of(request)
    require(person, "appraisal.set_targets")
    given = request.FILES.get("sheet")
    if given is None:
        return _refused(request, _("Choose a file first."))
    try:
        lines, changed = set_targets(
            given.read(BYTES_MOST + 1),
            file=str(given.name)[:NAME_LETTERS],
            on=clock.today(),
            asker=person,
            actor=person.username,
        )
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        return _refused(request, say(refusal))
    told = _("%(lines)s targets were read; %(changed)s were set or changed.") % {"lines": lines, "changed": changed}
    messages.success(request, told)
    return redirect("targets")


def _refused(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "appraisal/targets.html", _context(request) | {"refused": words}, status=REFUSED)


def _context(request: HttpRequest) -> dict[str, object]:
    person = person_of(request)
    period = request.GET.get("period", "").strip()[:PERIOD_LETTERS]
    cut = cut_of(request.GET.get("page"))
    rows = listed_targets(scope_of(person, on=clock.today()), period=period)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    return {
        "page": page,
        "period": period,
        "names": people.staff_names([row.staff_id for row in page.rows]),
        "measure_words": {one.value: _(text) for one, text in MEASURE_WORDS.items()},
        "measures": sorted(one.value for one in TARGETED),
        "heads": ",".join(HEADS),
        "may_set": may(person, "appraisal.set_targets"),
    }
