"""What the interface answers about who serves a customer: the lines of a day, and every change with its two times."""

from dataclasses import dataclass
from datetime import date, datetime

from qiao.desk.rules.answers.figures import ServingLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfShares:
    """A change agreed here: from which day, known since when, by which request; the lines before and after it."""

    number: int
    act: str
    account_id: str
    day: date
    known_at: datetime
    reason: str
    request: int | None
    before: list[ServingLine]
    after: list[ServingLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioWhole:
    """Who has what of a customer on a day, as known at a moment; `agreed_here` where extracts no more rule it alone.

    `known_from` is the first moment as of which what was known is kept; before it, and where it is None, `at` is
    answered by what the first change found, or by what the newest extract says.

    `changes` are the newest 200, the latest known last.
    """

    party_id: str
    day: date
    at: datetime | None
    agreed_here: bool
    known_from: datetime | None
    unclaimed_bp: int
    lines: list[ServingLine]
    changes: list[ChangeOfShares]
