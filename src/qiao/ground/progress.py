"""How far the job under way is: stage after stage with its seconds, for the terminal and for pages of other processes.

A load or a settlement holds the database while it works, so it tells what it does in a file beside its mark. That is
no state: it is written without waiting for the disk, and a reader takes what is broken or stale for nothing.
"""

import json
from pathlib import Path

from qiao.ground import clock, home
from qiao.ground.stages import Passed, Progress, Stage

PROGRESS_FILE = "progress.json"
STAGES_MOST = 200  # of a job; a settlement has one a batch


class Teller:
    """Writes down each stage of one job as it begins."""

    def __init__(self, token: str) -> None:
        """Nothing has begun yet."""
        self._token = token
        self._begun: list[tuple[Stage, float]] = []

    def __call__(self, stage: Stage) -> None:
        """A stage begins, and with it the one before ends."""
        self._begun = [*self._begun, (stage, clock.now().timestamp())][-STAGES_MOST:]
        begun = [[one.kind, one.number, one.of, at] for one, at in self._begun]
        draft = _file().with_suffix(home.DRAFT_ENDING)
        draft.write_text(json.dumps({"token": self._token, "stages": begun}), "utf-8")
        draft.replace(_file())

    def end(self) -> None:
        """Nothing is under way any more."""
        _file().unlink(missing_ok=True)


def under_way() -> Progress | None:
    """The job that holds the pen now, or None; a mark that a killed job left is none."""
    pending = home.left_behind()
    if pending is None or not home.is_locked():
        return None
    return Progress(pending.token, pending.what, pending.since, _stages(pending.token))


def _stages(token: str) -> tuple[Passed, ...]:
    try:
        told = json.loads(_file().read_text("utf-8"))
        if told["token"] != token:
            return ()
        begun = [(Stage(str(kind), int(number), int(of)), float(at)) for kind, number, of, at in told["stages"]]
    except (FileNotFoundError, ValueError, KeyError, TypeError, AssertionError):
        return ()
    ends = [*(at for _stage, at in begun[1:]), clock.now().timestamp()]
    return tuple(Passed(stage, max(0.0, end - at)) for (stage, at), end in zip(begun, ends, strict=True))


def _file() -> Path:
    return home.home() / PROGRESS_FILE
