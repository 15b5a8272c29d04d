"""A million customers: `python -m bench.linkage.scale [records]` prints the seconds and the peak memory of the search.

The made-up customers are written to a file by a process of their own, so that their making is not measured; they are
read from it as the book hands them over.
"""

import resource
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import pyarrow.parquet as pq

from bench.linkage.generate import table_of
from qiao.linkage.adapters.comparing import candidates
from qiao.linkage.adapters.pinyin import reading
from qiao.linkage.rules.judging import Outcome, judge
from qiao.linkage.rules.known import CLEAR_FROM, DOUBTFUL_FROM, thresholds_of

SEED = 7
MILLION = 1_000_000
KILO = 1024


def main() -> None:
    """Make them, then search."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else MILLION
    if len(sys.argv) > 2:  # noqa: PLR2004  the process that makes them
        pq.write_table(table_of(SEED, number)[0], sys.argv[2])
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.parquet"
        subprocess.run([sys.executable, "-m", "bench.linkage.scale", str(number), str(path)], check=True)  # noqa: S603  ourselves
        rows = pq.read_table(path)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        thresholds = thresholds_of(CLEAR_FROM.default, DOUBTFUL_FROM.default)
        kept, found = candidates(rows, reading=reading, least_ppm=thresholds.doubtful_ppm, scratch=Path(folder))
        counts = dict.fromkeys(Outcome, 0)
        while batch := list(islice(found, 10_000)):
            for one in batch:
                counts[judge(one.one, one.other, ppm=one.ppm, thresholds=thresholds).outcome] += 1
        seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{number:,} customers, {kept.compared:,} pairs compared, {kept.common_keys:,} keys too common")
    print(", ".join(f"{outcome}: {count:,}" for outcome, count in counts.items()))
    print(f"{seconds:.1f} s, peak {peak / KILO:,.0f} MiB ({before / KILO:,.0f} MiB before the search began)")


if __name__ == "__main__":
    main()
