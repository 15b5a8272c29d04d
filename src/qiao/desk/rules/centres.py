"""Teams as profit centres: a team is its members and what only the team has, and all teams are the bank.

Source: piece 5 (line 507: the team and the manager as profit centres, appraised on two levels). Two views over the same
facts: by people (what each member is credited with, by the unit of the member) and by facts (each line of credit, by
the unit of whom it belongs to). What nobody claims is a line of the team at which the account is kept; it is nobody's
on the slip. Shadow credit is no part of any sum: the facts have none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from qiao.contribution.rules.indicators import CONTRIBUTION


@dataclass(frozen=True, slots=True)
class Sums:
    """What a group of credit adds up to; millionths of a yuan, of a yuan-day for balances."""

    deposit_balance_days_micro: int = 0
    loan_balance_days_micro: int = 0
    margin_micro: int = 0
    expected_loss_micro: int = 0
    fee_micro: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        """Figure by figure."""
        return Sums(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Sums)})

    def __sub__(self, other: "Sums") -> "Sums":
        """Figure by figure."""
        return Sums(**{one.name: getattr(self, one.name) - getattr(other, one.name) for one in fields(Sums)})

    @property
    def contribution_micro(self) -> int:
        """Margin and fees less expected loss: the profit."""
        return CONTRIBUTION.amount(self)


NOTHING = Sums()


@dataclass(frozen=True, slots=True)
class Centre:
    """A unit with all below it: its members, what only the team has, and the same by the facts."""

    org_id: str
    people: int
    members: Sums
    team_only: Sums
    by_facts: Sums

    @property
    def total(self) -> Sums:
        """Members and team-only lines together."""
        return self.members + self.team_only

    @property
    def difference(self) -> Sums:
        """What the two views differ by: nothing, or one of them is wrong."""
        return self.total - self.by_facts


def together(sums: Iterable[Sums]) -> Sums:
    """All of them added."""
    found = NOTHING
    for one in sums:
        found += one
    return found


@dataclass(frozen=True, slots=True)
class Views:
    """Both views by the unit itself, without those below: people and members' sums, unclaimed at it, and the facts."""

    people: Mapping[str, int]
    members: Mapping[str, Sums]
    unclaimed: Mapping[str, Sums]
    facts: Mapping[str, Sums]


def centre(org_id: str, units: Iterable[str], views: Views) -> Centre:
    """The unit `org_id` out of these units: itself and whatever of the tree is taken with it."""
    own = sorted(set(units))
    return Centre(
        org_id,
        people=sum(views.people.get(one, 0) for one in own),
        members=together(views.members[one] for one in own if one in views.members),
        team_only=together(views.unclaimed[one] for one in own if one in views.unclaimed),
        by_facts=together(views.facts[one] for one in own if one in views.facts),
    )


def parts_of(
    org_id: str, below: Mapping[str, set[str]], parents: Mapping[str, str | None]
) -> list[tuple[str, set[str]]]:
    """A unit cut without a rest: each unit straight below it with all of its own, and last the unit itself alone."""
    children = sorted(unit for unit, above in parents.items() if above == org_id)
    return [*((unit, below[unit]) for unit in children), (org_id, {org_id})]
