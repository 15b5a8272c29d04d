"""A simulation reckoned: every piece, every person whom the scheme takes, held against what held. It writes nothing."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction

from qiao.appraisal.queries import schemes
from qiao.appraisal.queries.beside import branches_and_units
from qiao.appraisal.rules.plan import Plan
from qiao.appraisal.rules.scheme.deferring import Carried, carried_on
from qiao.appraisal.rules.scheme.evaluate import Outcome, evaluate
from qiao.appraisal.rules.scheme.facts import PersonFacts
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.spans import shifted
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine.reading import stream
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.simulation.queries.gathering import Shelf, facts_for, needs_of, whos_of
from qiao.simulation.rules.edges import edges_of, figures_at, near
from qiao.simulation.rules.lines import Held, Line, Who, line_of
from qiao.simulation.rules.pieces import Piece, months_between, pieces_of
from qiao.simulation.rules.setting import Against, Setting
from qiao.simulation.rules.summing import EdgeCount

PLAN = ""  # by what is held where no scheme took the person: the plan of the settlement
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for the whole simulation."""

    scheme: Scheme
    plans: Mapping[str, Plan]
    assumed: Fraction
    against: Against
    seen: frozenset[str] | None  # the people whom the asker sees, None = everybody
    units: frozenset[str] | None  # the chosen unit with all below it, None = all


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a simulation came to; `partial` pieces lacked months, `base_assumed` ones took the first kept day's base."""

    lines: Sequence[Line]
    edges: Sequence[EdgeCount]
    pieces: Sequence[Piece]
    base_assumed: Sequence[str]
    runs: Mapping[str, int]


@dataclass(slots=True)
class Going:
    """What goes on from piece to piece: lines so far, who owes what, how many stand near an edge."""

    lines: list[Line] = field(default_factory=list)
    carried: dict[str, list[Carried]] = field(default_factory=dict)
    below: Counter[tuple[str, str, Fraction]] = field(default_factory=Counter)
    beyond: Counter[tuple[str, str, Fraction]] = field(default_factory=Counter)


def reckon(scheme: Scheme, setting: Setting, *, seen: Collection[str] | None, tell: Tell) -> Reckoned:
    """Reckon a simulation; `tell` hears how many of how many pieces are done."""
    months = months_between(setting.first, setting.last)
    found = runs.newest_runs(months)
    lacking = [month for month in months if month not in found]
    if lacking:
        words = _("%(month)s is not settled and so has no kept figures; choose months that are.")
        raise Refusal("simulation.month", words, month=lacking[0])
    terms = Terms(
        scheme=scheme,
        plans=schemes.known_plans(),
        assumed=setting.assumed,
        against=setting.against,
        seen=None if seen is None else frozenset(seen),
        units=frozenset(people.orgs_below(setting.unit)) if setting.unit else None,
    )
    pieces, going, tree = pieces_of(scheme.rhythm, months), Going(), branches_and_units()
    with ThreadPoolExecutor(max_workers=1) as beside:
        ahead = _begun(terms, pieces[0], tree=tree, beside=beside)
        for number, piece in enumerate(pieces):
            tell(number, len(pieces))
            shelf, whos = ahead
            if number + 1 < len(pieces):
                ahead = _begun(terms, pieces[number + 1], tree=tree, beside=beside)
            if whos:
                _reckon_piece(terms, piece, going, shelf=shelf, whos=whos)
    tell(len(pieces), len(pieces))
    if not going.lines:
        raise Refusal("simulation.nobody", _("The scheme takes nobody of these months; look at posts, levels, units."))
    edges = edges_of(scheme, plans=terms.plans)
    return Reckoned(
        lines=going.lines,
        edges=[EdgeCount(one, going.below[one.key], going.beyond[one.key]) for one in edges],
        pieces=pieces,
        base_assumed=[one.name for one in pieces if needs_of(scheme, one).base_assumed],
        runs={month: run.pk for month, run in found.items()},
    )


def _chosen(terms: Terms, whos: Mapping[str, Who]) -> dict[str, Who]:
    """Those whom the scheme takes, of the chosen unit, whom the asker sees."""
    return {
        staff_id: one
        for staff_id, one in whos.items()
        if terms.scheme.whom.takes(post=one.post, level=one.level, units=one.units)
        and (terms.seen is None or staff_id in terms.seen)
        and (terms.units is None or one.org_id in terms.units)
    }


