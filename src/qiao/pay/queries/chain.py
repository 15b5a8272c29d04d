"""A loan that turned bad with the people behind it: shares, what each earned month by month, parts that can be held."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from qiao.appraisal.queries.holds import bonus_fen_of
from qiao.appraisal.rules.gaming.held import HeldMeasure
from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import runs
from qiao.contribution.queries.figures import accounts_of
from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.queries.shelf import serving_of
from qiao.contribution.queries.snapshot import assignment_row
from qiao.contribution.rules.facts import NON_PERFORMING, RiskClass, Side
from qiao.engine.reading import rows, select
from qiao.ground.authority import Scope
from qiao.ground.periods import day_number, day_of
from qiao.pay.models import DeferredPart, RecoveryCase
from qiao.pay.queries.cases import OPEN, reachable_parts
from qiao.pay.rules.chain import (
    Concerned,
    EarnedOn,
    LoanFacts,
    Moment,
    RiskSince,
    Stretch,
    concerned,
    linked,
    moments,
)
from qiao.portfolio.queries import serving as portfolio

MONTHS_MOST = 120
LOANS_MOST = 2_000
BAD = sorted(one.value for one in NON_PERFORMING)


@dataclass(frozen=True, slots=True)
class BadLoan:
    """A loan of the book that is bad or past due, with what is owed."""

    account_id: str
    party_id: str
    org_id: str
    product_id: str
    opened: date
    owed_fen: int
    risk_class: RiskClass
    days_past_due: int
    since: date


@dataclass(frozen=True, slots=True)
class LoanChain:
    """Everything known of a bad loan and its people."""

    account_id: str
    party_id: str
    org_id: str
    loans: tuple[LoanFacts, ...]
    risks: tuple[RiskSince, ...]
    moments: tuple[Moment, ...]
    earned: tuple[EarnedOn, ...]
    people: tuple[Concerned, ...]
    parts: Mapping[str, Sequence[DeferredPart]]
    cases: Mapping[str, RecoveryCase]
    settlements: tuple[tuple[str, int, str], ...]  # month, run, its result hash
    book: int

    @property
    def staff_ids(self) -> tuple[str, ...]:
        """Everybody concerned."""
        return tuple(one.staff_id for one in self.people)

    @property
    def is_bad(self) -> bool:
        """Whether the newest class of the loan is a bad one, or it is past due."""
        own = [one for one in self.risks if one.account_id == self.account_id]
        return bool(own) and (own[-1].is_bad or own[-1].days_past_due > 0)


BAD_LOANS = """
    WITH newest AS (
      SELECT account_id, max_by(class, since_day) AS class, max(since_day) AS since_day,
             max_by(coalesce(days_past_due, 0), since_day) AS days_past_due
      FROM read_parquet($risk, hive_partitioning = false) WHERE since_day <= $day GROUP BY account_id
    ), owed AS (
      SELECT account_id, max_by(balance_fen, on_day) AS balance_fen
      FROM read_parquet($balance, hive_partitioning = false)
      WHERE on_day <= $day AND account_id IN (SELECT account_id FROM newest WHERE class IN {bad} OR days_past_due > 0)
      GROUP BY account_id
    )
    SELECT a.account_id, a.party_id, a.org_id, a.product_id, a.opened_on_day, n.class, n.since_day, n.days_past_due,
           coalesce(abs(o.balance_fen), 0) AS owed_fen
    FROM newest n JOIN read_parquet($account, hive_partitioning = false) a USING (account_id)
    LEFT JOIN owed o USING (account_id)
    WHERE (n.class IN {bad} OR n.days_past_due > 0) AND ($everywhere OR list_contains($units, a.org_id))
    ORDER BY owed_fen DESC, a.account_id LIMIT {most}
