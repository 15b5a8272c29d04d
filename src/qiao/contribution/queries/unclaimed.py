"""Credit that nobody claims: account by account, the largest first, each with its reason.

Source: the contract, 2: what the shares leave of 1, and the share of a person who has left the post, is unclaimed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.contribution.models import Run
from qiao.contribution.queries import shelf
from qiao.contribution.queries.accounts import period_of
from qiao.contribution.queries.figures import CreditRow, made
from qiao.contribution.queries.shelf import serving_of
from qiao.contribution.queries.snapshot import assignment_row, left_on_days
from qiao.contribution.rules.shares import Scope, SharePiece, ShareReason, share_pieces
from qiao.engine.reading import AMONG, select
from qiao.ground.paging import Cut, Page

ORDERS = {
    "amount": "abs(margin_micro) + abs(fee_micro) DESC",
    "balance": "abs(balance_days_micro) DESC",
}
SUMS = ("margin_micro", "fee_micro", "balance_days_micro")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a part is unclaimed on some days: no row runs, somebody left or was barred, shares are below 1."""

    kind: str  # "nobody", "left", "barred" or "rest"
    days: int
    share_bp: int
    staff_ids: tuple[str, ...] = ()  # who left, or was barred


@dataclass(frozen=True, slots=True)
class UnclaimedSums:
    """All unclaimed credit of a scope by side; millionths."""

    accounts: int
    deposit_balance_days_micro: int
    loan_balance_days_micro: int
    margin_micro: int
    fee_micro: int


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose unclaimed credit is asked for: accounts of org units, or customers; None = of any."""

    orgs: Collection[str] | None
    parties: Collection[str] = ()


def _where(whose: Whose) -> tuple[str, list[Any]]:
    if whose.orgs is None:
        return "staff_id = ''", []
    asked = [(name, list(keys)) for name, keys in (("org_id", whose.orgs), ("party_id", whose.parties)) if keys]
    among = " OR ".join(f"{name} {AMONG}" for name, _keys in asked) or "false"
    return f"staff_id = '' AND ({among})", [keys for _name, keys in asked]


def unclaimed_rows(run: Run, cut: Cut, *, whose: Whose, order: str) -> Page[CreditRow]:
    """Accounts, and customers' own fees, with unclaimed credit."""
    where, values = _where(whose)
    found = select(
        [shelf.unclaimed_file(run)],
        columns=["*"],
        where=where,
        values=values,
        order=[ORDERS[order], "party_id", "account_id"],
        most=cut.limit,
        skip=cut.offset,
    )
    return cut.page(made(CreditRow, found))


def unclaimed_parties(run: Run, cut: Cut, *, whose: Whose) -> Page[str]:
    """The customers of whom `unclaimed_rows` lists something, by number: their order tells nothing of their size."""
    where, values = _where(whose)
    found = select(
        [shelf.unclaimed_file(run)],
        columns=["party_id"],
        where=where,
        values=values,
        group_by=["party_id"],
        order=["party_id"],
        most=cut.limit,
        skip=cut.offset,
    )
    return cut.page([str(row["party_id"]) for row in found])


def unclaimed_sums(run: Run, *, whose: Whose) -> UnclaimedSums:
    """The sums of everything `unclaimed_rows` lists."""
    where, values = _where(whose)
    nothing = "coalesce(sum({}), 0)"
    found = select(
        [shelf.unclaimed_file(run)],
        columns=[
            "count(*) AS accounts",
            nothing.format("CASE WHEN side = 'deposit' THEN balance_days_micro END") + " AS deposit_balance_days_micro",
            nothing.format("CASE WHEN side = 'loan' THEN balance_days_micro END") + " AS loan_balance_days_micro",
            nothing.format("margin_micro") + " AS margin_micro",
            nothing.format("fee_micro") + " AS fee_micro",
        ],
        where=where,
        values=values,
        most=1,
    )
    return made(UnclaimedSums, found)[0]


def reasons_of(run: Run, listed: Sequence[CreditRow]) -> dict[tuple[str, str], list[Reason]]:
    """Why each of the listed rows is unclaimed, by (party, account), from the run's own snapshot."""
    rows = serving_of(run, sorted({row.party_id for row in listed}))
    left = left_on_days(run, {row["staff_id"] for row in rows})
    found = {}
    for row in listed:
        own = [one for one in rows if one["account_id"] == row.account_id and row.account_id]
        theirs = [one for one in rows if one["party_id"] == row.party_id and one["account_id"] is None]
        pieces = share_pieces(
            [assignment_row(one) for one in theirs],
            account_rows=[assignment_row(one) for one in own],
            left_on_days=left,
            period=period_of(run),
        )
        found[row.party_id, row.account_id] = _reasons(pieces)
    return found


def _reasons(pieces: Sequence[SharePiece]) -> list[Reason]:
    told: dict[tuple[str, int, tuple[str, ...]], int] = {}
    for piece in pieces:
        days = piece.until_day - piece.since_day
        for part in piece.parts:
            if part.reason is ShareReason.ASSIGNED:
                continue
            nobody = piece.scope is Scope.NOBODY
            kind = "nobody" if nobody else part.reason.value
            key = (kind, part.share_bp, (part.staff_id,) if part.staff_id else ())
            told[key] = told.get(key, 0) + days
    return [Reason(kind, days, share_bp, staff_ids) for (kind, share_bp, staff_ids), days in told.items()]
