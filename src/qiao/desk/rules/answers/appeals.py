"""Appeals, as the interface answers them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealLine:
    """An appeal of a figure in `unit`: yuan or points; `granted` where decided, `first` of a second instance."""

    number: int
    kind: str
    key: str
    staff_id: str
    month: str
    cause: str
    unit: str
    stated: str
    expected: str
    granted: str | None
    state: str
    filed_at: datetime
    due: date
    decided_at: datetime | None
    first: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealPage:
    """A page of appeals, 50 of them, the newest first."""

    appeals: list[AppealLine]
    more: bool
