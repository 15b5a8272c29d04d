"""One person of the bank: the months' figures, and the customers served on a day."""

from dataclasses import dataclass
from datetime import date

from qiao.appraisal.queries.league import Standing, standings
from qiao.contribution.queries import figures, runs
from qiao.contribution.queries.runs import Run
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.paging import Cut, Page
from qiao.people.queries import staff as people
from qiao.people.queries.staff import Staff
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import Assignment

MONTHS_MOST = 13


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A settled month of a person; no standing where the run does not know the person."""

    run: Run
    standing: Standing | None
    flagged: bool


def seen_person(asker: User, staff_id: str, *, on: date) -> Staff | None:
    """The person, where the asker may see him or her."""
    return people.visible_staff(scope_of(asker, on=on)).filter(staff_id=staff_id).first()


def months_of(staff_id: str) -> list[MonthLine]:
    """The person's settled months, oldest first, at most thirteen."""
    return [_month(runs.chosen_run(month), staff_id) for month in reversed(runs.months()[:MONTHS_MOST])]


def _month(run: Run, staff_id: str) -> MonthLine:
    seen = standings(run, staff_ids=[staff_id])
    lost = bool(figures.flagged(run, kind="staff", keys=[staff_id]))
    return MonthLine(run, seen[0] if seen else None, lost)


def served_by(staff_id: str, cut: Cut, *, on: date) -> Page[Assignment]:
    """Whom the person serves on a day, a page of it."""
    rows = portfolio.running(on).filter(staff_id=staff_id).order_by("party_id", "account_id", "role")
    return cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
