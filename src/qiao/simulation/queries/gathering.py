"""What a scheme takes of the people of a piece: kept figures, targets, last year's, the team's and the peers'.

Figures come by column from the newest kept settlements; nothing is settled anew, and nothing is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from fractions import Fraction

from qiao.appraisal.queries import schemes
from qiao.appraisal.queries.handed_figures import handed_figures
from qiao.appraisal.queries.scheme_facts import Base, Columns, Prepared, facts_by_person, prepared
from qiao.appraisal.queries.targets import standing_targets
from qiao.appraisal.rules.measures import Measure as TargetOf
from qiao.appraisal.rules.scheme.facts import MICRO, Key, PersonFacts, laid_beside, missing_in, value_of
from qiao.appraisal.rules.scheme.library import Bearer
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Scheme, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.appraisal.rules.spans import moved
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import folder_of
from qiao.engine.reading import select
from qiao.ground.money import micro_of_fen
from qiao.ground.periods import MONTHS_A_YEAR, month_period
from qiao.people.queries import staff as people
from qiao.simulation.rules.lines import Who
from qiao.simulation.rules.pieces import Piece

NEEDS_EVA = frozenset({"eva", "loan_margin_worth"})
TARGETS = {"deposit_average": TargetOf.DEPOSITS, "loan_average": TargetOf.LOANS, "fees": TargetOf.FEES}
"""Which sheet of targets an indicator's measure is held against; others have no sheet here."""
AMONG_PEERS = frozenset({Way.RANK, Way.STANDARD})
Figures = Mapping[str, PersonFacts]


@dataclass(frozen=True, slots=True)
class Needs:
    """What of the kept leaves a scheme asks for: increments over a base, EVA of loans."""

    base: Base | None
    base_assumed: bool
    eva: bool


@dataclass(slots=True)
class Shelf:
    """The figures gathered so far of one piece, so that two schemes with the same needs read them once."""

    piece: Piece
    staff_ids: Sequence[str]
    read: dict[tuple[Base | None, bool], Figures] = field(default_factory=dict)
    coming: dict[tuple[Base | None, bool], "Future[Columns]"] = field(default_factory=dict)

    def begin(self, needs: Needs, *, beside: Executor) -> None:
        """Have the engine begin to read, while the piece before is being reckoned."""
        question = _question(self.piece.months, self.staff_ids, needs=needs)
        self.coming[needs.base, needs.eva] = beside.submit(question.read)

    def figures(self, needs: Needs) -> Figures:
        """By person, everybody asked for."""
        key = (needs.base, needs.eva)
        if key not in self.read:
            coming = self.coming.pop(key, None)
            if coming is None:
                columns = _question(self.piece.months, self.staff_ids, needs=needs).read()
            else:
                columns = coming.result()
            self.read[key] = _by_person(columns, self.staff_ids)
        return self.read[key]


def _question(months: Sequence[str], staff_ids: Sequence[str], *, needs: Needs) -> Prepared:
    charges = schemes.charges_on(month_period(months[-1]).until) if needs.eva else None
    return prepared(staff_ids, months, base=needs.base, charges=charges)


def _by_person(columns: Columns, staff_ids: Sequence[str]) -> Figures:
    found = facts_by_person(columns, besides=staff_ids)
    return {staff_id: found[staff_id] for staff_id in staff_ids}


def measures_of(scheme: Scheme) -> set[str]:
    """The measures of all legs, indicators and gates."""
    found = {name for leg in scheme.legs for name in leg.measures}
    found |= {one.measure for one in scheme.indicators} | {one.measure for one in scheme.gates}
    return found | {"loan_margin_worth" for leg in scheme.legs if leg.worth}


def needs_of(scheme: Scheme, piece: Piece) -> Needs:
    """What to ask for; where last year's months are not kept, the base is what stood on the first kept day."""
    names = measures_of(scheme)
    eva = any(NEEDS_EVA.intersection(MEASURES[name].figures) for name in names)
    if not any(MEASURES[name].base for name in names):
        return Needs(None, base_assumed=False, eva=eva)
    on = next((leg.base_on for leg in scheme.legs if leg.base_on is not None), None)
    if on is not None:
        return Needs(Base(on=on), base_assumed=False, eva=eva)
    year = piece.period.since.year - 1
    kept = set(runs.months())
    if all(f"{year}-{number:02d}" in kept for number in range(1, MONTHS_A_YEAR + 1)):
        return Needs(Base(year=year), base_assumed=False, eva=eva)
    return Needs(Base(on=month_period(min(kept)).since), base_assumed=True, eva=eva)


def whos_of(piece: Piece, *, tree: Callable[[str], tuple[str, frozenset[str]]]) -> dict[str, Who]:
    """The people as the settlement of the piece's last month knew them; `tree` gives a unit's branch and all above."""
    run = runs.chosen_run(piece.months[-1])
    columns = ["staff_id", "name", "org_id", "coalesce(post, '') AS post", "coalesce(level, '') AS level"]
    rows = select([folder_of(run) / "staff.parquet"], columns=columns, order=["staff_id"])
    return {
        row["staff_id"]: Who(
            staff_id=row["staff_id"],
            name=row["name"],
            org_id=row["org_id"],
            branch=tree(row["org_id"])[0],
            units=tree(row["org_id"])[1],
            post=row["post"],
            level=row["level"],
        )
        for row in rows
    }


