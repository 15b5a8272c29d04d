"""The simulations on file, who may read which, and how far one under way is."""

from dataclasses import dataclass

from django.db.models import QuerySet

from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground import clock
from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.simulation.adapters import files
from qiao.simulation.models import Simulation
from qiao.simulation.rules.setting import Against, Setting
from qiao.simulation.rules.states import SILENT_SECONDS, State

__all__ = ("LARGEST_NUMBER", "Far", "Simulation", "far", "next_waiting", "readable", "scheme_of", "setting_of")
LARGEST_NUMBER = 2**63


@dataclass(frozen=True, slots=True)
class Far:
    """How far a simulation is: pieces done of all; `silent` where it has told nothing for long and was cut off."""

    done: int
    of: int
    silent: bool


def readable(person: User) -> QuerySet[Simulation]:
    """The simulations a person may read, the newest first: one's own; whoever audits reads all."""
    rows = Simulation.objects.order_by("-id")
    if not may(person, "simulation.see"):
        return rows.none()
    return rows if person.post == "auditor" else rows.filter(asked_by=person.username)


def next_waiting() -> Simulation | None:
    """The simulation that has waited longest."""
    return Simulation.objects.filter(state=State.WAITING.value).order_by("id").first()


def far(simulation: Simulation) -> Far:
    """How far a simulation under way is."""
    said = files.told(simulation.folder)
    done, of, at = said or (0, 0, 0.0)
    begun = simulation.begun_at.timestamp() if simulation.begun_at else 0.0
    running = simulation.state == State.RUNNING.value
    return Far(done, of, silent=running and clock.now().timestamp() - max(at, begun) > SILENT_SECONDS)


def scheme_of(simulation: Simulation) -> Scheme:
    """The scheme as it stood when the simulation was asked for."""
    return read_scheme(simulation.text, file=simulation.scheme_code, strict=False)


def setting_of(simulation: Simulation) -> Setting:
    """Its terms."""
    return Setting(
        name=simulation.name,
        text=simulation.text,
        first=simulation.first,
        last=simulation.last,
        unit=simulation.unit,
        against=Against(simulation.against),
        assumed_percent=simulation.assumed_percent,
    )
