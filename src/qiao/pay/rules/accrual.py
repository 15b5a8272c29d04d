"""What a run costs, for finance: by unit what is paid now, deferred by year, paid of earlier deferral, taken back.

Source: features 2.1 (17: accrual for finance). The rows of a run sum to it: earned now and later is the cost of the
period, and paid is what leaves the bank.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Charged:
    """One person's line as finance books it, fen. `later` by year of the day it falls due."""

    org_id: str
    variable_fen: int
    later: tuple[tuple[int, int], ...]
    due_fen: int
    recovered_fen: int
    pay_fen: int


@dataclass(frozen=True, slots=True)
class Accrued:
    """A unit's row: cost of the period = now + later; paid = now + due - recovered."""

    org_id: str
    people: int
    now_fen: int
    later: Mapping[int, int]
    due_fen: int
    recovered_fen: int
    pay_fen: int

    @property
    def deferred_fen(self) -> int:
        """What is put off, all years together."""
        return sum(self.later.values())

    @property
    def cost_fen(self) -> int:
        """What the period costs, whenever it is paid."""
        return self.now_fen + self.deferred_fen


def accrued(lines: Iterable[Charged]) -> tuple[Accrued, ...]:
    """By unit, in the order of their ids."""
    by_unit: dict[str, list[Charged]] = {}
    for one in lines:
        by_unit.setdefault(one.org_id, []).append(one)
    return tuple(_unit(org_id, own) for org_id, own in sorted(by_unit.items()))


def _unit(org_id: str, lines: list[Charged]) -> Accrued:
    later: dict[int, int] = {}
    for one in lines:
        for year, fen in one.later:
            later[year] = later.get(year, 0) + fen
    now = sum(one.variable_fen - sum(fen for _year, fen in one.later) for one in lines)
    row = Accrued(
        org_id=org_id,
        people=len(lines),
        now_fen=now,
        later=dict(sorted(later.items())),
        due_fen=sum(one.due_fen for one in lines),
        recovered_fen=sum(one.recovered_fen for one in lines),
        pay_fen=sum(one.pay_fen for one in lines),
    )
    assert row.pay_fen == row.now_fen + row.due_fen - row.recovered_fen, org_id
    return row
