"""Simulations worked off, one after the other: taken, reckoned without any lock, kept with their lines.

The reckoning writes nothing; only the row of the simulation and its own file are written.
"""

from collections.abc import Callable
from functools import partial

from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require, scope_of
from qiao.ground.memory import peak_mib
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import kept_facts
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.simulation.adapters import files
from qiao.simulation.models import Simulation
from qiao.simulation.queries.reckoning import Reckoned, reckon
from qiao.simulation.queries.results import summary_of
from qiao.simulation.queries.simulations import next_waiting, scheme_of, setting_of
from qiao.simulation.rules.states import State

Tell = Callable[[Simulation, int, int], None]


def work_off(tell: Tell = lambda _one, _done, _of: None, *, actor: str) -> int:
    """Work off all that wait; answers how many. What cannot be reckoned is kept with the reason in words."""
    count = 0
    while (waiting := next_waiting()) is not None:
        taken = take(waiting.pk, actor=actor)
        if taken is not None:
            _work(taken, tell, actor=actor)
            count += 1
    return count


@recorded
def take(number: int, *, actor: str) -> Simulation | None:
    """Take a simulation that waits; None where somebody else has."""
    changed = Simulation.objects.filter(pk=number, state=State.WAITING.value).update(
        state=State.RUNNING.value, begun_at=clock.now()
    )
    note(f"simulation {number}", old={"state": State.WAITING}, new={"state": State.RUNNING if changed else ""})
    return Simulation.objects.filter(pk=number).first() if changed else None


def _work(simulation: Simulation, tell: Tell, *, actor: str) -> None:
    begun = clock.ticks()
    try:
        found = reckon(
            scheme_of(simulation),
            setting_of(simulation),
            seen=_seen(simulation),
            tell=partial(_tell, simulation, tell),
        )
        files.write_lines(found.lines, simulation.folder)
    except Refusal as refusal:
        fail(simulation.pk, refusal, actor=actor)
        return
    if keep(simulation.pk, found, seconds=clock.ticks() - begun, actor=actor) is None:
        files.remove(simulation.folder)


def _tell(simulation: Simulation, tell: Tell, done: int, *counted: int) -> None:
    (of,) = counted
    files.tell(simulation.folder, done=done, of=of)
    tell(simulation, done, of)


def _seen(simulation: Simulation) -> list[str] | None:
    """The people whom the asker sees now, None for everybody; who may no longer ask gets no figures."""
    asker = User.objects.filter(username=simulation.asked_by).first()
    if asker is None:
        raise Refusal("simulation.asker", _("Whoever asked for it has no log-in any more."))
    require(asker, "simulation.run")
    return people.visible_ids(scope_of(asker, on=clock.today()))


@recorded
def keep(number: int, found: Reckoned, *, seconds: float, actor: str) -> Simulation | None:
    """Keep what a simulation came to; one that was deleted meanwhile leaves nothing."""
    simulation = Simulation.objects.filter(pk=number).first()
    if simulation is None:
        note(f"simulation {number}", new={"state": ""})
        return None
    simulation.state, simulation.finished_at = State.DONE.value, clock.now()
    simulation.seconds, simulation.peak_mib = round(seconds, 1), peak_mib()
    simulation.told, simulation.runs = summary_of(found), dict(found.runs)
    simulation.save()
    note(f"simulation {number}", new={"state": State.DONE, "lines": len(found.lines)})
    return simulation


@recorded
def fail(number: int, refusal: Refusal, *, actor: str) -> None:
    """Keep why a simulation could not be worked out."""
    trouble = {"code": refusal.code, "words": str(refusal.words), "facts": kept_facts(refusal.facts)}
    rows = Simulation.objects.filter(pk=number)
    rows.update(state=State.FAILED.value, finished_at=clock.now(), trouble=trouble)
    note(f"simulation {number}", new={"state": State.FAILED}, reason=refusal.code)
