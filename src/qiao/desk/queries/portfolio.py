"""A customer's portfolio as a page shows it: who has what on a day as known at a moment, what changed, what waits."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from qiao.contribution.queries.figures import own_sums
from qiao.contribution.queries.runs import newest_run
from qiao.contribution.rules.sums import memo_micro
from qiao.customers import queries as customers
from qiao.ground.authority import Scope
from qiao.ground.models import User
from qiao.ground.periods import day_number, day_of
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.queries import Approval
from qiao.office.rules.dossier import DossierPart
from qiao.people.queries import staff as people
from qiao.people.queries.ladders import matrices_on
from qiao.people.queries.staff import Staff
from qiao.portfolio.actions import changing, deciding
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import HAND_OVER, HandOver, Originator, PortfolioChange, ShadowCredit
from qiao.portfolio.queries.sources import sources
from qiao.portfolio.rules.fitting import KINDS
from qiao.portfolio.rules.lines import UNCLAIMED, WHOLE, Line, accounts_of, credited, percent, running_on
from qiao.portfolio.rules.roles import ROLE_WORDS

COLLEAGUES_MOST = 300
SUPERVISORS_MOST = 50
KINDS_OF_ONE = (changing.KIND, HAND_OVER, deciding.KIND)


@dataclass(frozen=True, slots=True)
class Stand:
    """The whole customer (an empty account) or an account set apart: its lines on the day, and what nobody has."""

    account_id: str
    lines: tuple[Line, ...]
    unclaimed_bp: int


@dataclass(frozen=True, slots=True)
class Memo:
    """Shadow credit with what it stands for in the newest settled month; None before the first."""

    row: ShadowCredit
    micro: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything of the page; `known_from` is the first moment as of which it can be told what was known."""

    stands: tuple[Stand, ...]
    lines: tuple[Line, ...]
    changes: list[PortfolioChange]
    waiting: list[Approval]
    claims: list[Approval]
    conflict: portfolio.AssignmentConflict | None
    memos: list[Memo]
    originators: list[Originator]
    hand_overs: list[HandOver]
    is_own: bool
    known_from: datetime | None
    names: dict[str, str]


def size_unjudged(party_id: str, *, on: date) -> bool:
    """Whether a table of authority in force names sizes of companies, and nobody has told this company's."""
    if customers.kinds_of([party_id]).get(party_id) != "company" or sources.size(party_id):
        return False
    levels = [one for matrix in matrices_on(on).values() for one in matrix.values()]
    return any(set(one.segments) - KINDS for one in levels)


def kept_of(party_id: str, *, day: date, at: datetime | None) -> Kept:
    """The portfolio of exactly this id, with its history; every list bounded by its door."""
    lines, changes = portfolio.lines_known(party_id, at=at), portfolio.changes_of(party_id)
    memos, origins, handed = _memos(party_id), portfolio.originators_of(party_id), portfolio.hand_overs_of(party_id)
    waiting = [one for kind in KINDS_OF_ONE if (one := office.open_approval(kind, party_id)) is not None]
    named = {line.staff_id for line in lines} | {memo.row.staff_id for memo in memos}
    named |= {one.staff_id for one in origins} | {key for one in handed for key in (one.giver, one.taker)}
    return Kept(
        stands=stands_on(lines, day=day_number(day)),
        lines=tuple(sorted(lines, key=lambda line: (line.account_id, -line.since_day, line.staff_id))),
        changes=changes[::-1],
        waiting=waiting,
        claims=portfolio.open_claims(party_id),
        conflict=portfolio.open_conflict(party_id),
        memos=memos,
        originators=origins,
        hand_overs=handed,
        known_from=portfolio.kept_since(party_id),
        is_own=portfolio.own_of(party_id) is not None,
        names=people.staff_names(sorted(named)),
    )


def stands_on(lines: Sequence[Line], *, day: int) -> tuple[Stand, ...]:
    """The whole customer first, then each account with lines of its own on the day."""
    apart = [one for one in accounts_of(lines) if any(line.account_id == one and line.runs_on(day) for line in lines)]
    return tuple(
        Stand(
            account_id,
            running_on(lines, account_id=account_id, day=day),
            credited(lines, account_id=account_id, day=day).get(UNCLAIMED, 0),
        )
        for account_id in (WHOLE, *apart)
    )


def _memos(party_id: str) -> list[Memo]:
    rows, run = portfolio.shadows_of(party_id), newest_run()
    sums = own_sums(run, [party_id]).get(party_id) if run is not None and rows else None
    return [
        Memo(row, memo_micro(sums.contribution_micro, share_bp=row.share_bp) if sums is not None else None)
        for row in rows
    ]


def colleagues_of(person: User) -> list[Staff]:
    """People of the person's branch and those he or she sees, who are in the post, at most 300."""
    orgs = portfolio.branch_orgs(person.staff_id)
    rows = people.listed_staff(Scope(everything=False, staff_ids=frozenset({person.staff_id}), org_ids=orgs))
    return list(rows.filter(left_on=None)[:COLLEAGUES_MOST])


def holders_of(lines: Iterable[Line], *, day: int) -> tuple[str, ...]:
    """Who has or will have a share from the day on."""
    return tuple(sorted({line.staff_id for line in lines if line.ends_after(day)}))


def dossier_parts(party_id: str, on: date) -> Iterator[DossierPart]:
    """Who serves the customer on the day, and what is still open about it: requests and tasks that were given."""
    lines = portfolio.portfolio_on(party_id, day=on)
    names = people.staff_names(sorted({line.staff_id for line in lines}))
    yield DossierPart(
        _("Who serves"),
        (_("Person"), _("Role"), _("Account"), _("Since"), _("Share")),
        [
            (
                f"{names.get(line.staff_id, '')} {line.staff_id}",
                ROLE_WORDS.get(line.role, line.role),
                line.account_id,
                day_of(line.since_day).isoformat(),
                f"{percent(line.share_bp)} %",
            )
            for line in lines
        ],
    )
    waiting = [one for kind in KINDS_OF_ONE if (one := office.open_approval(kind, party_id)) is not None]
    asked = [(office.kind_of(one).words, str(one.pk), one.due.isoformat()) for one in waiting]
    given = [
        (one.words if one.is_own_text else fill(one.words, one.facts), one.person, str(one.due or ""))
        for one in office.tasks_about(reverse("customer", kwargs={"party_id": party_id}))
    ]
    yield DossierPart(_("Open tasks and requests"), (_("What"), _("Whose, or number"), _("Due")), [*asked, *given])


def supervisors_of(party_id: str, person: User) -> list[Staff]:
    """Leads and heads who may supervise a hand-over of the customer: the nearest units of its people first, at most 50.

    Whoever asks and may supervise stands among them.
    """
    serving = people.staff_by_id({line.staff_id for line in portfolio.lines_of(party_id)} | {person.staff_id})
    orgs = {org for one in serving.values() for org in people.orgs_above(one.org_id)}
    scope = Scope(everything=False, staff_ids=frozenset({person.staff_id}), org_ids=frozenset(orgs))
    rows = people.listed_staff(scope).filter(left_on=None, post__in=("lead", "head"))
    return list(rows[:SUPERVISORS_MOST])


def sees_hand_over(person: User, made: HandOver) -> bool:
    """Whether a hand-over is this person's to read: the three, who may read its request, and the auditor."""
    named = person.staff_id != "" and person.staff_id in {made.giver, made.taker, made.supervisor}
    return named or (made.approval is not None and office.may_read(person, made.approval))
