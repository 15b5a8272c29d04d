"""How far people are: the book's own figures of the settled months of a cycle against their targets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction

from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.performance import Figures, added
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import folder_of
from qiao.cycle.models import Cycle, CycleMember, MidtermTalk
from qiao.cycle.queries.cascade import amounts_of
from qiao.cycle.queries.cycles import number_on, period_of
from qiao.cycle.rules import parameters
from qiao.cycle.rules.cascade import Node, NodeKind
from qiao.cycle.rules.following import Way
from qiao.engine.lookup import rows_of
from qiao.ground.money import micro_of_fen

__all__ = ("MidtermTalk", "Progress", "progress_of", "talks_of")
TALKS_MOST = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """A cycle to date: settled months, the part of the time they are, and each person's ways."""

    months: tuple[str, ...]
    passed: Fraction
    tolerance_bp: int
    ways: Mapping[str, tuple[Way, ...]]

    def behind(self, staff_id: str) -> list[Way]:
        """The measures in which somebody is behind."""
        return [one for one in self.ways.get(staff_id, ()) if one.behind(tolerance_bp=self.tolerance_bp)]


def months_of(one: Cycle) -> tuple[str, ...]:
    """All months of a cycle."""
    return period_of(one).months


def progress_of(one: Cycle, members: Sequence[CycleMember], *, on: date) -> Progress:
    """How far these people are."""
    found = runs.newest_runs(months_of(one))
    ids = [member.staff_id for member in members]
    by_person: dict[str, list[Figures]] = {}
    for run in found.values():
        days = (run.until - run.since).days
        for row in rows_of(folder_of(run) / "staff_result.parquet", "staff_id", ids) if ids else ():
            figures = Figures(
                **{name.name: days if name.name == "days" else int(row[name.name]) for name in fields(Figures)}
            )
            by_person.setdefault(row["staff_id"], []).append(figures)
    days = sum((run.until - run.since).days for run in found.values())
    passed = Fraction(days, period_of(one).period.days)
    amounts = amounts_of(one, staff_ids=ids)
    ways = {}
    for staff_id in ids:
        whole = added(by_person.get(staff_id, ()))
        node = Node(NodeKind.PERSON, staff_id)
        ways[staff_id] = tuple(
            Way(
                Measure(name),
                whole.value_micro(Measure(name)) if whole is not None else None,
                micro_of_fen(amounts[name, node]) if (name, node) in amounts else None,
                passed,
            )
            for name in one.measures
        )
    return Progress(tuple(sorted(found)), passed, number_on(parameters.BEHIND.name, on=on), ways)


def talks_of(member: CycleMember) -> list[MidtermTalk]:
    """What was noted at mid-term, the newest first."""
    return list(member.talks.order_by("-id")[:TALKS_MOST])
