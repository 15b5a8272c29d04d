"""Reads of holds: what pay leaves out, lists for pages, one hold with its lines, history and the balance behind it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import Count, Prefetch, QuerySet

from qiao.appraisal.models import CreditHold, CreditHoldEvent, CreditHoldLine, HoldSearch
from qiao.appraisal.queries.plans import plan_of
from qiao.appraisal.queries.slips import expenses_of
from qiao.appraisal.rules.gaming.held import Held, HeldLine, HeldMeasure, held_bonus_fen, once, sums_of
from qiao.appraisal.rules.gaming.holding import WITHHELD, HoldState, may_decide
from qiao.appraisal.rules.gaming.signs import Pattern, level_by_day
from qiao.book import queries as book
from qiao.contribution.queries.runs import Run, folder_of
from qiao.engine.lookup import rows_of
from qiao.ground.authority import Scope, may, scope_of
from qiao.ground.models import User
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people

__all__ = (
    "CreditHold",
    "CreditHoldEvent",
    "CreditHoldLine",
    "Held",
    "HoldSearch",
    "curve_of",
    "decides",
    "events_of",
    "held",
    "hold_of",
    "holds_in",
    "lines_of",
    "newest_search",
    "of_person",
    "open_counts",
    "open_dues",
    "sees",
    "sums_for",
)
HOLDS_MOST = 10_000
OF_ONE_MOST = 200
LINES_MOST = 2_000
EVENTS_MOST = 500
CURVE_ACCOUNTS_MOST = 20
AROUND_DAYS = 45  # shown before and after the days in question


def held(months: Sequence[str], staff_ids: Collection[str]) -> dict[tuple[str, str], Held]:
    """By month and person what pay has to leave out; who has nothing held is absent. More than 10,000 are refused."""
    rows = CreditHold.objects.filter(month__in=list(months), staff_id__in=list(staff_ids))
    rows = rows.filter(state__in=sorted(WITHHELD)).select_related("run__book_version").order_by("-run_id", "id")
    found: dict[tuple[str, str], list[CreditHold]] = {}
    read = list(rows.prefetch_related("lines")[: HOLDS_MOST + 1])
    if len(read) > HOLDS_MOST:
        words = _("More than %(most)s holds concern these people and months; ask for fewer at once.")
        raise Refusal("holds.many", words, most=HOLDS_MOST)
    for row in read:
        found.setdefault((row.month, row.staff_id), []).append(row)
    return {key: _held(*key, holds) for key, holds in sorted(found.items())}


def held_months(staff_ids: Collection[str]) -> set[tuple[str, str]]:
    """The months of these people of which something is held or confirmed as held: person and month."""
    rows = CreditHold.objects.filter(staff_id__in=list(staff_ids), state__in=sorted(WITHHELD))
    return set(rows.order_by().values_list("staff_id", "month").distinct())


def _held(month: str, staff_id: str, holds: Sequence[CreditHold]) -> Held:
    """The holds come with the newest settlement first: of a day held twice its figure counts."""
    sums = sums_of(once(_lines(holds)))
    confirmed = sums_of(once(_lines(one for one in holds if one.state == HoldState.CONFIRMED)))
    run = holds[0].run
    return Held(
        month=month,
        staff_id=staff_id,
        sums=sums,
        bonus_fen=bonus_fen_of(run, staff_id, sums),
        confirmed_fen=bonus_fen_of(run, staff_id, confirmed) if confirmed else 0,
        holds=tuple(sorted(one.pk for one in holds)),
    )


def _lines(holds: Iterable[CreditHold]) -> list[HeldLine]:
    return [line_of(row) for hold in holds for row in hold.lines.all()]


def line_of(row: CreditHoldLine) -> HeldLine:
    """A line as the rules take it."""
    return HeldLine(row.account_id, HeldMeasure(row.measure), tuple((day, micro) for day, micro in row.days))


def bonus_fen_of(run: Run, staff_id: str, sums: dict[HeldMeasure, int]) -> int:
    """What sums held mean in a person's bonus of a run, under the plan it was settled by."""
    result = rows_of(folder_of(run) / "staff_result.parquet", "staff_id", [staff_id])
    if not result:
        return 0
    whole = {name: int(value) for name, value in result[0].items() if name.endswith("_micro")}
    return held_bonus_fen(plan_of(run), sums=whole, expenses=expenses_of(run, staff_id), held=sums)


