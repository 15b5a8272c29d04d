"""What of a closed month a late event touches: accounts, customers' own fees, people, or all of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qiao.appraisal.models import LateMonth
from qiao.appraisal.queries.inputs import Moment, inputs_at, said_by
from qiao.appraisal.rules.late import InputKind
from qiao.book import queries as book
from qiao.contribution.queries import known
from qiao.contribution.queries.differing import Differing, differing
from qiao.contribution.queries.known import Inputs
from qiao.contribution.queries.touched import Touched, accounts_of, parties_of
from qiao.engine.reading import AMONG, select
from qiao.ground.periods import Period, day_of

NAMED_MOST = 20
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extent:
    """What is to be reckoned anew: `parties` are all customers of it, `staff` people whose expenses moved."""

    touched: Touched = field(default_factory=Touched)
    parties: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()
    whole: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)


def extent_of(late: LateMonth, old: Moment, new: Moment) -> Extent:
    """Compare what was known before the event with what was known after it."""
    period = known.inputs_of(late.close.run).period
    found = _book(old, new, period)
    said = sorted(said_by(late.event, InputKind.LINES))
    was, now = (inputs_at(one, parties=said) for one in (old, new))
    served = _served_otherwise(was, now, said)
    first_share = _first_share(was, now, served)
    products = _products_otherwise(was, now)
    priced = {
        one["product_id"]
        for one in known.all_products(now).values()
        if (one["side"], one["tenor_days"]) in found.curves or one["product_id"] in products
    }
    facts = dict(late.event.facts) | _facts(found, served, late=late, first_day=first_share)
    accounts = set(found.accounts) | accounts_of(new.version, served).keys()
    bars_otherwise = old.plan.credits_barred != new.plan.credits_barred
    whole = old.plan.day_basis != new.plan.day_basis or (bars_otherwise and len(said) > NAMED_MOST)
    priced_accounts = _accounts_of_products(new.version, priced) if priced else set()
    accounts |= priced_accounts
    owners = {version.pk: parties_of(version, accounts) for version in (old.version, new.version)}
    parties = {party for pairs in owners.values() for party in pairs.values()} | set(served) | set(found.parties)
    return Extent(
        Touched(frozenset(accounts), frozenset(served) | frozenset(found.parties)),
        frozenset(parties),
        frozenset(found.staff),
        whole,
        facts,
    )


def _book(old: Moment, new: Moment, period: Period) -> Differing:
    if old.version.pk == new.version.pk:
        return Differing()
    return differing(old.version, new.version, span=period)


def _served_otherwise(was: Inputs, now: Inputs, parties: Sequence[str]) -> list[str]:
    """Of these customers those whose credited shares differ on a day of the month, a leaver's last day included."""
    before, after = known.serving(was, parties), known.serving(now, parties)
    changed = now.overlay.left_on.keys() | was.overlay.left_on.keys()
    old_days, new_days = (known.left_on_days(one, changed) for one in (was, now))
    moved = {key for key in changed if old_days.get(key) != new_days.get(key)}
    return [
        party
        for party in parties
        if _clipped(before[party], now.period) != _clipped(after[party], now.period)
        or moved.intersection(row["staff_id"] for row in after[party])
    ]


def _clipped(rows: Sequence[Mapping[str, Any]], period: Period) -> set[tuple[Any, ...]]:
    """The rows as far as they lie in the month."""
    found = set()
    for row in rows:
        since = max(row["since_day"], period.since_day)
        until = period.until_day if row["until_day"] is None else min(row["until_day"], period.until_day)
        if since < until:
            found.add((row["account_id"] or "", row["staff_id"], row["role"], since, until, row["share_bp"]))
    return found


def _products_otherwise(was: Inputs, now: Inputs) -> set[str]:
    named = was.overlay.products.keys() | now.overlay.products.keys()
    before, after = known.products(was, named), known.products(now, named)
    keys = ("side", "ftp_method", "tenor_days")
    return {
        one
        for one in named
        if one in before and one in after and any(before[one][key] != after[one][key] for key in keys)
    }


def _accounts_of_products(version: book.Version, product_ids: Collection[str]) -> set[str]:
    rows = select(
        book.fact_files(version, "account"),
        columns=["account_id"],
        where=f"product_id {AMONG}",
        values=[sorted(product_ids)],
    )
    return {row["account_id"] for row in rows}


def _first_share(was: Inputs, now: Inputs, served: Sequence[str]) -> int | None:
    """The first day of the month from which any of these customers is shared otherwise."""
    period = now.period
    before, after = known.serving(was, served), known.serving(now, served)
    changed = now.overlay.left_on.keys() | was.overlay.left_on.keys()
    days = [max(day, period.since_day) for party in served for day in _turns(before[party], after[party], period)]
    old, new = (known.left_on_days(one, changed) for one in (was, now))
    last = {old.get(key, period.until_day) for key in changed} ^ {new.get(key, period.until_day) for key in changed}
    return min([*days, *(day + 1 for day in last if period.since_day <= day + 1 < period.until_day)], default=None)


def _turns(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], period: Period) -> list[int]:
    """The days on which rows of only one side begin, or on which they end earlier than the other side's."""
    one, other = _clipped(before, period), _clipped(after, period)
    differing = [*(one - other), *(other - one)]
    ends: dict[tuple[Any, ...], list[int]] = {}
    for account_id, staff_id, role, since, until, share_bp in differing:
        ends.setdefault((account_id, staff_id, role, since, share_bp), []).append(until)
    return [key[3] if len(untils) == 1 else min(untils) for key, untils in ends.items()]


def _facts(found: Differing, served: Sequence[str], *, late: LateMonth, first_day: int | None) -> Facts:
    """What a load's sentence names: at most twenty of each, and the first day that differs."""
    if "day" in late.event.facts:
        return {}
    touched = {
        "accounts": sorted(found.accounts)[:NAMED_MOST],
        "parties": sorted(found.parties)[:NAMED_MOST],
        "curves": [f"{side} {tenor}" for side, tenor in sorted(found.curves)][:NAMED_MOST],
        "staff": sorted(found.staff)[:NAMED_MOST],
        "shares": sorted(served)[:NAMED_MOST],
    }
    days = [
        since for part in (found.accounts, found.parties, found.curves, found.staff) for since, _until in part.values()
    ]
    days += [] if first_day is None else [first_day]
    month = known.inputs_of(late.close.run).period
    first = max(min(days, default=month.since_day), month.since_day)
    return {"touched": {name: keys for name, keys in touched.items() if keys}, "day": day_of(first).isoformat()}
