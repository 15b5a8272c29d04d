"""Looking through the book for a month's signs: columns narrow it down, the rules judge what is left.

The same book, assignments and thresholds give the same signs. A key date whose days after it are not in the book yet is
not judged, and that is said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qiao.appraisal.adapters import moved, opened
from qiao.appraisal.queries.looking import Look, accounts_of, buckets_of, events_of, rises_in, served_of, wages_of
from qiao.appraisal.rules.gaming.dressing import Deposits, dressing_of
from qiao.appraisal.rules.gaming.key_dates import ends_a_half_year, month_end
from qiao.appraisal.rules.gaming.own_money import Inflow, own_money
from qiao.appraisal.rules.gaming.round_trips import round_trips
from qiao.appraisal.rules.gaming.serving import Served, credited_on, leading_on
from qiao.appraisal.rules.gaming.signs import Events, Sign, Span, balance_on, in_order
from qiao.appraisal.rules.gaming.splitting import Fall, Falls, Opening, splits
from qiao.appraisal.rules.gaming.swaps import HandedOver, swaps
from qiao.appraisal.rules.gaming.thresholds import Thresholds, thresholds_of
from qiao.book import queries as book
from qiao.catalogue import queries as catalogue
from qiao.contribution.queries.runs import Run, folder_of
from qiao.customers import queries as customers
from qiao.engine.reading import select
from qiao.engine.sessions import duckdb_session
from qiao.ground.periods import day_number
from qiao.office import queries as office

MARKS_LETTERS_LEAST = 6  # a shorter telephone or address ties nobody
PERSON, DEPOSIT, LOAN = "person", "deposit", "loan"


@dataclass(frozen=True, slots=True)
class Looked:
    """The signs that bear on a month, and the key dates round which the book does not go far enough yet."""

    signs: tuple[Sign, ...]
    waiting: tuple[int, ...]


def limits_on(on: date) -> Thresholds:
    """The thresholds in force on a day."""
    return thresholds_of(
        lambda name: office.parameter(name, on=on), lambda name: dict(office.parameter_table(name, on=on))
    )


def look_through(run: Run, *, limits: Thresholds, scratch: Path) -> Looked:
    """All signs that bear on the credit of a run's month, judged on the book as it stands."""
    version = book.current()
    assert version is not None, run
    with duckdb_session(scratch, memory=moved.MEMORY) as session:
        look = Look(
            session=session,
            buckets=buckets_of(version),
            run=run,
            version=version,
            covered=book.coverage(version),
            sides={key: one.side for key, one in catalogue.products().items()},
            limits=limits,
        )
        session.put("product", catalogue.product_rows())
        signs, waiting = _round_key_dates(look)
        for more, later in (_exchanged(look), _in_parts(look)):
            signs += more
            waiting += later
    since, until = day_number(run.since), day_number(run.until)
    kept = (sign for sign in signs if any(span.clipped(since, until) for span in sign.spans))
    return Looked(in_order(kept), tuple(sorted(set(waiting))))


def _round_key_dates(look: Look) -> tuple[list[Sign], list[int]]:
    """Signs round the month-end before the month and round its own."""
    signs: list[Sign] = []
    waiting: list[int] = []
    for key_day in (day_number(look.run.since) - 1, day_number(look.run.until) - 1):
        if look.covers(key_day - look.limits.level_days, key_day + look.limits.after_days):
            signs += [*_dressed(look, key_day), *_circled(look, key_day), *_paid_in(look, key_day)]
        elif look.covered_until <= key_day + look.limits.after_days:
            waiting.append(key_day)
    return signs, waiting


def _dressed(look: Look, key_day: int) -> list[Sign]:
    parties = moved.risen(look.session, look.buckets, key_day=key_day, limits=look.limits)
    held = accounts_of(look, parties)
    deposits = [one for one in held if look.sides.get(one.product_id) == DEPOSIT]
    loans = [one for one in held if look.sides.get(one.product_id) == LOAN]
    last = key_day + look.limits.after_days
    events = events_of(look, [one.account_id for one in held], until_day=last + 1)
    wages = wages_of(look, [one.account_id for one in deposits], first=key_day + 1, last=last)
    found = []
    for party_id in parties:
        own = {one.account_id: events.get(one.account_id, ()) for one in deposits if one.party_id == party_id}
        lent = [rise for one in loans if one.party_id == party_id for rise in rises_in(events.get(one.account_id, ()))]
        paid = [one for account_id in own for one in wages.get(account_id, ())]
        found.append(
            dressing_of(Deposits(party_id, own, look.covered_since, lent, paid), key_day=key_day, limits=look.limits)
        )
    return [sign for sign in found if sign is not None]


def _circled(look: Look, key_day: int) -> Iterable[Sign]:
    moved.lay_moves(
        look.session,
        look.buckets,
        since_day=key_day - look.limits.level_days,
        until_day=key_day + look.limits.trip_days + 1,
        least_fen=look.limits.least_fen,
    )
    by_moves, parties = moved.hops_by_moves(look.session, key_day=key_day, limits=look.limits)
    by_postings, more = moved.hops_by_postings(look.session, look.buckets, key_day=key_day, limits=look.limits)
    return round_trips([*by_moves, *by_postings], key_day=key_day, parties=parties | more, limits=look.limits)


