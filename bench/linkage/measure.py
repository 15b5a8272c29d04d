"""Precision and recall by threshold: `python -m bench.linkage.measure` prints them; `--write` puts them into the docs.

The rules and weights were tuned on seed 1; what is published is of seeds that nobody looked at before.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from networkx import Graph, connected_components

from bench.linkage import slips
from bench.linkage.curve import drawn_curve
from bench.linkage.generate import CLEAN_SHARE, TWICE_SHARE, table_of
from qiao.linkage.adapters.comparing import Candidate, candidates
from qiao.linkage.adapters.pinyin import reading
from qiao.linkage.rules.judging import Outcome, Thresholds, judge
from qiao.linkage.rules.known import CLEAR_FROM, DOUBTFUL_FROM, thresholds_of

RECORDS = 100_000
TUNED_ON, FRESH = 1, (20, 26)
LEAST_PPM = 10_000
STEPS_PPM = (500_000, 700_000, 800_000, 900_000, 950_000, 980_000, 990_000, 995_000, 999_000, 999_900)
PAGE, PICTURE = Path("docs/linkage.md"), Path("docs/images/linkage-curve.svg")
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
EM_SEED, EM_PAIRS = 1, 2e6


@dataclass(frozen=True, slots=True)
class Bank:
    """Made-up customers compared: the pairs that were found, whose record each is, how many true pairs there are."""

    found: list[Candidate]
    truth: Mapping[str, int]
    pairs: int


@dataclass(frozen=True, slots=True)
class Score:
    """What came of a bank at a threshold."""

    right: int
    wrong: int
    doubtful_right: int
    doubtful_wrong: int
    pairs: int
    together_right: int
    together_wrong: int

    @property
    def precision(self) -> float:
        """Of the clear matches, the share that is true."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of the true pairs, the share that is a clear match."""
        return self.right / self.pairs

    @property
    def together(self) -> tuple[float, float]:
        """Precision and recall over all that stand together once every clear match is merged."""
        all_together = self.together_right + self.together_wrong
        return self.together_right / max(1, all_together), self.together_right / self.pairs

    @property
    def recall_with_doubtful(self) -> float:
        """Of the true pairs, the share that is a clear match or stands in the doubtful queue."""
        return (self.right + self.doubtful_right) / self.pairs


def bank_of(
    seed: int, *, records: int = RECORDS, twice: float = TWICE_SHARE, train: Callable[[Any], None] | None = None
) -> Bank:
    """Make the customers of a seed and compare them."""
    rows, truth = table_of(seed, records, twice=twice)
    pairs = sum(size * (size - 1) // 2 for size in Counter(truth.values()).values())
    with tempfile.TemporaryDirectory() as scratch:
        _kept, found = candidates(rows, reading=reading, least_ppm=LEAST_PPM, scratch=Path(scratch), train=train)
        return Bank(list(found), truth, pairs)


def scored(bank: Bank, thresholds: Thresholds) -> Score:
    """Count what the judgement makes of the pairs."""
    counts: Counter[tuple[Outcome, bool]] = Counter()
    merged = Graph()
    for one in bank.found:
        ids = one.one.party_id, one.other.party_id
        outcome = judge(one.one, one.other, ppm=one.ppm, thresholds=thresholds).outcome
        counts[outcome, bank.truth[ids[0]] == bank.truth[ids[1]]] += 1
        if outcome is Outcome.CLEAR:
            merged.add_edge(*ids)
    groups = ([bank.truth[party_id] for party_id in group] for group in connected_components(merged))
    together = Counter(one == other for group in groups for one, other in combinations(group, 2))
    return Score(
        counts[Outcome.CLEAR, True],
        counts[Outcome.CLEAR, False],
        counts[Outcome.DOUBTFUL, True],
        counts[Outcome.DOUBTFUL, False],
        bank.pairs,
        together[True],
        together[False],
    )


def estimated(linker: Any) -> None:
    """Splink's own way: chance pairs by sampling, true pairs by expectation and maximisation."""
    linker.training.estimate_u_using_random_sampling(max_pairs=EM_PAIRS, seed=EM_SEED)
    for key in (0, 2):  # by the number all but the number is learnt, by the name all but the name
        linker.training.estimate_parameters_using_expectation_maximisation(f"l.key_{key} = r.key_{key}")


def usual() -> Thresholds:
    """The thresholds that the program ships."""
    return thresholds_of(CLEAR_FROM.default, DOUBTFUL_FROM.default)


def lines_of_curve(bank: Bank) -> Iterator[tuple[int, Score]]:
    """The scores by threshold; the doubtful one stays as shipped."""
    for ppm in STEPS_PPM:
        yield ppm, scored(bank, Thresholds(ppm, usual().doubtful_ppm))


def report() -> tuple[str, str]:
    """The tables as Markdown, and the curve as SVG."""
    banks = {seed: bank_of(seed) for seed in (TUNED_ON, *FRESH)}
    curve = list(lines_of_curve(banks[FRESH[0]]))
    lines = [f"At the shipped thresholds, {RECORDS:,} records a seed:", "", HEAD, RULE]
    for seed, bank in banks.items():
        named = f"{seed} (tuned on)" if seed == TUNED_ON else f"{seed} (fresh)"
        lines.append(_line(named, scored(bank, usual())))
    lines.append(_line(f"{FRESH[0]}, harsher slips", scored(_harsh(FRESH[0]), usual())))
    for words, twice in (("hardly any duplicates", CLEAN_SHARE), ("as above", TWICE_SHARE)):
        for named, train in (("fixed weights", None), ("estimated by EM", estimated)):
            made = bank_of(FRESH[0], twice=twice, train=train)
            lines.append(_line(f"{FRESH[0]}, {words}, {named}", scored(made, usual())))
    lines += ["", f"By the threshold of a clear match, seed {FRESH[0]}:", "", HEAD, RULE]
    lines += [_line(f"{ppm / 10_000:.2f} %", score) for ppm, score in curve]
    return "\n".join(lines), drawn_curve([(ppm, one.precision, one.recall) for ppm, one in curve])


HEAD = (
    "| | true pairs | precision | recall | wrong | precision, merged | recall, merged | recall with doubtful "
    "| doubtful, right | doubtful, wrong |"
)
RULE = "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"


def _line(named: str, one: Score) -> str:
    precision, recall = one.together
    shares = f"{one.precision:.4f} | {one.recall:.4f} | {one.wrong:,} | {precision:.4f} | {recall:.4f}"
    shares += f" | {one.recall_with_doubtful:.4f}"
    return f"| {named} | {one.pairs:,} | {shares} | {one.doubtful_right:,} | {one.doubtful_wrong:,} |"


def _harsh(seed: int) -> Bank:
    kept = {name: dict(getattr(slips, name)) for name in slips.HARSH}
    for name, shares in slips.HARSH.items():
        getattr(slips, name).update(shares)
    try:
        return bank_of(seed)
    finally:
        for name, shares in kept.items():
            getattr(slips, name).update(shares)


def main() -> None:
    """Print, or write into the page."""
    tables, picture = report()
    print(tables)
    if "--write" in sys.argv:
        before, _begin, rest = PAGE.read_text("utf-8").partition(BEGIN)
        behind = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{behind}", "utf-8")
        PICTURE.write_text(picture, "utf-8")


if __name__ == "__main__":
    main()