def _begun(
    terms: Terms, piece: Piece, *, tree: Callable[[str], tuple[str, frozenset[str]]], beside: Executor
) -> tuple[Shelf, dict[str, Who]]:
    """The people of a piece, and their figures, which the engine begins to read beside."""
    whos = _chosen(terms, whos_of(piece, tree=tree))
    shelf = Shelf(piece, sorted(whos))
    if whos:
        shelf.begin(needs_of(terms.scheme, piece), beside=beside)
    return shelf, whos


def _reckon_piece(terms: Terms, piece: Piece, going: Going, *, shelf: Shelf, whos: Mapping[str, Who]) -> None:
    last = piece.period.until - timedelta(days=1)
    peers_least = schemes.peers_least_on(last)
    facts = facts_for(terms.scheme, shelf, whos, peers_least=peers_least)
    held = _held(terms, shelf, whos, on=last)
    edges = edges_of(terms.scheme, plans=terms.plans)
    for staff_id, who in whos.items():
        own = _with_carried(facts[staff_id], going.carried.get(staff_id, ()), on=last)
        outcome = evaluate(
            terms.scheme, own, plans=terms.plans, peers_least=peers_least, assumed=terms.assumed, telling=False
        )
        going.lines.append(line_of(who, outcome, piece=piece.name, held=held[staff_id], plans=terms.plans))
        _carry(terms.scheme, outcome, going, staff_id=staff_id, piece=piece)
        figures = figures_at(outcome)
        for edge in edges:
            figure = figures.get((edge.kind, edge.code))
            side = 0 if figure is None else near(edge, figure)
            if side:
                (going.below if side < 0 else going.beyond)[edge.key] += 1


def _with_carried(facts: PersonFacts, carried: Sequence[Carried], *, on: date) -> PersonFacts:
    owed = carried_on(carried, on=on)
    return replace(facts, carried_fen=owed) if owed else facts


def _carry(scheme: Scheme, outcome: Outcome, going: Going, *, staff_id: str, piece: Piece) -> None:
    """What is owed after a piece is what goes on; it holds as many months as the scheme says, from the piece's end."""
    if outcome.carried_fen:
        until = month_period(shifted(piece.months[-1], by=scheme.pay.carry_months + 1)).since
        going.carried[staff_id] = [Carried(outcome.carried_fen, until)]
    else:
        going.carried.pop(staff_id, None)


def _held(terms: Terms, shelf: Shelf, whos: Mapping[str, Who], *, on: date) -> dict[str, Held]:
    """What is paid of each person's piece as things stand."""
    by_plan = _bonus_by_plan(shelf.piece.months)
    found = {staff_id: Held(by_plan.get(staff_id, 0), PLAN) for staff_id in whos}
    if terms.against is Against.PLAN:
        return found
    peers_least = schemes.peers_least_on(on)
    for scheme in schemes.published_on(on):  # of two that take a person, the one that began later
        taken = {
            staff_id: one
            for staff_id, one in whos.items()
            if scheme.whom.takes(post=one.post, level=one.level, units=one.units)
        }
        if taken:
            facts = facts_for(scheme, shelf, taken, peers_least=peers_least)
            for staff_id in taken:
                outcome = evaluate(
                    scheme,
                    facts[staff_id],
                    plans=terms.plans,
                    peers_least=peers_least,
                    assumed=terms.assumed,
                    telling=False,
                )
                found[staff_id] = Held(outcome.variable_fen, scheme.code)
    return found


def _bonus_by_plan(months: Sequence[str]) -> dict[str, int]:
    """The bonus that the plan paid in the newest settlements of these months, by person; fen."""
    found: Counter[str] = Counter()
    files = [folder_of(run) / "staff_result.parquet" for run in _runs(months)]
    for row in stream(files, columns=["staff_id", "bonus_fen"]):
        found[row["staff_id"]] += int(row["bonus_fen"])
    return found


def _runs(months: Sequence[str]) -> list[Run]:
    return list(runs.newest_runs(months).values())
