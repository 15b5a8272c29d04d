"""The running book of a closed month: its settlement with all differences that are booked for it."""

from collections.abc import Collection, Iterable
from pathlib import Path

from qiao.appraisal.models import ClosedMonth, DeltaBonus, DeltaLine, DeltaRun
from qiao.appraisal.rules.deltas import BONUS, SUMS, PersonMonth
from qiao.contribution.queries.runs import folder_of
from qiao.contribution.queries.touched import Touched, stored_rows
from qiao.contribution.rules.rows import Amounts, CreditKey
from qiao.engine.lookup import rows_of
from qiao.engine.reading import select
from qiao.ground.portions import portions

IDS_A_STATEMENT = 500


def running_rows(close: ClosedMonth, parties: Collection[str], touched: Touched) -> dict[CreditKey, Amounts]:
    """The rows of the touched accounts and own fees of these customers as they stand."""
    found = stored_rows(close.run, parties)
    for part in portions(sorted(parties), IDS_A_STATEMENT):
        found |= _newest(DeltaLine.objects.filter(for_month=close.month, party_id__in=part).order_by("id").iterator())
    return {key: amounts for key, amounts in found.items() if _is_touched(key, touched)}


def _is_touched(key: CreditKey, touched: Touched) -> bool:
    return key.account_id in touched.accounts if key.account_id else key.party_id in touched.parties


def booked_rows(close: ClosedMonth) -> dict[CreditKey, Amounts]:
    """Every row that a difference changed, as it stands."""
    return _newest(DeltaLine.objects.filter(for_month=close.month).order_by("id").iterator())


def _newest(rows: Iterable[DeltaLine]) -> dict[CreditKey, Amounts]:
    return {
        CreditKey(row.party_id, row.account_id, row.side, row.staff_id): Amounts(
            row.balance_days_after, row.margin_after, row.expected_loss_after, row.fee_after, row.npl_days_after
        )
        for row in rows
    }


def running_people(close: ClosedMonth, staff_ids: Collection[str]) -> dict[str, PersonMonth]:
    """People's months as they stand; who has none is absent."""
    rows = rows_of(folder_of(close.run) / "staff_result.parquet", "staff_id", sorted(staff_ids))
    found = {row["staff_id"]: _month(row) for row in rows}
    for part in portions(sorted(staff_ids), IDS_A_STATEMENT):
        booked = DeltaBonus.objects.filter(for_month=close.month, staff_id__in=part).order_by("id")
        found |= {one.staff_id: PersonMonth(**one.after) for one in booked}
    return found


def people_in(folder: Path) -> dict[str, PersonMonth]:
    """Everybody's month as a folder of results has it."""
    return {row["staff_id"]: _month(row) for row in select([folder / "staff_result.parquet"], columns=["*"])}


def everybody(close: ClosedMonth) -> set[str]:
    """Who has a month in the running book."""
    rows = select([folder_of(close.run) / "staff_result.parquet"], columns=["staff_id"])
    booked = DeltaBonus.objects.filter(for_month=close.month).values_list("staff_id", flat=True).distinct()
    return {row["staff_id"] for row in rows} | set(booked)


def _month(row: dict[str, object]) -> PersonMonth:
    return PersonMonth(**{name: int(row[name]) for name in (*SUMS, *BONUS)})  # type: ignore[call-overload]  # whole numbers


def digest_now(close: ClosedMonth) -> str:
    """The digest of the running book as it stands."""
    last = DeltaRun.objects.filter(close=close).order_by("-id").values_list("after", flat=True).first()
    return last or close.digest
