"""Precision and recall by threshold on made-up customers: `python -m bench.linkage.measure [records] [seed]`."""

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from bench.linkage.generate import table_of
from qiao.linkage.adapters.pinyin import reading
from qiao.linkage.adapters.comparing import candidates
from qiao.linkage.rules.judging import Outcome, Thresholds, judge


def main() -> None:
    number = int(sys.argv[1])
    seed = int(sys.argv[2])
    rows, truth = table_of(seed, number)
    sizes = Counter(truth.values())
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    raw = {r["party_id"]: r for r in rows.to_pylist()}
    with tempfile.TemporaryDirectory() as scratch:
        began = time.perf_counter()
        kept, found = candidates(rows, reading=reading, least_ppm=1000, scratch=Path(scratch))
        found = list(found)
    print(kept, len(found), "seconds", time.perf_counter() - began)
    print("true pairs", pairs, "among candidates", sum(truth[c.one.party_id] == truth[c.other.party_id] for c in found))
    for is_person in (False, True):
        tp = sum(
            s * (s - 1) // 2
            for e, s in Counter(truth[k] for k, r in raw.items() if (r["kind"] == "person") == is_person).items()
        )
        for clear in (500_000, 900_000, 950_000, 990_000, 999_000):
            right = wrong = d_right = d_wrong = 0
            whys = Counter()
            ex = []
            miss = []
            for c in found:
                if c.one.is_person != is_person:
                    continue
                j = judge(c.one, c.other, ppm=c.ppm, thresholds=Thresholds(clear, min(clear, 200_000)))
                same = truth[c.one.party_id] == truth[c.other.party_id]
                if j.outcome is Outcome.CLEAR:
                    right += same
                    wrong += not same
                    if not same:
                        ex.append((c, j))
                elif j.outcome is Outcome.DOUBTFUL:
                    d_right += same
                    d_wrong += not same
                    whys[(j.why, same)] += 1
                elif same:
                    whys[("N:" + j.why)] += 1
            print(
                "person" if is_person else "company",
                clear,
                f"P {right / (right + wrong or 1):.4f} R {right / tp:.4f} wrong {wrong} | doubtful right {d_right} wrong {d_wrong}; R incl {(right + d_right) / tp:.4f}",
            )
            if clear == 990_000:
                print(whys)
                for c, j in ex[:12]:
                    print("WRONG", c.ppm, j.why, [f"{p.aspect}:{p.verdict}" for p in j.points])
                    print("   ", raw[c.one.party_id])
                    print("   ", raw[c.other.party_id])


main()
