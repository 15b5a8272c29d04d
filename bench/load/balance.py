"""2,000 managers and 60,000 customers balanced branch by branch on two cores: seconds, memory, what is proven.

python -m bench.load.balance [branches]
"""

import resource
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from bench.load.bank import bank
from qiao.portfolio.adapters.balancing import balance
from qiao.portfolio.rules.balancing import Branch, Solved, troubles, worth
from qiao.portfolio.rules.room import people_above, why_above

SECONDS_A_BRANCH = 5
GOAL_SECONDS = 60
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Told:
    """A branch with its plan and what it cost."""

    branch: Branch
    solved: Solved
    seconds: float
    peak_mib: int


def solved(branch: Branch) -> Told:
    """One branch, in whichever process."""
    began = time.perf_counter()
    found = balance(branch, seconds=SECONDS_A_BRANCH)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Told(branch, found, time.perf_counter() - began, peak)


def main() -> None:
    """Balance, look every plan over anew, and print."""
    branches = bank()[: int(sys.argv[1]) if len(sys.argv) > 1 else None]
    people, customers = sum(len(one.people) for one in branches), sum(len(one.clients) for one in branches)
    print(f"{len(branches)} branches, {people:,} managers, {customers:,} customers, {WORKERS} processes")
    began = time.perf_counter()
    with ProcessPoolExecutor(WORKERS) as pool:
        found = list(pool.map(solved, branches))
    seconds = time.perf_counter() - began
    for told in found:
        _print(told)
    assert not any(troubles(told.branch, told.solved.moves) for told in found)
    assert all(worth(told.branch, told.solved.moves) == told.solved.worth for told in found)
    kinds = Counter("optimal" if told.solved.proven else "bounded" for told in found)
    moves = sum(told.solved.worth.moves for told in found)
    print(f"optimal {kinds['optimal']}, bounded {kinds['bounded']}; {moves:,} customers change hands")
    longest, peak = max(told.seconds for told in found), max(told.peak_mib for told in found)
    print(f"somebody stays above in {sum(told.solved.worth.excess_bp > 0 for told in found)} branches")
    print(f"longest branch {longest:.1f} s, peak {peak} MiB a process")
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time {spent.ru_utime + spent.ru_stime:.1f} s")
    print(f"all branches {seconds:.1f} s (goal {GOAL_SECONDS} s: {'met' if seconds <= GOAL_SECONDS else 'missed'})")


def _print(told: Told) -> None:
    one, bound = told.solved.worth, told.solved.bound
    proof = "optimal" if told.solved.proven else f"bound {bound.excess_bp}/{bound.moves}/{bound.strain}"
    line = f"{told.branch.unit} {told.seconds:5.2f} s, above {people_above(told.branch):2} before"
    print(f"{line}; excess {one.excess_bp}, moves {one.moves}, strain {one.strain}: {proof}")
    if one.excess_bp:
        why = why_above(told.branch, over=1)
        print("     " + why.words % {**why.facts, "segments": " and ".join(why.facts.get("segments", ()))})


if __name__ == "__main__":
    main()