def _paid_in(look: Look, key_day: int) -> Iterable[Sign]:
    """Money in the name of who is credited, by postings and by opposite moves."""
    staff = select([folder_of(look.run) / "staff.parquet"], columns=["staff_id", "name"])
    ids: dict[str, list[str]] = {}
    for row in staff:
        ids.setdefault(row["name"], []).append(row["staff_id"])
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded when a job runs

    look.session.put("staff", pa.table({"name": pa.array(sorted(ids), pa.string())}))
    paid = opened.paid_in(look.session, look.buckets, key_day=key_day, limits=look.limits)
    namesakes = {one.party_id: one.name for one in customers.narrowed(kind=PERSON).filter(name__in=sorted(ids))}
    moved.lay_moves(
        look.session,
        look.buckets,
        since_day=key_day - look.limits.own_days - look.limits.hop_days,
        until_day=key_day + 1,
        least_fen=look.limits.own_least_fen,
    )
    over = opened.moved_over(look.session, party_ids=sorted(namesakes), key_day=key_day, limits=look.limits)
    served = served_of(look, {one.party_id for one in (*paid, *over)})
    inflows = [
        Inflow(
            account_id=one.account_id,
            party_id=one.party_id,
            day=one.day,
            amount_fen=one.amount_fen,
            staff_id=staff_id,
            payer=one.from_account or one.payer,
            told=not one.from_account,
        )
        for one in (*paid, *over)
        for staff_id in _credited(one, served.get(one.party_id, ()))
        if staff_id in ids[namesakes[one.payer] if one.from_account else one.payer]
    ]
    return own_money(inflows, key_day=key_day, limits=look.limits)


def _credited(one: opened.Paid, served: Iterable[Served]) -> list[str]:
    return sorted(credited_on(served, account_id=one.account_id, day=one.day))


def _exchanged(look: Look) -> tuple[list[Sign], list[int]]:
    """Customers exchanged round the ends of half-years that still bear on the month."""
    from pyarrow import parquet  # noqa: PLC0415  heavy; loaded when a job runs

    signs: list[Sign] = []
    waiting: list[int] = []
    limits = look.limits
    look.session.put("assignment", parquet.read_table(folder_of(look.run) / "assignment.parquet"))
    for key_day in _half_years(look):
        if look.covered_until <= key_day + limits.swap_days:
            waiting.append(key_day)
            continue
        handed = opened.handed_over(look.session, key_day=key_day, limits=limits)
        held = accounts_of(look, sorted({one.party_id for one in _mutual(handed)}))
        accounts: dict[str, list[str]] = {}
        for one in held:
            accounts.setdefault(one.party_id, []).append(one.account_id)
        events = events_of(look, [one.account_id for one in held], until_day=key_day + limits.swap_days + 1)
        told = [_with_size(one, accounts, events) for one in _mutual(handed)]
        signs += swaps(told, key_day=key_day, accounts=accounts, limits=limits)
    return signs, waiting


def _with_size(one: opened.Handed, accounts: Mapping[str, Sequence[str]], events: Mapping[str, Events]) -> HandedOver:
    size = sum(abs(balance_on(events.get(key, ()), one.day)) for key in accounts.get(one.party_id, ()))
    return HandedOver(one.party_id, one.giver, one.taker, one.day, size)


def _mutual(handed: Sequence[opened.Handed]) -> list[opened.Handed]:
    """Those between people who gave to each other."""
    pairs = {(one.giver, one.taker) for one in handed}
    return [one for one in handed if (one.taker, one.giver) in pairs]


def _half_years(look: Look) -> list[int]:
    """The ends of half-years an exchange about which would still count as new in the month."""
    limits = look.limits
    first = day_number(look.run.since) - limits.counts_days - limits.swap_days
    last = day_number(look.run.until) + limits.swap_days
    ends = {month_end(day) for day in range(first, last)}
    return sorted(day for day in ends if ends_a_half_year(day) and day < last)


def _in_parts(look: Look) -> tuple[list[Sign], list[int]]:
    """Deposits in several parts that still count as new in the month."""
    limits = look.limits
    first = day_number(look.run.since) - limits.counts_days - limits.split_days
    last = min(day_number(look.run.until) + limits.split_days, look.covered_until)
    found = opened.opened(look.session, look.buckets, since_day=first, until_day=last, limits=limits)
    moved.lay_moves(
        look.session,
        look.buckets,
        since_day=first - limits.hop_days,
        until_day=last,
        least_fen=limits.least_fen,
    )
    openings = _openings(look, found)
    signs = splits(openings, _falls_in(look), limits=limits)
    over = [sign for sign in signs if sign.key_day + limits.split_days <= look.covered_until]
    return over, [sign.key_day for sign in signs if sign not in over]


def _falls_in(look: Look) -> Falls:
    def falls(total_fen: int, *, first: int, last: int) -> Sequence[Fall]:
        return moved.falls(look.session, limits=look.limits, total_fen=total_fen, first=first, last=last)

    return falls


def _openings(look: Look, found: Sequence[opened.Opened]) -> list[Opening]:
    days: dict[str, int] = {}
    for one in found:
        days[one.party_id] = min(one.day, days.get(one.party_id, one.day))
    before = opened.known_before(look.session, look.buckets, days=days)
    people = customers.customers_by_id([one.party_id for one in found])
    served = served_of(look, days)
    listed = []
    for one in found:
        known = people.get(one.party_id)
        marks = {known.phone, known.address, known.id_no} if known else set()
        listed.append(
            Opening(
                account_id=one.account_id,
                party_id=one.party_id,
                product_id=one.product_id,
                staff_id=leading_on(served.get(one.party_id, ()), account_id=one.account_id, day=one.day),
                day=one.day,
                amount_fen=one.amount_fen,
                marks=tuple(sorted(mark for mark in marks if len(mark) >= MARKS_LETTERS_LEAST)),
                is_new=one.party_id not in before,
            )
        )
    return listed


def spans_in(sign: Sign, *, since_day: int, until_day: int) -> list[Span]:
    """The spans of a sign within some days."""
    found = (span.clipped(since_day, until_day) for span in sign.spans)
    return [span for span in found if span is not None]
