"""The stages of a load or a settlement and their words, and a job under way as it is told."""

from collections.abc import Callable
from dataclasses import dataclass

from qiao.ground.words import gettext_noop as _

STAGE_WORDS = {
    "read": _("reading the extract"),
    "check": _("checking every row"),
    "masters": _("taking in customers, people and shares"),
    "hold": _("letting the new book take hold"),
    "moves": _("working out what moved"),
    "batch": _("batch %(number)s of %(of)s"),
    "results": _("adding up customers, people and units"),
    "bonus": _("reckoning bonuses"),
    "hash": _("taking the result's hash"),
    "shelves": _("laying results down for pages"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """What a job does now; `number` of `of` where it is one of several alike."""

    kind: str
    number: int = 0
    of: int = 0

    def __post_init__(self) -> None:
        """A stage has words."""
        assert self.kind in STAGE_WORDS, self.kind


Tell = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Passed:
    """A stage and the seconds it took, or has taken so far."""

    stage: Stage
    seconds: float


@dataclass(frozen=True, slots=True)
class Progress:
    """A job under way: its token, what it is, since when (ISO), the stages, the last of which is the present one."""

    token: str
    what: str
    since: str
    stages: tuple[Passed, ...]

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(one.seconds for one in self.stages)
