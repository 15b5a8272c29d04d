"""What a page may show to the person who asks: which people, which run."""

from django.http import Http404, HttpRequest

from qiao.contribution.queries.figures import asked_run
from qiao.contribution.queries.runs import Run
from qiao.ground import clock
from qiao.ground.authority import person_of, scope_of
from qiao.people.queries import staff as people


def seen_by(request: HttpRequest) -> list[str] | None:
    """The people whom the person who asks may see, None for everybody."""
    return people.visible_ids(scope_of(person_of(request), on=clock.today()))


def run_or_none(request: HttpRequest, *, month: str = "") -> Run | None:
    """The run of the address: ?run=, else the newest of the month (of the path, else ?month=, else the newest)."""
    return asked_run(month or request.GET.get("month", ""), request.GET.get("run", ""))


def run_or_404(request: HttpRequest, *, month: str) -> Run:
    """The run of the address; without one there is nothing to show."""
    run = run_or_none(request, month=month)
    if run is None:
        raise Http404
    return run