def holds_in(
    scope: Scope, *, month: str = "", pattern: str = "", state: str = "", org_ids: Collection[str] | None = None
) -> QuerySet[CreditHold]:
    """The holds of the people a scope sees, newest month first, the plainest signs first; the caller cuts it."""
    rows = CreditHold.objects.all()
    if not scope.everything:
        rows = rows.filter(staff_id__in=people.visible_staff(scope).values("staff_id"))
    wanted = {"month": month, "pattern": pattern, "state": state}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if org_ids is not None:
        rows = rows.filter(org_id__in=list(org_ids))
    return rows.order_by("-month", "-score_bp", "id")


def of_person(month: str, staff_id: str) -> list[CreditHold]:
    """A person's holds of a month, at most 200."""
    rows = CreditHold.objects.filter(month=month, staff_id=staff_id).order_by("-score_bp", "id")
    return list(rows[:OF_ONE_MOST])


def hold_of(number: int) -> CreditHold | None:
    """One hold by its number, or None."""
    rows = CreditHold.objects.select_related("run__book_version")
    return rows.filter(pk=number).first() if number < 2**63 else None


def lines_of(hold: CreditHold) -> list[CreditHoldLine]:
    """A hold's lines by account and measure, at most 2,000."""
    return list(hold.lines.order_by("account_id", "measure")[:LINES_MOST])


def events_of(hold: CreditHold) -> list[CreditHoldEvent]:
    """A hold's history, oldest first, at most 500."""
    return list(hold.events.order_by("id")[:EVENTS_MOST])


def sums_for(hold: CreditHold) -> dict[HeldMeasure, int]:
    """A hold's sums by measure."""
    return sums_of(once(line_of(row) for row in lines_of(hold)))


def sees(person: User, hold: CreditHold, *, on: date) -> bool:
    """Whether a hold is somebody's to read: the person's own, or of whom he or she sees."""
    if person.staff_id and person.staff_id == hold.staff_id:
        return True
    return may(person, "appraisal.holds") and holds_in(scope_of(person, on=on)).filter(pk=hold.pk).exists()


def decides(person: User, hold: CreditHold, *, on: date) -> bool:
    """Whether somebody may decide it: by post, of whom he or she sees, not of oneself and not of a peer."""
    concerned = people.staff_of(hold.staff_id)
    post = concerned.post if concerned else ""
    by_post = may_decide(person.post, staff_id=person.staff_id, held_post=post, held_id=hold.staff_id)
    return by_post and sees(person, hold, on=on)


def open_dues(person: User, *, on: date) -> tuple[int, date | None]:
    """How many holds wait for this person's decision, and the first day one is due."""
    rows = holds_in(scope_of(person, on=on), state=HoldState.OPEN.value).exclude(staff_id=person.staff_id)
    peers = people.visible_staff(scope_of(person, on=on)).filter(post=person.post).values("staff_id")
    rows = rows.exclude(staff_id__in=peers)
    first = rows.order_by("due", "id").values_list("due", flat=True).first()
    return (rows.count(), first) if first else (0, None)


def own_open(staff_id: str) -> list[CreditHold]:
    """The holds on a person's own credit that wait for a decision, the first due first; at most 200."""
    rows = CreditHold.objects.filter(staff_id=staff_id, state=HoldState.OPEN.value)
    said = Prefetch("events", CreditHoldEvent.objects.filter(did="said"))
    return list(rows.prefetch_related(said).order_by("due", "id")[:OF_ONE_MOST])


def open_counts(scope: Scope) -> dict[str, int]:
    """How many holds in a scope stand where."""
    rows = holds_in(scope).order_by().values_list("state").annotate(count=Count("id"))
    return dict(rows)


def newest_search(month: str) -> HoldSearch | None:
    """The newest search of a month."""
    return HoldSearch.objects.filter(month=month).order_by("-id").first()


def patterns() -> list[str]:
    """The patterns there are, in the order of the words."""
    return [one.value for one in Pattern]


def curve_of(hold: CreditHold) -> list[tuple[int, int]]:
    """Day by day the balance of the accounts in a hold, from before the first day in question to after the last."""
    version = book.current()
    accounts = sorted({row.account_id for row in lines_of(hold)})[:CURVE_ACCOUNTS_MOST]
    days = [day for row in lines_of(hold) for day, _micro in row.days]
    if version is None or not days:
        return []
    first = min(*days, day_number(hold.key_day)) - AROUND_DAYS
    last = max(*days, day_number(hold.key_day)) + AROUND_DAYS
    last = min(last, max(one.until_day for one in book.coverage(version)) - 1)
    rows = book.account_rows(version, "balance", accounts, columns=["on_day", "change_fen"])
    return level_by_day(((row["on_day"], row["change_fen"]) for row in rows), first=first, last=last)
