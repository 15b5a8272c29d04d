"""Reads of the portfolio: the rows a settlement needs, who serves a customer, whose customers a scope may see."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse

from qiao.book import queries as book
from qiao.customers import queries as customers
from qiao.ground import clock
from qiao.ground.authority import Scope, scope_of
from qiao.ground.intake import Column, arrow_of
from qiao.ground.models import User
from qiao.ground.periods import Period, day_number
from qiao.ground.portions import portions
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.queries import Approval
from qiao.office.rules.deciding import State
from qiao.office.rules.tasks import TASKS_MOST, TaskLine
from qiao.people.queries import staff as people
from qiao.portfolio.models import (
    Assignment,
    AssignmentConflict,
    ExtractLine,
    HandOver,
    Originator,
    OwnPortfolio,
    PortfolioChange,
    ShadowCredit,
)
from qiao.portfolio.queries.sources import closed_until_day, loans_of, open_from_day, sources
from qiao.portfolio.rules.conflicts import ConflictState, from_plain
from qiao.portfolio.rules.lines import Line, Lines, in_order
from qiao.portfolio.rules.parameters import HAND_OVER_DUE

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = (
    "ASSIGNMENT_COLUMNS",
    "CLAIM",
    "CONFLICTS_MOST",
    "HAND_OVER",
    "LINES_MOST",
    "Assignment",
    "AssignmentConflict",
    "HandOver",
    "Originator",
    "PortfolioChange",
    "ShadowCredit",
    "assignment_rows",
    "assignments_of",
    "branch_orgs",
    "change_of",
    "changed_ids",
    "changes_of",
    "claim_subject",
    "closed_until_day",
    "conflict_of",
    "extract_lines_of",
    "extract_rows",
    "hand_over_of",
    "hand_over_tasks",
    "hand_overs_of",
    "introduced_counts",
    "kept_since",
    "line_of",
    "lines_known",
    "lines_of",
    "loans_of",
    "may_claim",
    "may_see_customer",
    "named_by_own",
    "once_named",
    "open_claims",
    "open_conflict",
    "open_conflicts",
    "open_from_day",
    "originators_of",
    "own_ids",
    "own_of",
    "papers_subject",
    "parties_served_by",
    "party_of_account",
    "party_of_claim",
    "portfolio_on",
    "running",
    "served_ids",
    "servers_of",
    "serves_or_sees",
    "shadows_of",
    "sources",
    "staff_is_unknown",
    "stored_lines",
    "to_introduce",
    "visible_assignments",
)

ASSIGNMENT_COLUMNS = (
    Column("party_id", "party_id", "string"),
    Column("account_id", "account_id", "string"),
    Column("staff_id", "staff_id", "string"),
    Column("role", "role", "string"),
    Column("since_day", "since", "int32"),
    Column("until_day", "until", "int32"),
    Column("share_bp", "share_bp", "int32"),
)
LINES_MOST = 500
MOVES_MOST = 5_000
CLAIM, HAND_OVER = "claim", "hand_over"
BRANCHES = frozenset({"branch", "subbranch", "head"})
CHANGES_MOST = 200
CONFLICTS_MOST = 200
SERVES_AHEAD_DAYS = 366  # a change agreed for a day to come is no secret of those who will serve
PARTIES_MOST = 1_000_000  # of one scope; whoever serves more sees the whole bank


def assignment_rows() -> "pa.Table":
    """All assignments in the stored form of the contract, in no order."""
    return arrow_of(Assignment, ASSIGNMENT_COLUMNS)


def extract_rows() -> "pa.Table":
    """What the extracts have said, in stored form: all assignments but for customers changed here, of whom theirs.

    A load judges an extract against this; where nothing was changed here it is `assignment_rows`.
    """
    rows, own = assignment_rows(), own_ids()
    if not own:
        return rows
    import pyarrow as pa  # noqa: PLC0415  heavy; only loads need it
    from pyarrow import compute  # noqa: PLC0415  heavy; only loads need it

    here = compute.is_in(rows["party_id"], value_set=pa.array(sorted(own), pa.string()))
    return pa.concat_tables([rows.filter(compute.invert(here)), arrow_of(ExtractLine, ASSIGNMENT_COLUMNS)])


def own_ids() -> frozenset[str]:
    """The customers whose portfolio was changed by an approval here; at most a million."""
    return frozenset(OwnPortfolio.objects.values_list("party_id", flat=True)[:PARTIES_MOST])


def changed_ids() -> set[str]:
    """The customers of whom a change is kept; at most a million."""
    return set(PortfolioChange.objects.order_by().values_list("party_id", flat=True).distinct()[:PARTIES_MOST])


def own_of(party_id: str) -> OwnPortfolio | None:
    """The mark that this customer's portfolio is the house's own."""
    return OwnPortfolio.objects.filter(pk=party_id).first()


def named_by_own(*, party_ids: Collection[str], staff_ids: Collection[str], on: date) -> list[tuple[str, str]]:
    """Portfolios agreed here (customer, key) that name one of these customers, or people in a line not over; 500."""
    if not party_ids and not staff_ids:
        return []
    rows = Assignment.objects.filter(party_id__in=OwnPortfolio.objects.values("party_id"))
    found = {(one, one) for one in rows.values_list("party_id", flat=True).distinct() if one in party_ids}
    running = rows.filter(Q(until=None) | Q(until__gt=on)).values_list("party_id", "staff_id")
    found |= {(party_id, staff_id) for party_id, staff_id in running if staff_id in staff_ids}
    return sorted(found)[:LINES_MOST]


def once_named(staff_ids: Collection[str]) -> frozenset[str]:
    """Those of these people whom a line of a portfolio agreed here names, over or not."""
    rows = Assignment.objects.filter(party_id__in=OwnPortfolio.objects.values("party_id"))
    return frozenset(rows.values_list("staff_id", flat=True).distinct()) & frozenset(staff_ids)


def line_of(row: Assignment | ExtractLine) -> Line:
    """A row as the rules take it."""
    until = None if row.until is None else day_number(row.until)
    return Line(row.account_id, str(row.staff_id), row.role, day_number(row.since), until, row.share_bp)


def lines_of(party_id: str) -> Lines:
    """All lines of a customer as they stand, past and coming ones too; those of exactly this id."""
    return in_order(line_of(row) for row in Assignment.objects.filter(party_id=party_id))


def extract_lines_of(party_id: str) -> Lines:
    """What the extracts say of a customer whose portfolio is the house's own."""
    return in_order(line_of(row) for row in ExtractLine.objects.filter(party_id=party_id))


