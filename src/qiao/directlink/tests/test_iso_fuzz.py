"""Five thousand damaged messages, always the same: each is answered or refused. `make fuzz` sends many more."""

import os
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from qiao.directlink.tests.iso_mutants import mutant, originals
from qiao.directlink.tests.iso_reports import outcome

pytestmark = pytest.mark.whatever_database

MUTANTS = int(os.environ.get("QIAO_FUZZ") or 5_000)
SEED = 20300508


def test_a_damaged_message_is_answered_or_refused(tmp_path: Path) -> None:
    random, sources = Random(SEED), originals(None)  # noqa: S311  damage, not secrets
    counts: Counter[str] = Counter()
    for _ in range(MUTANTS):
        reader, message = mutant(sources, random)
        counts[f"{reader}: {outcome(reader, message, tmp_path)}"] += 1
    assert counts.total() == MUTANTS
    assert counts["orders: taken"] > 0
    assert counts["orders: fault of the file FF01"] > MUTANTS / 4
    assert counts["cancellation: refused cancellation.form"] > 0
