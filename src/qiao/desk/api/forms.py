"""Forms that several answers share: a customer's and a person's month, who serves, an event of a day."""

from collections.abc import Sequence

from qiao.appraisal.queries.league import Standing
from qiao.contribution.rules.sums import PartySums
from qiao.desk.api.texts import filled, filled_or_none, yuan_of_fen
from qiao.desk.queries.listing import Row
from qiao.desk.rules.answers.figures import CustomerLine, Figures, Point, StandingLine
from qiao.ground.periods import day_of


def points(curve: Sequence[tuple[int, int]]) -> list[Point]:
    """A row of (day, fen) as the interface writes it."""
    return [(day_of(day), yuan_of_fen(fen)) for day, fen in curve]


def figures(sums: PartySums | None) -> Figures | None:
    """A customer's sums as the interface writes them."""
    return filled_or_none(Figures, sums)


def customer_line(row: Row) -> CustomerLine:
    """A customer with its sums."""
    one, sums = row
    return filled(CustomerLine, one, figures=figures(sums))


def standing_line(one: Standing, flagged: frozenset[str]) -> StandingLine:
    """A person's month as the interface writes it."""
    return filled(StandingLine, one, flagged=one.staff_id in flagged)
