"""What a slip says of holds: what is held of the month, what it means, and where to answer."""

from typing import Any

from qiao.appraisal.queries import holds
from qiao.appraisal.rules.gaming.held import HELD_WORDS
from qiao.appraisal.rules.gaming.holding import STATE_WORDS, HoldState
from qiao.appraisal.rules.gaming.signs import PATTERN_WORDS, Pattern


def held_on(month: str, staff_id: str) -> dict[str, Any]:
    """The holds of a person's month with the sum that pay leaves out; nothing where nothing is held."""
    rows = holds.of_person(month, staff_id)
    if not rows:
        return {"holds": [], "held": None}
    held = holds.held([month], [staff_id]).get((month, staff_id))
    return {
        "holds": [(row, PATTERN_WORDS[Pattern(row.pattern)], STATE_WORDS[HoldState(row.state)]) for row in rows],
        "held": held,
        "held_sums": [(HELD_WORDS[measure], measure, micro) for measure, micro in sorted(held.sums.items())]
        if held
        else [],
    }
