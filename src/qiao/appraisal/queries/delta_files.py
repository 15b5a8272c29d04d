"""Differences of a closed month as two CSV files, for a bank's own systems and for auditors.

Source: the contract, 4 (figures as there: 6 decimals, money 2, quality 4). A closed month's own files stay as they are.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from qiao.appraisal.models import DeltaBonus, DeltaLine
from qiao.appraisal.queries.deltas import said
from qiao.appraisal.rules.deltas import BONUS, SUMS
from qiao.appraisal.rules.plan import FACTOR_PLACES
from qiao.ground.money import text_of_scaled

FEN_PLACES, MICRO_PLACES = 2, 6
MEASURES = ("balance_days", "margin", "expected_loss", "fee", "npl_days")
SIDES = ("before", "after")
ABOUT = ("delta", "kind", "cause", "request", "for_month", "in_month")
NAMES = {"quality_bp": "quality", "expense_fen": "expense", "raw_fen": "raw", "bonus_fen": "bonus"}
LINE_HEADS = (
    *ABOUT,
    "party_id",
    "account_id",
    "side",
    "staff_id",
    *(f"{one}_{at}" for one in MEASURES for at in SIDES),
)
BONUS_HEADS = (
    *ABOUT,
    "staff_id",
    *(f"{NAMES.get(one, one.removesuffix('_micro'))}_{at}" for one in (*SUMS, *BONUS) for at in SIDES),
    "difference",
    "sentence",
)


def export_deltas(month: str, target: Path) -> tuple[int, int]:
    """Write deltas.csv and delta_bonus.csv of what is booked for a month; returns how many rows each has."""
    lines = DeltaLine.objects.filter(for_month=month).select_related("run", "run__event")
    people = DeltaBonus.objects.filter(for_month=month).select_related("run", "run__event")
    ordered = lines.order_by("run_id", "party_id", "account_id", "side", "staff_id").iterator()
    return (
        _write(target / "deltas.csv", LINE_HEADS, map(_line, ordered)),
        _write(target / "delta_bonus.csv", BONUS_HEADS, map(_bonus, people.order_by("run_id", "staff_id").iterator())),
    )


def _write(path: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Beside its place first, then into it: a reader never sees half a file."""
    count, draft = 0, path.with_suffix(".part")
    with draft.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        for row in rows:
            writer.writerow(row)
            count += 1
    os.replace(draft, path)  # noqa: PTH105  says that an older export is replaced
    return count


def _about(row: DeltaLine | DeltaBonus) -> Iterator[Any]:
    run = row.run
    yield from (run.pk, run.event.kind, run.event.cause, run.event.approval_id or "", run.for_month, run.in_month)


def _line(row: DeltaLine) -> list[Any]:
    figures = [_micro(getattr(row, f"{one}_{at}")) for one in MEASURES for at in SIDES]
    return [*_about(row), row.party_id, row.account_id, row.side, row.staff_id, *figures]


def _bonus(row: DeltaBonus) -> list[Any]:
    figures = [_figure(one, held[one]) for one in (*SUMS, *BONUS) for held in (row.before, row.after)]
    difference = text_of_scaled(row.difference_fen, places=FEN_PLACES)
    return [*_about(row), row.staff_id, *figures, difference, said(row)]


def _figure(name: str, value: int) -> str:
    if name.endswith("_fen"):
        return text_of_scaled(value, places=FEN_PLACES)
    return text_of_scaled(value, places=FACTOR_PLACES) if name == "quality_bp" else _micro(value)


def _micro(value: int) -> str:
    return text_of_scaled(value, places=MICRO_PLACES)