"""


def bad_loans(scope: Scope, *, on: date, org_ids: Collection[str] | None = None) -> list[BadLoan]:
    """Loans of the units a scope sees that are bad or past due, the largest first; at most 2,000."""
    version = book.current()
    files = {name: book.fact_files(version, name) for name in ("risk", "balance", "account")} if version else {}
    if not files or not all(files.values()):
        return []
    bad = "(" + ", ".join(f"'{one}'" for one in BAD) + ")"
    text = BAD_LOANS.format(bad=bad, most=LOANS_MOST)
    seen = None if scope.everything else set(scope.org_ids)
    units = seen if org_ids is None else set(org_ids) if seen is None else seen.intersection(org_ids)
    asked = {**files, "day": day_number(on), "everywhere": units is None, "units": sorted(units or ())}
    return [_bad(row) for row in rows(text, asked)]


def _bad(row: Mapping[str, Any]) -> BadLoan:
    return BadLoan(
        account_id=row["account_id"],
        party_id=row["party_id"],
        org_id=row["org_id"],
        product_id=row["product_id"],
        opened=day_of(row["opened_on_day"]),
        owed_fen=int(row["owed_fen"]),
        risk_class=RiskClass(row["class"]),
        days_past_due=int(row["days_past_due"]),
        since=day_of(row["since_day"]),
    )


def chain_of(account_id: str, *, on: date) -> LoanChain | None:
    """The chain of a loan of the book; None where there is no such loan."""
    run, version = runs.newest_run(), book.current()
    found = book.account_rows(version, "account", [account_id]) if version is not None else []
    if run is None or version is None or not found or not _is_loan(found[0]["product_id"]):
        return None
    party_id = found[0]["party_id"]
    loans = linked(_loans(run, party_id, account=found[0]), account_id=account_id)
    ids = [one.account_id for one in loans]
    risks = tuple(sorted(_risks(version, ids), key=lambda one: (one.account_id, one.since_day)))
    risks = tuple(one for one in risks if one.since_day <= day_number(on))
    stretches = _stretches(run, party_id, ids)
    settled = _settled(loans)
    earned = tuple(one for run_of_month in settled.values() for one in _earned(run_of_month, ids, party_id=party_id))
    people = concerned(loans, stretches, earned, brought=_brought(party_id, loans, stretches), until_day=day_number(on))
    names = [one.staff_id for one in people]
    since, until = day_of(loans[0].opened_day), on
    return LoanChain(
        account_id=account_id,
        party_id=party_id,
        org_id=found[0]["org_id"],
        loans=loans,
        risks=risks,
        moments=moments(loans, stretches, risks),
        earned=earned,
        people=people,
        parts={one: reachable_parts(one, since=since, until=until) for one in names},
        cases=_cases(names, account_id),
        settlements=tuple((month, one.pk, one.result_hash) for month, one in sorted(settled.items())),
        book=version.pk,
    )


def _is_loan(product_id: str) -> bool:
    product = catalogue.products().get(product_id)
    return product is not None and product.side == Side.LOAN.value


def _loans(run: Run, party_id: str, *, account: Mapping[str, Any]) -> list[LoanFacts]:
    own = LoanFacts(account["account_id"], account["opened_on_day"], account["closed_on_day"])
    others = [
        LoanFacts(one.account_id, one.opened_on_day, one.closed_on_day)
        for one in accounts_of(run, party_id)
        if _is_loan(one.product_id) and one.account_id != own.account_id
    ]
    return [own, *others]


def _risks(version: Any, ids: Sequence[str]) -> list[RiskSince]:
    return [
        RiskSince(row["account_id"], row["since_day"], RiskClass(row["class"]), row["days_past_due"] or 0)
        for row in book.account_rows(version, "risk", ids)
    ]


def _stretches(run: Run, party_id: str, ids: Sequence[str]) -> list[Stretch]:
    """Who serves each account: its own lines, else the customer's; as known today, or as the newest settlement kept."""
    lines = portfolio.lines_of(party_id)
    if not lines:
        kept = [(row["account_id"] or "", assignment_row(row)) for row in serving_of(run, [party_id])]
        plain = [(key, one.staff_id, one.since_day, one.until_day, one.share_bp) for key, one in kept]
    else:
        plain = [(one.account_id, one.staff_id, one.since_day, one.until_day, one.share_bp) for one in lines]
    found = []
    for account_id in ids:
        own = [one for one in plain if one[0] == account_id] or [one for one in plain if not one[0]]
        found += [Stretch(staff, account_id, since, until, share) for _key, staff, since, until, share in own]
    return found


def _brought(party_id: str, loans: Sequence[LoanFacts], stretches: Sequence[Stretch]) -> dict[str, int]:
    """Who brought the oldest loan in: the link that was written, else who had a share on its first day."""
    first = loans[0]
    linked_to = [one for one in portfolio.originators_of(party_id) if one.account_id == first.account_id]
    if linked_to:
        return {one.staff_id: one.share_bp for one in linked_to}
    own = [one for one in stretches if one.account_id == first.account_id and one.runs_on(first.opened_day)]
    return {one.staff_id: one.share_bp for one in own}


def _settled(loans: Sequence[LoanFacts]) -> dict[str, Run]:
    """The newest settlement of every settled month from the opening on; at most 120 months."""
    first = f"{day_of(loans[0].opened_day):%Y-%m}"
    wanted = sorted(month for month in runs.months() if month >= first)[:MONTHS_MOST]
    return runs.newest_runs(wanted)


def _earned(run: Run, ids: Sequence[str], *, party_id: str) -> list[EarnedOn]:
    file = folder_of(run) / "account_credit.parquet"
    found = select([file], columns=["*"], where="party_id = ?", values=[party_id])
    sought = set(ids)
    own = [row for row in found if row["account_id"] in sought and row["staff_id"]]
    return [
        EarnedOn(
            staff_id=row["staff_id"],
            month=run.month,
            account_id=row["account_id"],
            balance_days_micro=int(row["balance_days_micro"]),
            margin_micro=int(row["margin_micro"]),
            expected_loss_micro=int(row["expected_loss_micro"]),
            fee_micro=int(row["fee_micro"]),
            bonus_fen=bonus_fen_of(run, row["staff_id"], {HeldMeasure.LOAN_MARGIN: int(row["margin_micro"])}),
        )
        for row in sorted(own, key=lambda row: (row["staff_id"], row["account_id"]))
    ]


def _cases(staff_ids: Collection[str], account_id: str) -> dict[str, RecoveryCase]:
    rows = RecoveryCase.objects.filter(account_id=account_id, staff_id__in=list(staff_ids), state__in=OPEN)
    return {row.staff_id: row for row in rows}
