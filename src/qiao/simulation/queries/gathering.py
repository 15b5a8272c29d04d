"""What a scheme takes of the people of a piece: kept figures, targets, last year's, the team's and the peers'.

Figures come by column from the newest kept settlements; nothing is settled anew, and nothing is written.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import timedelta

from qiao.appraisal.queries import beside, schemes
from qiao.appraisal.queries.handed_figures import handed_figures
from qiao.appraisal.queries.scheme_facts import Base, Columns, Prepared, facts_by_person, prepared
from qiao.appraisal.rules.scheme.beside import Stand, Stands, asks_base, asks_eva, base_day, over_last_year
from qiao.appraisal.rules.scheme.facts import PersonFacts, laid_beside
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.appraisal.rules.spans import moved
from qiao.contribution.queries import runs
from qiao.contribution.queries.runs import folder_of
from qiao.engine.reading import select
from qiao.ground.periods import MONTHS_A_YEAR, month_period
from qiao.simulation.rules.lines import Who
from qiao.simulation.rules.pieces import Piece

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
    charges = schemes.charges_on(month_period(months[-1]).until - timedelta(days=1)) if needs.eva else None
    return prepared(staff_ids, months, base=needs.base, charges=charges)


def _by_person(columns: Columns, staff_ids: Sequence[str]) -> Figures:
    found = facts_by_person(columns, besides=staff_ids)
    return {staff_id: found[staff_id] for staff_id in staff_ids}


def needs_of(scheme: Scheme, piece: Piece) -> Needs:
    """What to ask for; where last year's months are not kept, the base is what stood on the first kept day."""
    eva = asks_eva([scheme])
    if not asks_base([scheme]):
        return Needs(None, base_assumed=False, eva=eva)
    on = base_day([scheme])
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


def facts_for(scheme: Scheme, shelf: Shelf, whos: Mapping[str, Who], *, peers_least: int) -> dict[str, PersonFacts]:
    """The facts of these people under a scheme; what is not there stays unknown."""
    held = shelf.figures(needs_of(scheme, shelf.piece))
    stands = {staff_id: Stand(one.org_id, one.branch) for staff_id, one in whos.items()}
    handed = handed_figures(shelf.piece.period, list(whos))
    return beside.laid_out(
        scheme.indicators,
        {staff_id: laid_beside(held[staff_id], handed.get(staff_id, {})) for staff_id in whos},
        stands=stands,
        targets=beside.own_targets(scheme.indicators, period=shelf.piece.name, staff_ids=list(whos)),
        last_year=_last_year(scheme, shelf.piece, stands=stands),
        peers_least=peers_least,
    )


def _last_year(scheme: Scheme, piece: Piece, *, stands: Stands) -> dict[str, dict[str, int]]:
    """By person and indicator, what the same months of the year before came to; empty where they are not kept."""
    months = moved(piece.months, by=-MONTHS_A_YEAR)
    if not over_last_year(scheme.indicators) or not set(months) <= set(runs.months()):
        return {}
    before, staff_ids = Piece("", months, piece.whole), list(stands)
    held = _by_person(_question(months, staff_ids, needs=needs_of(scheme, before)).read(), staff_ids)
    return beside.reached_before(scheme.indicators, held, stands=stands)
