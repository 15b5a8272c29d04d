"""What becomes of a simulation: asked for, worked off, done or failed; one that was cut off can be asked for again."""

from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class State(StrEnum):
    """Where a simulation stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


STATE_WORDS = {
    State.WAITING: _("in the queue"),
    State.RUNNING: _("is being worked out"),
    State.DONE: _("done"),
    State.FAILED: _("could not be worked out"),
}
SILENT_SECONDS = 300  # a simulation that has told nothing for so long was cut off


def check_done(state: State, *, number: int) -> None:
    """Refuse to show figures that are not there yet."""
    if state is not State.DONE:
        raise Refusal("simulation.not_done", _("Simulation no. %(number)s is not worked out yet."), number=number)
