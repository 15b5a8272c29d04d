"""A cycle: its period, its days, and the stages it goes through one after the other.

Source: piece 5 (line 493: standards set, scheme agreed, followed, appraised, talked over, used, the poor handled).
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.spans import MONTHS, Span, name_of, period_of_name, shifted
from qiao.appraisal.rules.targets import TARGETED
from qiao.ground.periods import Period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MEMBER_POSTS = frozenset({"rm", "lead"})
HALF = re.compile(r"(?P<year>\d{4})-H(?P<half>[12])", re.ASCII)
QUARTERS_OF = {"1": ("Q1", "Q2"), "2": ("Q3", "Q4")}
DAYS_BEFORE_MOST, DAYS_AFTER_MOST = 100, 200
NAME_LETTERS, WORDS_LEAST, WORDS_MOST = 80, 2, 2_000
MEMBERS_MOST = 5_000
MONTH_LETTERS = 7


class Stage(StrEnum):
    """How far a cycle is."""

    SETTING = "setting"
    AGREEING = "agreeing"
    RUNNING = "running"
    APPRAISING = "appraising"
    INTERVIEWING = "interviewing"
    CLOSED = "closed"


STAGE_WORDS = {
    Stage.SETTING: _("targets are laid out"),
    Stage.AGREEING: _("standards are agreed"),
    Stage.RUNNING: _("under way"),
    Stage.APPRAISING: _("being appraised"),
    Stage.INTERVIEWING: _("talked over"),
    Stage.CLOSED: _("cycle closed"),
}
ORDER = tuple(Stage)
BEFORE_APPRAISAL = frozenset({Stage.SETTING, Stage.AGREEING, Stage.RUNNING})
SIGNED_IN = frozenset({Stage.AGREEING, Stage.RUNNING})
AFTER_FIXING = frozenset({Stage.INTERVIEWING, Stage.CLOSED})


@dataclass(frozen=True, slots=True)
class CyclePeriod:
    """A year, half-year or quarter by its name; `spells` are the spans by which schemes and targets know it."""

    name: str
    period: Period
    spells: tuple[str, ...]

    @property
    def months(self) -> tuple[str, ...]:
        """All its months, oldest first."""
        found, month = [], f"{self.period.since:%Y-%m}"
        while month < f"{self.period.until:%Y-%m}":
            found.append(month)
            month = shifted(month, by=1)
        return tuple(found)

    def pieces(self, span: Span) -> tuple[str, ...]:
        """The whole months, quarters or years that it is made of; none where it is shorter than one."""
        if MONTHS[span] > len(self.months):
            return ()
        return tuple(dict.fromkeys(name_of(span, month=month) for month in self.months))


@dataclass(frozen=True, slots=True)
class Days:
    """Until when each stage is to be done."""

    agree_by: date
    midterm_by: date
    appraise_by: date
    interview_by: date

    @property
    def in_order(self) -> tuple[date, ...]:
        """The days one after the other."""
        return (self.agree_by, self.midterm_by, self.appraise_by, self.interview_by)


def read_cycle_period(text: str) -> CyclePeriod:
    """The period of a name: 2026, 2026-H1 or 2026-Q3; a month is too short for a cycle."""
    name = text.strip()
    half = HALF.fullmatch(name)
    spells = tuple(f"{half['year']}-{one}" for one in QUARTERS_OF[half["half"]]) if half else (name,)
    try:
        periods = [period_of_name(one) for one in spells]
    except ValueError as error:
        raise _no_period() from error
    if not half and len(name) == MONTH_LETTERS and "Q" not in name:
        raise _no_period()
    return CyclePeriod(name, Period(periods[0].since, periods[-1].until), spells)


def _no_period() -> Refusal:
    return Refusal("cycle.period", _("Write the period as 2026, 2026-H2 or 2026-Q3."))


def check_days(days: Sequence[date | None], *, period: Period) -> Days:
    """The days of the stages, in order and near the period."""
    given = [one for one in days if one is not None]
    if len(given) != len(days):
        raise Refusal("cycle.days", _("Give the last day of every stage."))
    found = Days(*given)
    first, last = period.since - timedelta(days=DAYS_BEFORE_MOST), period.until + timedelta(days=DAYS_AFTER_MOST)
    if list(found.in_order) != sorted(set(found.in_order)) or found.agree_by < first or found.interview_by > last:
        words = _("The days follow one another: agreed, mid-term talk, appraisal, interviews; near the period.")
        raise Refusal("cycle.days", words)
    return found


def read_measures(names: Collection[str]) -> list[str]:
    """The measures that targets are set for, in a fixed order."""
    found: list[str] = [one.value for one in Measure if one in TARGETED and one.value in set(names)]
    if not found or set(names) - set(found):
        raise Refusal("cycle.measures", _("Choose at least one measure of the list."))
    return found


def read_name(text: str) -> str:
    """The cycle's name."""
    name = " ".join(text.split())
    if not name or len(name) > NAME_LETTERS or not name.isprintable():
        raise Refusal("cycle.name", _("A cycle needs a name of at most %(most)s letters."), most=NAME_LETTERS)
    return name


def read_words(text: str) -> str:
    """What somebody says, lines kept."""
    said = "\n".join(line.strip() for line in text.strip().splitlines())
    if not WORDS_LEAST <= len(said) <= WORDS_MOST:
        raise Refusal("cycle.words", _("Say it in words, in at most %(most)s letters."), most=WORDS_MOST)
    return said


def next_of(stage: Stage) -> Stage | None:
    """The stage that follows."""
    place = ORDER.index(stage) + 1
    return ORDER[place] if place < len(ORDER) else None


def check_stage(stage: str, among: Collection[Stage]) -> None:
    """Refuse a step that does not belong to the stage."""
    if stage not in among:
        words = _('The cycle is at the stage "%(stage)s"; this step does not belong to it.')
        raise Refusal("cycle.stage", words, stage=STAGE_WORDS[Stage(stage)])
