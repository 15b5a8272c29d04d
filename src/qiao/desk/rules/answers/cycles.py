"""Performance cycles, as the interface answers them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleLine:
    """A cycle with the last day of each stage."""

    number: int
    name: str
    org_id: str
    period: str
    measures: list[str]
    stage: str
    agree_by: date
    midterm_by: date
    appraise_by: date
    interview_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePage:
    """A page of cycles, 50 of them, the newest first."""

    cycles: list[CycleLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleTarget:
    """A person's target of a measure, yuan."""

    measure: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementLine:
    """How a person's agreement stands; `digest` is of what was signed last, '' where nothing was."""

    staff_id: str
    org_id: str
    signing: str
    schemes: list[str]
    digest: str
    targets: list[CycleTarget]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPage:
    """A page of agreements, 50 of them, by unit and person."""

    cycle: int
    agreements: list[AgreementLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultLine:
    """A person's scores in points and grades; '' where there is none yet. Of oneself only what is fixed."""

    staff_id: str
    org_id: str
    score: str | None
    review: str | None
    proposed: str
    calibrated: str
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """A page of results, 50 of them, by unit and person."""

    cycle: int
    results: list[ResultLine]
    more: bool
