"""The search for customers who stand in the book twice, and a pair that somebody names by hand."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qiao.book import queries as book
from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.portions import portions
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.linkage.adapters.accounts import accounts_by_party
from qiao.linkage.adapters.comparing import Candidate, Kept, candidates, customers_without
from qiao.linkage.adapters.pinyin import reading
from qiao.linkage.models import CustomerPair, DuplicateSearch
from qiao.linkage.queries import pairs
from qiao.linkage.rules.deciding import Ids, PairState, Plan, ids_of, plan_of
from qiao.linkage.rules.judging import Judgement, Outcome, Thresholds, judge, points_of
from qiao.linkage.rules.known import CLEAR_FROM, DOUBTFUL_FROM, PPM_OF_BASIS_POINT, thresholds_of
from qiao.linkage.rules.parties import COMPANY, Party, party_of
from qiao.linkage.rules.surviving import Weight, survivor_of_pair
from qiao.office import queries as office

BATCH, MILLI = 2_000, 1_000
STATE_OF = {Outcome.CLEAR: PairState.CLEAR, Outcome.DOUBTFUL: PairState.DOUBTFUL}


@dataclass(frozen=True, slots=True)
class Found:
    """A pair that stands: who, how sure, why, and the id that is proposed to stay."""

    ids: Ids
    kind: str
    ppm: int
    judged: Judgement
    survivor: str


def find_duplicates(*, scratch: Path, on: date, actor: str) -> DuplicateSearch:
    """Compare everybody, outside of any transaction, then write what was found in one; `scratch` is an own folder."""
    began = clock.ticks()
    clear, doubtful = (office.dated(known.name, on=on).value for known in (CLEAR_FROM, DOUBTFUL_FROM))
    thresholds = thresholds_of(clear, doubtful)
    absorbed = [party_id for party_id, _survivor in customers.alias_pairs()]
    rows = customers_without(customers.party_rows(), absorbed)
    kept, compared = candidates(rows, reading=reading, least_ppm=thresholds.doubtful_ppm, scratch=scratch)
    found = found_of(compared, thresholds=thresholds)
    took_ms = round((clock.ticks() - began) * MILLI)
    return write_found(found, kept=kept, thresholds=thresholds, took_ms=took_ms, actor=actor)


def found_of(compared: Iterable[Candidate], *, thresholds: Thresholds) -> list[Found]:
    """The pairs that the rules leave, each with the id that is proposed to stay."""
    judged = [(one, judge(one.one, one.other, ppm=one.ppm, thresholds=thresholds)) for one in compared]
    standing = [(one, verdict) for one, verdict in judged if verdict.outcome is not Outcome.NOTHING]
    version = book.current()
    files = book.fact_files(version, "account") if version else []
    held = accounts_by_party(files, (party.party_id for one, _v in standing for party in (one.one, one.other)))
    return [
        Found(
            ids_of(one.one.party_id, one.other.party_id),
            "person" if one.one.is_person else COMPANY,
            one.ppm,
            verdict,
            survivor_of_pair(_weight(one.one, held), _weight(one.other, held)),
        )
        for one, verdict in standing
    ]


def _weight(party: Party, held: dict[str, tuple[int, int]]) -> Weight:
    number, opened = held.get(party.party_id, (0, None))
    known = sum(1 for one in (party.number, party.phone, party.road, party.founded, party.capital) if one)
    return Weight(party.party_id, party.valid, number, opened, known)


@recorded
def write_found(
    found: Sequence[Found], *, kept: Kept, thresholds: Thresholds, took_ms: int, actor: str
) -> DuplicateSearch:
    """Put the pairs into the queue: decided ones stay as they are, open ones follow the search."""
    counts = {outcome: sum(1 for one in found if one.judged.outcome is outcome) for outcome in STATE_OF}
    search = DuplicateSearch.objects.create(
        at=clock.now(),
        actor=actor,
        customers=kept.customers,
        compared=kept.compared,
        common_keys=kept.common_keys,
        clear_bp=thresholds.clear_ppm // PPM_OF_BASIS_POINT,
        doubtful_bp=thresholds.doubtful_ppm // PPM_OF_BASIS_POINT,
        clear=counts[Outcome.CLEAR],
        doubtful=counts[Outcome.DOUBTFUL],
        digest=digest_of_found(found),
        took_ms=took_ms,
    )
    plan = _written(found, search)
    note(
        f"duplicate search {search.pk}",
        new={
            "customers": kept.customers,
            "clear": search.clear,
            "doubtful": search.doubtful,
            "new pairs": len(plan.add),
            "taken_out": len(plan.take_out),
            "result": search.digest,
        },
    )
    return search


def _written(found: Sequence[Found], search: DuplicateSearch) -> Plan:
    """The pairs of the search put in the place of those before; a pair named by hand, or asked for, stays."""
    columns = ("first_id", "second_id", "state", "id", "search_id")
    rows = list(CustomerPair.objects.values_list(*columns))
    states = {(first, second): PairState(state) for first, second, state, _number, _search in rows}
    numbers = {(first, second): number for first, second, _state, number, _search in rows}
    asked = pairs.requested()
    kept = [(one, other) for one, other, _state, number, by_search in rows if by_search is None or number in asked]
    by_ids = {one.ids: one for one in found}
    plan = plan_of(by_ids, held=states, kept=kept)
    fresh = (_row(by_ids[ids], search) for ids in plan.add)
    for batch in portions(fresh, BATCH):
        CustomerPair.objects.bulk_create(batch)
    _renew([(numbers[ids], by_ids[ids]) for ids in plan.renew], search)
    for gone in portions((numbers[ids] for ids in plan.take_out), BATCH):
        CustomerPair.objects.filter(pk__in=gone).delete()
    return plan


def digest_of_found(found: Sequence[Found]) -> str:
    """The digest of the pairs: the same book and thresholds give the same."""
    lines = sorted(f"{one.ids[0]}\t{one.ids[1]}\t{one.ppm}\t{one.judged.outcome}" for one in found)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _row(one: Found, search: DuplicateSearch | None, *, number: int | None = None) -> CustomerPair:
    return CustomerPair(
        pk=number,
        first_id=one.ids[0],
        second_id=one.ids[1],
        kind=one.kind,
        state=STATE_OF[one.judged.outcome].value,
        why=one.judged.why,
        ppm=one.ppm,
        points=[[point.aspect.value, point.verdict.value] for point in one.judged.points],
        survivor_id=one.survivor,
        search=search,
    )


def _renew(rows: Sequence[tuple[int, Found]], search: DuplicateSearch) -> None:
    fields = ["kind", "state", "why", "ppm", "points", "survivor_id", "search"]
    for part in portions(rows, BATCH):
        batch = [_row(one, search, number=number) for number, one in part]
        CustomerPair.objects.bulk_update(batch, fields, batch_size=BATCH // 10)


@recorded
def name_pair(one_id: str, other_id: str, *, person: User, actor: str) -> CustomerPair:
    """Put two customers side by side whom somebody noticed; a pair that is known already is answered as it stands."""
    require(person, "linkage.decide", (one_id, other_id))
    known = customers.customers_by_id([one_id, other_id])
    lacking = [party_id for party_id in (one_id, other_id) if party_id not in known]
    if lacking:
        raise Refusal("pair.stranger", _("The book knows no customer %(party)s."), party=lacking[0][:64] or "-")
    one, other = known[one_id], known[other_id]
    if one_id == other_id or one.kind != other.kind:
        raise Refusal("pair.kinds", _("Name two customers of one kind: two people, or two companies."))
    if customers.survivors_of([one_id, other_id]):
        raise Refusal("pair.absorbed", _("One of the two was merged already; name the customer that it became."))
    standing = pairs.pair_of_ids(one_id, other_id)
    if standing is None:
        standing = _by_hand(party_of(_raw(one), reading=reading), party_of(_raw(other), reading=reading))
        standing.save()
    note(f"pair {standing.pk}", new={"customers": list(standing.ids), "state": standing.state})
    return standing


def _raw(one: customers.Customer) -> dict[str, object]:
    named = ("party_id", "kind", "name", "id_no", "region", "address", "phone", "registered_capital_fen")
    founded = one.established_on
    return {name: getattr(one, name) for name in named} | {"established_on_day": founded and day_number(founded)}


def _by_hand(one: Party, other: Party) -> CustomerPair:
    judged = Judgement(Outcome.DOUBTFUL, "named", points_of(one, other))
    survivor = survivor_of_pair(_weight(one, {}), _weight(other, {}))
    kind = "person" if one.is_person else COMPANY
    return _row(Found(ids_of(one.party_id, other.party_id), kind, 0, judged, survivor), None)