def changes_of(party_id: str) -> list[PortfolioChange]:
    """The changes of a customer's portfolio in the order in which they became known, the newest 200."""
    rows = PortfolioChange.objects.filter(party_id=party_id).select_related("approval").order_by("-id")
    return list(rows[:CHANGES_MOST])[::-1]


def change_of(number: int) -> PortfolioChange:
    """One change that is kept."""
    return PortfolioChange.objects.select_related("approval").get(pk=number)


def stored_lines(party_ids: Collection[str]) -> dict[str, list[dict[str, str | int | None]]]:
    """All assignment rows of customers as they stand, in the stored form of a settlement; of some customers none."""
    found: dict[str, list[dict[str, str | int | None]]] = {party_id: [] for party_id in party_ids}
    for part in portions(sorted(found), LINES_MOST):
        for row in Assignment.objects.filter(party_id__in=part).order_by("party_id", "account_id", "staff_id", "since"):
            line = line_of(row)
            found[str(row.party_id)].append(
                {
                    "party_id": str(row.party_id),
                    "account_id": line.account_id or None,
                    "staff_id": line.staff_id,
                    "role": line.role,
                    "since_day": line.since_day,
                    "until_day": line.until_day,
                    "share_bp": line.share_bp,
                }
            )
    return found


def parties_served_by(staff_ids: Collection[str], *, period: Period) -> set[str]:
    """The customers whom these people serve on some day of a period; at most a million."""
    found: set[str] = set()
    for part in portions(sorted(staff_ids), LINES_MOST):
        rows = Assignment.objects.filter(Q(until=None) | Q(until__gt=period.since), since__lt=period.until)
        found |= set(rows.filter(staff_id__in=part).values_list("party_id", flat=True).distinct()[:PARTIES_MOST])
    return found


def kept_since(party_id: str) -> datetime | None:
    """The moment from which on it is kept what was known of a customer; None where nothing was changed here ever.

    What extracts have said before is not kept by the moment: they stand as the first change found them, or as now.
    """
    first = PortfolioChange.objects.filter(party_id=party_id).order_by("id").first()
    return None if first is None else first.known_at


def portfolio_on(party_id: str, *, day: date, at: datetime | None = None) -> Lines:
    """The lines that ran on a day, as they were known at a moment; without one, as they are known now."""
    number = day_number(day)
    return tuple(line for line in lines_known(party_id, at=at) if line.runs_on(number))


