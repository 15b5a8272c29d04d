"""Who is close to a customer through persons, with what each brings, and only those whom the person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.contribution.queries import figures
from qiao.contribution.queries.runs import Run
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.customers.queries import Customer
from qiao.desk.queries.sight import seen_among
from qiao.desk.rules.closeness import CLOSE_ROLES, MEMBERS_MOST, STEPS_MOST, next_to
from qiao.ground.authority import Scope
from qiao.ground.periods import Period

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CloseCustomer:
    """A close customer; no figures where it had no account and no fee in the month."""

    party_id: str
    name: str
    sums: PartySums | None


@dataclass(frozen=True, slots=True)
class Close:
    """The customers, who brings most first, and their sum: millionths of a yuan."""

    members: tuple[CloseCustomer, ...]
    contribution_micro: int


def close_to(run: Run, customer: Customer, *, scope: Scope, period: Period) -> Close | None:
    """Who was close to the customer on the month's last day; None where nobody is whom the person sees.

    The way leads from one visible customer to the next: what lies behind a customer one may not see stays unknown.
    """
    members = _members(customer.party_id, on=run.until - DAY, scope=scope, period=period)
    if len(members) == 1:
        return None
    sums = figures.party_sums(run, members)
    names = customers.customer_names(members)
    lines = [CloseCustomer(one, names.get(one, one), sums.get(one)) for one in members]
    lines.sort(key=lambda line: (-(line.sums.contribution_micro if line.sums else 0), line.party_id))
    return Close(tuple(lines), sum(line.sums.contribution_micro for line in lines if line.sums))


def _members(party_id: str, *, on: date, scope: Scope, period: Period) -> Sequence[str]:
    members, edge = [party_id], [party_id]
    for _step in range(STEPS_MOST):
        near = next_to(members, customers.tied_pairs(edge, roles=CLOSE_ROLES, on=on))
        seen = seen_among(near, scope=scope, period=period)
        edge = [one for one in near if one in seen][: MEMBERS_MOST - len(members)]
        members += edge
        if not edge:
            break
    return members