def branches_and_units() -> Callable[[str], tuple[str, frozenset[str]]]:
    """Of a unit: the one just below the head office that it belongs to (or itself), and all units above it with it."""
    known: dict[str, tuple[str, frozenset[str]]] = {}

    def tree(org_id: str) -> tuple[str, frozenset[str]]:
        if org_id not in known:
            above = people.orgs_above(org_id) or [org_id]
            known[org_id] = (above[-2] if len(above) > 1 else above[-1], frozenset(above))
        return known[org_id]

    return tree


def facts_for(scheme: Scheme, shelf: Shelf, whos: Mapping[str, Who], *, peers_least: int) -> dict[str, PersonFacts]:
    """The facts of these people under a scheme; what is not there stays unknown."""
    held = shelf.figures(needs_of(scheme, shelf.piece))
    handed = handed_figures(shelf.piece.period, list(whos))
    found = {staff_id: laid_beside(held[staff_id], handed.get(staff_id, {})) for staff_id in whos}
    targets = _targets(scheme, shelf.piece, whos)
    before = _last_year(scheme, shelf.piece, list(whos))
    teams = _teams(found, whos) if any(one.axes.bearer is Bearer.TEAM for one in scheme.indicators) else {}
    found = {
        staff_id: replace(
            facts,
            targets=targets.get(staff_id, {}),
            last_year=before.get(staff_id, {}),
            team=teams.get(whos[staff_id].org_id, {}),
        )
        for staff_id, facts in found.items()
    }
    return _among_peers(scheme, found, whos, peers_least=peers_least)


def _targets(scheme: Scheme, piece: Piece, staff_ids: Iterable[str]) -> dict[str, dict[str, int]]:
    """By person and indicator, millionths of a yuan."""
    wanted = {one.code: TARGETS[one.measure] for one in scheme.indicators if _by_sheet(one.target.source, one.measure)}
    if not wanted:
        return {}
    rows = standing_targets(list(staff_ids), [piece.name])
    by_measure: dict[tuple[str, str], int] = {
        (staff_id, measure): micro_of_fen(row.amount_fen) for (staff_id, measure, _period), row in rows.items()
    }
    found: dict[str, dict[str, int]] = {}
    for (staff_id, measure), amount in by_measure.items():
        for code, of in wanted.items():
            if of.value == measure:
                found.setdefault(staff_id, {})[code] = amount
    return found


def _by_sheet(source: TargetFrom, measure: str) -> bool:
    return source is TargetFrom.SHEET and measure in TARGETS


def _last_year(scheme: Scheme, piece: Piece, staff_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """By person and indicator, what the same months of the year before came to; empty where they are not kept."""
    wanted = [one for one in scheme.indicators if one.target.source is TargetFrom.BASE]
    months = moved(piece.months, by=-MONTHS_A_YEAR)
    if not wanted or not set(months) <= set(runs.months()):
        return {}
    before = Piece("", months, piece.whole)
    held = _by_person(_question(months, staff_ids, needs=needs_of(scheme, before)).read(), staff_ids)
    found: dict[str, dict[str, int]] = {}
    for staff_id, facts in held.items():
        for one in wanted:
            measure = MEASURES[one.measure]
            value = None if missing_in(measure, facts) else value_of(measure, facts)
            if value is not None:
                found.setdefault(staff_id, {})[one.code] = int(value * MICRO)
    return found


def _teams(found: Figures, whos: Mapping[str, Who]) -> dict[str, dict[Key, int]]:
    """The figures of everybody of a unit added up, by unit."""
    teams: dict[str, dict[Key, int]] = {}
    for staff_id, facts in found.items():
        team = teams.setdefault(whos[staff_id].org_id, {})
        for key, value in facts.figures.items():
            team[key] = team.get(key, 0) + value
    return teams


def _among_peers(
    scheme: Scheme, found: dict[str, PersonFacts], whos: Mapping[str, Who], *, peers_least: int
) -> dict[str, PersonFacts]:
    """Peers are those of the same branch whom the scheme takes; where these are too few, all whom it takes."""
    ranked = [one for one in scheme.indicators if one.scoring.way in AMONG_PEERS]
    if not ranked:
        return found
    values: dict[str, dict[str, dict[str, Fraction]]] = {}
    for staff_id, facts in found.items():
        for one in ranked:
            measure = MEASURES[one.measure]
            value = None if missing_in(measure, facts) else value_of(measure, facts)
            if value is not None:
                values.setdefault(one.code, {}).setdefault(whos[staff_id].branch, {})[staff_id] = value
    return {
        staff_id: replace(
            facts, peers=_peers(values, branch=whos[staff_id].branch, staff_id=staff_id, peers_least=peers_least)
        )
        for staff_id, facts in found.items()
    }


def _peers(
    values: Mapping[str, Mapping[str, Mapping[str, Fraction]]], *, branch: str, staff_id: str, peers_least: int
) -> dict[str, Sequence[Fraction]]:
    found: dict[str, Sequence[Fraction]] = {}
    for code, branches in values.items():
        own = branches.get(branch, {})
        if len(own) < peers_least:
            own = {one: value for others in branches.values() for one, value in others.items()}
        if staff_id in own:
            found[code] = list(own.values())
    return found
