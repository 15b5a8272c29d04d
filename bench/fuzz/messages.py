"""A hundred thousand damaged messages to every reader of the direct link: only an answer or a refusal may come back.

Sources are messages of our own and those in the folder of test data (QIAO_TEST_DATA), if there is one. Whatever breaks
a reader, or takes it longer than five seconds, is kept in FUZZ_KEEP (a folder) and makes the run fail. Usage:
python -m bench.fuzz.messages. Environment: FUZZ_MUTANTS (100000), FUZZ_SECONDS (1800), FUZZ_SEED (1).
"""

import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from qiao.directlink.tests.iso_mutants import mutant, originals
from qiao.directlink.tests.iso_reports import outcome

SECONDS_A_MESSAGE_MOST = 5.0


def main() -> int:
    """Send them, print what came back, and how many broke something."""
    count = int(os.environ.get("FUZZ_MUTANTS") or 100_000)
    ends = time.monotonic() + float(os.environ.get("FUZZ_SECONDS") or 1800)
    seed = int(os.environ.get("FUZZ_SEED") or 1)
    given = os.environ.get("QIAO_TEST_DATA")
    sources = originals(Path(given) if given else None)
    kept = Path(os.environ.get("FUZZ_KEEP") or tempfile.mkdtemp(prefix="qiao-fuzz-"))
    counts: Counter[str] = Counter()
    broken, sent = 0, 0
    with tempfile.TemporaryDirectory() as scratch:
        while sent < count and time.monotonic() < ends:
            reader, message = mutant(sources, Random(f"{seed}-{sent}"))  # noqa: S311  damage, not secrets
            sent += 1
            said, seconds = answered(reader, message, scratch=Path(scratch))
            counts[f"{reader}: {said}"] += 1
            if said.startswith("BROKEN") or seconds > SECONDS_A_MESSAGE_MOST:
                broken += 1
                (kept / f"{seed}-{sent}-{reader}.xml").write_bytes(message)
                print(f"{reader}, {seconds:.1f} s: {said}; kept in {kept}")
    print(f"{sent:,} damaged messages of {len(sources)} sources, seed {seed}; {broken} broke a reader or held it up")
    for said, times in counts.most_common():
        print(f"  {times:8,}  {said}")
    return 1 if broken or sent < count else 0


def answered(reader: str, message: bytes, *, scratch: Path) -> tuple[str, float]:
    """What came back, and how long it took."""
    begun = time.monotonic()
    try:
        said = outcome(reader, message, scratch)
    except Exception as error:  # noqa: BLE001  whatever it is, it is what is looked for
        said = f"BROKEN {type(error).__name__}: {error}"[:120]
    return said, time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
