"""Simulations, loopholes and estimates as the interface answers them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationLine:
    """A simulation: yuan as things stand and by the scheme, null before it is done."""

    number: int
    name: str
    scheme_code: str
    digest: str
    first: str
    last: str
    unit: str
    against: str
    assumed_percent: int
    state: str
    asked_by: str
    asked_at: datetime
    people: int | None
    held: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationPage:
    """A page of simulations, the newest first."""

    simulations: list[SimulationLine]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceLine:
    """A period of a simulation; yuan."""

    piece: str
    people: int
    held: str
    new: str
    now: str
    later: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationWhole:
    """A simulation with its periods and what was assumed: indicators and gates by how many lines."""

    simulation: SimulationLine
    pieces: list[PieceLine]
    assumed: dict[str, int]
    partial: list[str]
    base_assumed: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPerson:
    """A person over all periods of a simulation; yuan."""

    staff_id: str
    name: str
    org_id: str
    level: str
    held: str
    new: str
    change: str
    now: str
    later: str
    bounds: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPage:
    """A page of the people of a simulation."""

    people: list[SimulatedPerson]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopholeLine:
    """A move that pays: yuan over two years; `profit` is the bank's, 0 or below."""

    kind: str
    does: str
    gain: str
    profit: str
    cost: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateWhole:
    """What a deal would add to a person's pay, in yuan; `scheme` or `plan` is by what. No promise."""

    staff_id: str
    scheme: str | None
    plan: str | None
    piece: str
    price_ppm: int
    margin: str
    added: str
    now: str
    later: list[str]
    steps: list[str]
    assumed: list[str]
