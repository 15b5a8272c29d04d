"""Lists by cursor, the number of the last row that was read: what is added meanwhile is told once, and never missed."""

from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query

M = TypeVar("M", bound=Model)
NUMBER_MOST = (1 << 63) - 1
After = Annotated[int, Query(ge=0, le=NUMBER_MOST, description="The cursor of the answer before.")]


@dataclass(frozen=True, slots=True)
class Stretch(Generic[M]):
    """Rows behind a cursor, the cursor behind them, and whether there are more."""

    rows: list[M]
    after: int
    more: bool


def behind(rows: "QuerySet[M]", after: int, *, limit: int) -> Stretch[M]:
    """The first rows behind a cursor; `rows` are in the order of their numbers."""
    found = list(rows.filter(pk__gt=after)[: limit + 1])
    shown = found[:limit]
    return Stretch(shown, shown[-1].pk if shown else after, len(found) > limit)