def lines_known(party_id: str, *, at: datetime | None) -> Lines:
    """All lines of a customer as they were known at a moment.

    Before the first change that is kept, they are what it found; without any, what stands.
    """
    if at is None:
        return lines_of(party_id)
    rows = PortfolioChange.objects.filter(party_id=party_id)
    last = rows.filter(known_at__lte=at).order_by("-id").first()
    if last is not None:
        return from_plain(last.after)
    first = rows.order_by("id").first()
    return from_plain(first.before) if first is not None else lines_of(party_id)


def open_conflict(party_id: str) -> AssignmentConflict | None:
    """The conflict about a customer that waits for its decision."""
    return AssignmentConflict.objects.filter(party_id=party_id, state=ConflictState.OPEN).first()


def conflict_of(number: int) -> AssignmentConflict | None:
    """One conflict."""
    return AssignmentConflict.objects.filter(pk=number).first() if number < 2**63 else None


def open_conflicts(scope: Scope | None = None, *, on: date) -> QuerySet[AssignmentConflict]:
    """The conflicts that wait, of customers whom the scope serves, the oldest first; the caller cuts."""
    rows = AssignmentConflict.objects.filter(state=ConflictState.OPEN).order_by("id")
    if scope is None or scope.everything:
        return rows
    served = visible_assignments(scope, period=Period(on, on + timedelta(days=SERVES_AHEAD_DAYS)))
    return rows.filter(party_id__in=served.values("party_id"))


def shadows_of(party_id: str) -> list[ShadowCredit]:
    """The memos of shadow credit of a customer, the newest first, at most 200."""
    return list(ShadowCredit.objects.filter(party_id=party_id).order_by("-since", "staff_id")[:CHANGES_MOST])


def originators_of(party_id: str) -> list[Originator]:
    """Who brought in which of the customer's loans; at most 500."""
    return list(Originator.objects.filter(party_id=party_id).order_by("account_id", "staff_id")[:LINES_MOST])


def originated_by(staff_id: str) -> list[Originator]:
    """The loans somebody brought in, as far as their customers were handed on; at most 500."""
    return list(Originator.objects.filter(staff_id=staff_id).order_by("account_id")[:LINES_MOST])


def hand_over_of(number: int) -> HandOver | None:
    """One hand-over."""
    return HandOver.objects.select_related("approval").filter(pk=number).first() if number < 2**63 else None


def hand_overs_of(party_id: str) -> list[HandOver]:
    """The hand-overs of a customer, the newest first, at most 200."""
    rows = HandOver.objects.filter(party_id=party_id).select_related("approval")
    return list(rows.order_by("-id")[:CHANGES_MOST])


def to_introduce(taker: str) -> list[HandOver]:
    """Hand-overs in force whose customer has not acknowledged the new manager yet, the oldest first, at most 200."""
    rows = HandOver.objects.filter(taker=taker, introduced_on=None).exclude(in_force_at=None)
    return list(rows.order_by("in_force_at", "id")[:CHANGES_MOST])


