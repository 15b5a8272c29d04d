"""A finding of the linter: what is wrong with a scheme, where, how badly, and by which rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from qiao.appraisal.rules.scheme.law import DatedRule
from qiao.ground.words import gettext_noop as _


class Severity(StrEnum):
    """Whether a scheme with the finding can be published without a waiver."""

    REFUSE = "refuse"
    WARN = "warn"


SEVERITY_WORDS = {Severity.REFUSE: _("not allowed"), Severity.WARN: _("to be considered")}


@dataclass(frozen=True, slots=True)
class Finding:
    """A stable code, the indicator, leg or table it is about, marked words with facts, the line in the file."""

    code: str
    severity: Severity
    words: str
    facts: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    line: int = 1
    rule: DatedRule | None = None

    @property
    def key(self) -> str:
        """By what a waiver names it."""
        return f"{self.code} {self.where}".strip()

    def __str__(self) -> str:
        """Fill the English words; the edge translates."""
        return self.words % self.facts
