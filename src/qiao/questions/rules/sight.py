"""What a file was written of, and whether its owner still sees as much.

Source: piece 2, 3.6 (line 265). A file is a copy: it must not outlive the right to see what stands in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

FILE_DAYS = Parameter(
    "questions.file_days",
    _("Days that a file written for a question is kept"),
    _("Taking lists away"),
    Form.DAYS,
    90,
    least=1,
    most=3_650,
    source=_("the house's own rule"),
    why=_("A copy is kept as long as somebody works with it; it can be written again at any time."),
)


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose figures somebody sees on a day: everything, or these people and units."""

    everything: bool
    people: frozenset[str]
    units: frozenset[str]

    def covers(self, then: "Sight") -> bool:
        """Whether all that was seen then is seen still."""
        return self.everything or (not then.everything and self.people >= then.people and self.units >= then.units)


def written(sight: Sight) -> dict[str, object]:
    """The sight as it is kept beside a file."""
    return {"everything": sight.everything, "people": sorted(sight.people), "units": sorted(sight.units)}


def read(kept: Mapping[str, object]) -> Sight | None:
    """The sight beside a file; None where none was kept, of which nothing can be said."""
    if not kept:
        return None
    return Sight(bool(kept["everything"]), _texts(kept["people"]), _texts(kept["units"]))


def _texts(found: object) -> frozenset[str]:
    return frozenset(map(str, found)) if isinstance(found, Iterable) else frozenset()


def kept_since(on: date, *, days: int) -> date:
    """The first day whose files are kept on a day."""
    return on - timedelta(days=days)