def introduced_counts(staff_ids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """By person: customers taken over by a hand-over in force, and of these those who acknowledged; at most 500 people.

    Of several hand-overs of a customer to a person the newest counts.
    """
    rows = HandOver.objects.filter(taker__in=list(staff_ids)[:LINES_MOST]).exclude(in_force_at=None)
    newest = {(one.taker, one.party_id): one.introduced_on is not None for one in rows.order_by("id")}
    found: dict[str, tuple[int, int]] = {}
    for (taker, _party), introduced in newest.items():
        taken, told = found.get(taker, (0, 0))
        found[taker] = (taken + 1, told + introduced)
    return found


def hand_over_tasks(person: User, on: date) -> list[TaskLine]:
    """Hand-overs that are late, for who supervises them; introductions to be made, for who took the customer over."""
    if not person.staff_id:
        return []
    late = Q(supervisor=person.staff_id, approval__state=State.ASKED, approval__due__lt=on)
    told = Q(taker=person.staff_id, introduced_on=None, in_force_at__isnull=False)
    found = HandOver.objects.filter(late | told).select_related("approval").order_by("day", "id")[:TASKS_MOST]
    rows = list(found)
    within = timedelta(days=office.parameter(HAND_OVER_DUE.name, on=on)) if rows else timedelta()
    return [_task_of(one, within=within) for one in rows]


def _task_of(one: HandOver, *, within: timedelta) -> TaskLine:
    address, facts = reverse("hand_over", kwargs={"number": one.pk}), {"customer": one.party_id}
    if one.in_force_at is None and one.approval is not None:
        words = _("Hand-over of %(customer)s is not signed yet: see to it")
        return TaskLine(words, address, one.approval.due, facts, source="hand_overs")
    words = _("Be introduced to %(customer)s, taken over on %(day)s")
    return TaskLine(words, address, one.day + within, facts | {"day": one.day.isoformat()}, source="hand_overs")


def claim_subject(party_id: str, staff_id: str) -> str:
    """What a request about a customer and a person is called by."""
    return f"{party_id}|{staff_id}"


def party_of_claim(subject: str) -> str:
    """The customer of such a request."""
    return subject.rpartition("|")[0]


def papers_subject(number: int) -> str:
    """Under what the papers of a request are kept."""
    return f"request {number}"


def open_claims(party_id: str) -> list[Approval]:
    """The claims about a customer that wait for their decision, the oldest first, at most 200; two are a contest."""
    rows = Approval.objects.filter(kind=CLAIM, state=State.ASKED, subject__startswith=f"{party_id}|").order_by("id")
    return [one for one in rows[:CHANGES_MOST] if party_of_claim(one.subject) == party_id]


def staff_is_unknown(staff_id: str) -> bool:
    """Whether nobody in the bank has this number."""
    return people.staff_of(staff_id) is None


def branch_orgs(staff_id: str) -> frozenset[str]:
    """The units of the branch a person belongs to: the nearest branch above, and all below it."""
    person = people.staff_of(staff_id)
    if person is None:
        return frozenset()
    unit: people.OrgUnit | None = person.org
    while unit is not None and unit.kind not in BRANCHES and unit.parent_id:
        unit = unit.parent
    return frozenset(people.orgs_below(unit.org_id)) if unit is not None else frozenset()


def may_claim(person: User, party_id: str) -> bool:
    """Whether the customer is kept by the branch of the person, or is served by somebody the person sees."""
    return not branch_orgs(person.staff_id).isdisjoint(sources.keeping(party_id)) or serves_or_sees(
        person, party_id, on=clock.today()
    )


def party_of_account(account_id: str) -> str | None:
    """Whose account it is in the book as it stands."""
    version = book.current()
    found = book.account_rows(version, "account", [account_id], columns=["party_id"]) if version else []
    return str(found[0]["party_id"]) if found else None


def serves_or_sees(person: User, party_id: str, *, on: date) -> bool:
    """Whether a person serves the customer today or soon, or sees somebody who does, or a unit that keeps it."""
    scope = scope_of(person, on=on)
    ahead = Period(on, on + timedelta(days=SERVES_AHEAD_DAYS))
    return may_see_customer(scope, party_id, period=ahead) or not scope.org_ids.isdisjoint(sources.keeping(party_id))


def assignments_of(party_id: str) -> list[Assignment]:
    """Who serves or served a customer or one merged into it, newest first, at most 500 rows."""
    return list(
        Assignment.objects.filter(party_id__in=customers.family_of(party_id))
        .select_related("staff", "staff__org")
        .order_by("-since", "staff_id")[:LINES_MOST]
    )


def running(on: date) -> QuerySet[Assignment]:
    """The assignments that run on a day."""
    return Assignment.objects.filter(Q(until=None) | Q(until__gt=on), since__lte=on)


def visible_assignments(scope: Scope, *, period: Period) -> QuerySet[Assignment]:
    """The assignments of visible people with a day in the period; a customer served by none of them stays unseen."""
    rows = Assignment.objects.filter(Q(until=None) | Q(until__gt=period.since), since__lt=period.until)
    if scope.everything:
        return rows
    return rows.filter(staff_id__in=people.visible_staff(scope).values("staff_id"))


def served_ids(scope: Scope, *, period: Period) -> list[str] | None:
    """The customers whom visible people serve on a day of the period, with those they are one with; None for everybody.

    At most a million.
    """
    if scope.everything:
        return None
    rows = visible_assignments(scope, period=period).values_list("party_id", flat=True).distinct()
    return customers.with_families(list(rows.order_by("party_id")[:PARTIES_MOST]))


def may_see_customer(scope: Scope, party_id: str, *, period: Period) -> bool:
    """Whether the scope serves the customer on a day of the period."""
    if scope.everything:
        return True
    family = customers.family_of(party_id)
    return visible_assignments(scope, period=period).filter(party_id__in=family).exists()


def servers_of(party_ids: Sequence[str], *, on: date) -> dict[str, list[str]]:
    """Who serves each of these customers, or one it is one with, on a day; at most 5,000 customers."""
    pairs = dict(customers.alias_pairs())
    asked = customers.with_families(list(party_ids)[:MOVES_MOST])
    found: dict[str, set[str]] = {}
    for party_id, staff_id in running(on).filter(party_id__in=asked).values_list("party_id", "staff_id"):
        found.setdefault(pairs.get(party_id, party_id), set()).add(staff_id)
    return {party_id: sorted(found.get(party_id, ())) for party_id in party_ids}
