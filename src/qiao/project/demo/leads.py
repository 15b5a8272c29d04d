"""Who leads which customer of the made-up bank.

Within a branch the larger half goes, largest first, to the manager who is furthest below what the level should carry;
the smaller half is dealt out by head. A few customers have nobody: about one account in twenty is unclaimed.
"""

from collections.abc import Mapping, Sequence

from qiao.project.demo.chance import Chance
from qiao.project.demo.customers import Customer
from qiao.project.demo.organisation import BRANCHES, JOINED, LEFT_CLEANLY, LEFT_SUDDENLY, Person

NOBODY = ""
UNCLAIMED = 50  # permille of the customers outside the cast
DEPOSIT_WORTH, LOAN_WORTH = 12, 18  # permille of margin a year: what a yuan of deposit and of loan is worth
CARRIES = {
    "见习": 25,
    "助理": 50,
    "初级": 85,
    "中级": 130,
    "高级": 210,
    "资深": 340,
}  # hundredths of an average manager
CARRIES_BY_STORY = {
    "RM001": 190,
    "RM018": 45,
    "RM028": 240,
    "RM048": 0,
    LEFT_CLEANLY: 60,
    LEFT_SUDDENLY: 120,
    JOINED: 25,
}
HEADS = {"见习": 2, "助理": 4, "初级": 5, "中级": 6, "高级": 6, "资深": 4}  # parts of the smaller half
CONTROLLED = frozenset({"RM018", "RM028", "RM048", LEFT_CLEANLY, LEFT_SUDDENLY, JOINED})


def leads(customers: Sequence[Customer], *, managers: Sequence[Person], seed: int) -> Mapping[int, str]:
    """Customer number to staff id; '' where nobody serves the customer."""
    found = {customer.number: customer.part.lead for customer in customers if customer.part is not None}
    for branch in BRANCHES:
        own = [person for person in managers if person.branch == branch.number]
        served = [customer for customer in customers if customer.branch == branch.number]
        found.update(_of_branch(served, managers=own, seed=seed))
    return found


def worth(customer: Customer) -> int:
    """About what the customer earns the bank in a year, in thousandths of a yuan."""
    return customer.deposit_yuan * DEPOSIT_WORTH + customer.loan_yuan * LOAN_WORTH


def _of_branch(customers: Sequence[Customer], *, managers: Sequence[Person], seed: int) -> dict[int, str]:
    """The leads of a branch's customers outside the cast."""
    own = {person.staff_id: CARRIES_BY_STORY.get(person.staff_id, CARRIES[person.level]) for person in managers}
    total, carried = sum(worth(customer) for customer in customers), sum(own.values())
    room = {staff_id: total * part // carried for staff_id, part in own.items()}
    for customer in customers:
        if customer.part is not None and customer.part.lead:
            room[customer.part.lead] = room.get(customer.part.lead, 0) - worth(customer)
    others = [customer for customer in customers if customer.part is None]
    claimed = [customer for customer in others if not Chance(seed, "unclaimed", customer.number).holds(UNCLAIMED)]
    found = {customer.number: NOBODY for customer in others}
    claimed.sort(key=lambda customer: (-worth(customer), customer.number))
    larger, smaller = claimed[: len(claimed) // 2], claimed[len(claimed) // 2 :]
    for customer in larger:
        staff_id = max(own, key=lambda staff_id: (room[staff_id], staff_id))
        room[staff_id] -= worth(customer)
        found[customer.number] = staff_id
    seats = [person.staff_id for person in managers for _ in range(HEADS[person.level])]
    for customer in smaller:
        found[customer.number] = Chance(seed, "dealt", customer.number).pick(seats)
    return found
