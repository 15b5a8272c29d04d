"""How well signs are found: banks of several seeds with a known list of tricks and honest look-alikes planted.

    python -m bench.gaming.measure [--seeds 11 12 13] [--customers 1200]

Prints for each pattern how many planted tricks were found (recall) and how many of the signs found are tricks
(precision), what was missed and what was found wrongly. The made-up bank's own companies that dress up their
month-ends, planted long before anybody looked, are counted beside: at quarters' ends, from the least sum on.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SEEDS = (11, 12, 13)
CUSTOMERS = 1_200


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign as the bench compares it."""

    pattern: str
    key_day: int
    party_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Trick:
    """A planted thing as the bench compares it; hard ones are expected to be missed, small ones count for nothing."""

    name: str
    pattern: str
    key_day: int
    party_ids: frozenset[str]
    is_gaming: bool
    hard: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one bank."""

    tricks: tuple[Trick, ...]
    signs: tuple[Seen, ...]
    seconds: float

    def caught(self, trick: Trick) -> bool:
        """Whether a sign of its pattern names one of its customers, at its key date where it has one."""
        return any(
            sign.pattern == trick.pattern and _meets(sign, trick) and not sign.party_ids.isdisjoint(trick.party_ids)
            for sign in self.signs
        )

    def right(self, sign: Seen) -> bool:
        """Whether some trick stands behind a sign, of whatever pattern."""
        return any(
            trick.is_gaming and _meets(sign, trick) and not sign.party_ids.isdisjoint(trick.party_ids)
            for trick in self.tricks
        )


def _meets(sign: Seen, trick: Trick) -> bool:
    return "split" in {sign.pattern, trick.pattern} or sign.key_day == trick.key_day


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    asked.add_argument("--customers", type=int, default=CUSTOMERS)
    called = asked.parse_args()
    outcomes = [measured(seed, customers=called.customers) for seed in called.seeds]
    for line in told(outcomes):
        print(line)


def measured(seed: int, *, customers: int) -> Outcome:
    """Make, load and settle a bank in a folder and a process of its own, and look through every month."""
    with tempfile.TemporaryDirectory(prefix="qiao-gaming-") as folder:
        command = [sys.executable, "-m", "bench.gaming.one_bank", folder, str(seed), str(customers)]
        home = {**os.environ, "QIAO_HOME": str(Path(folder) / "home")}
        answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=home)  # noqa: S603  our own module
    return read(answer.stdout)


def read(text: str) -> Outcome:
    """What a process of its own printed, as an outcome."""
    tricks, signs, seconds = [], [], 0.0
    for line in text.splitlines():
        kind, *fields = line.split("\t")
        if kind == "sign":
            signs.append(Seen(fields[0], int(fields[1]), frozenset(fields[2].split())))
        elif kind == "trick":
            name, pattern, day, flags, parties = fields
            is_gaming, hard, small = (flag == "1" for flag in flags)
            tricks.append(Trick(name, pattern, int(day), frozenset(parties.split()), is_gaming, hard, small))
        elif kind == "seconds":
            seconds = float(fields[0])
    return Outcome(tuple(tricks), tuple(signs), seconds)


def told(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The table and what lies behind it."""
    patterns = sorted({trick.pattern for one in outcomes for trick in one.tricks})
    yield f"{'pattern':12} {'planted':>8} {'found':>6} {'recall':>7} {'signs':>6} {'right':>6} {'precision':>9}"
    for pattern in [*patterns, "all"]:
        yield _line(pattern, figures(outcomes, pattern=pattern))
    yield _line("not hard", figures([_without_hard(one) for one in outcomes], pattern="all"))
    small = sum(trick.small for one in outcomes for trick in one.tricks)
    yield f"left out: {small} month-ends dressed up by less than the least sum or rise"
    missed = Counter(trick.name for one in outcomes for trick in _sought(one.tricks) if not one.caught(trick))
    yield f"missed: {dict(sorted(missed.items())) or 'nothing'}"
    wrong = Counter(_named(one, sign) for one in outcomes for sign in one.signs if not one.right(sign))
    yield f"found wrongly: {dict(sorted(wrong.items())) or 'nothing'}"
    alike = [trick for one in outcomes for trick in one.tricks if not trick.is_gaming]
    yield f"honest look-alikes planted: {len(alike)}, of {len({trick.name for trick in alike})} kinds"
    yield f"seconds to look through a month: {sum(one.seconds for one in outcomes) / len(outcomes):.2f} on average"


def _without_hard(outcome: Outcome) -> Outcome:
    """The outcome with the hard tricks not asked for; the hard look-alikes stay."""
    tricks = tuple(replace(one, small=one.small or one.hard) for one in outcome.tricks)
    return replace(outcome, tricks=tricks)


def _line(pattern: str, found: tuple[int, int, int, int]) -> str:
    planted, caught, signs, right = found
    recall, precision = caught / max(planted, 1), right / max(signs, 1)
    return f"{pattern:12} {planted:8} {caught:6} {recall:7.3f} {signs:6} {right:6} {precision:9.3f}"


def figures(outcomes: Iterable[Outcome], *, pattern: str) -> tuple[int, int, int, int]:
    """Planted, found, signs, right signs of a pattern or of all."""
    planted = caught = signs = right = 0
    for one in outcomes:
        sought = [trick for trick in _sought(one.tricks) if pattern in {trick.pattern, "all"}]
        seen = [sign for sign in one.signs if pattern in {sign.pattern, "all"}]
        planted += len(sought)
        caught += sum(one.caught(trick) for trick in sought)
        signs += len(seen)
        right += sum(one.right(sign) for sign in seen)
    return planted, caught, signs, right


def _sought(tricks: Iterable[Trick]) -> list[Trick]:
    return [trick for trick in tricks if trick.is_gaming and not trick.small]


def _named(outcome: Outcome, sign: Seen) -> str:
    """The look-alike that a wrong sign fell for, or that it is plain business."""
    alike = (trick.name for trick in outcome.tricks if not trick.party_ids.isdisjoint(sign.party_ids))
    return f"{sign.pattern}: {next(alike, 'ordinary customers')}"


if __name__ == "__main__":
    begun = time.perf_counter()
    main()
    print(f"{time.perf_counter() - begun:.0f} s in all")
