"""The made-up bank's people come and go: one on forced leave, one who leaves, two who want one customer.

Each step is taken by whom it is for, through the doors that a bank uses; nothing here enters a figure of a settlement.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import transaction

from qiao.contribution.queries.runs import newest_run
from qiao.contribution.queries.sight import whose_unclaimed
from qiao.contribution.queries.unclaimed import unclaimed_rows
from qiao.duty.actions import exiting, leaving
from qiao.duty.queries.leaves import checks_of, leaves_of
from qiao.duty.rules import parameters
from qiao.duty.rules.leave import LeaveKind, Wish, until_after
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.people.queries.staff import staff_by_id
from qiao.people.rules.workdays import DAYS_OFF
from qiao.portfolio.actions import claiming, handing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.roles import LEAD
from qiao.portfolio.rules.shares import Part
from qiao.project.demo.facts import Login

HR, HEAD, TEAM_LEAD = "HR01", "HEAD01", "LEAD01"
AWAY, DEPUTY = "RM002", "RM003"
"""A manager of the lead's team is on forced leave; a colleague stands in."""
LEAVER, TAKER, DAYS_LEFT = "RM013", "RM008", 12
"""A trainee leaves the bank; who takes the first customer over has room for one more."""
CLAIMS = (
    ("RM007", 10_000, "八月由我引荐开户，其后三次拜访（虚构）"),
    ("RM008", 6_000, "十月起由我跟进，客户有结算需求（虚构）"),
)
"""Both claim a customer whom nobody serves: who, which share, why."""
ACTING = (*(name for name, _share, _why in CLAIMS), LEAVER)
FINDING = "现金、印章、钥匙双人清点无误（虚构）"
PAPER = ("拜访记录（虚构）.pdf", "%PDF-1.4 演示：一次拜访的记录，虚构\n".encode())
TRIED_MOST = 60


def acting() -> tuple[Login, ...]:
    """Log-ins of those who act in these stories and are none of the demo's first six."""
    found = staff_by_id(ACTING)
    return tuple(Login(one.staff_id, one.name, one.post, one.org_id, words="") for one in found.values())


def come_and_go(*, today: date, open_from: date) -> None:
    """A leave, an exit with a hand-over, a contest; `open_from` is the first day that no settlement has counted."""
    users = User.objects.in_bulk([HR, HEAD, TEAM_LEAD, *ACTING], field_name="username")
    if len(users) < len({HR, HEAD, TEAM_LEAD, *ACTING}):
        return
    _send_away(users, today=today)
    _let_go(users, today=today, day=max(today + timedelta(days=DAYS_LEFT + 1), open_from))
    _contest(users, today=today, day=max(today, open_from))


def _send_away(users: dict[str, User], *, today: date) -> None:
    """The lead asks for the year's forced leave from today on, the head agrees; one point of the list is looked at."""
    days = requests.parameter(parameters.LEAVE_DAYS.name, on=today)
    until = until_after(today, days=days, days_off=requests.parameter_table(DAYS_OFF.name, on=today))
    wish = Wish(LeaveKind.FORCED, today, until, DEPUTY, None)
    why = "年度强制休假（虚构）"
    asked = leaving.propose(AWAY, wish, reason=why, on=today, actor=users[TEAM_LEAD])
    office.decide(asked.pk, approve=True, reason="", on=today, actor=users[HEAD])
    (made,) = leaves_of(AWAY)
    point = checks_of(made)[0]
    leaving.write_finding(made.pk, point.code, finding=FINDING, on=today, actor=users[TEAM_LEAD])


def _let_go(users: dict[str, User], *, today: date, day: date) -> None:
    """HR opens the exit and signs for what was given back; the first customer's dossier waits for two signatures."""
    last = today + timedelta(days=DAYS_LEFT)
    made = exiting.open_exit(LEAVER, last_day=last, reason="个人原因（虚构）", on=today, actor=users[HR])
    exiting.sign_step(made.pk, "papers", remark="门禁卡与证件已收回（虚构）", actor=users[HR])
    for party_id in _led_by(LEAVER, on=today):
        try:
            with transaction.atomic():
                handing.hand_over(
                    party_id,
                    giver=LEAVER,
                    taker=TAKER,
                    supervisor=HEAD,
                    day=day,
                    reason="离岗交接（虚构）",
                    on=today,
                    actor=users[HEAD],
                )
        except Refusal:  # beyond what the taker's level may do: another of the leaver's customers
            continue
        return


def _led_by(staff_id: str, *, on: date) -> list[str]:
    rows = portfolio.running(on).filter(staff_id=staff_id, role=LEAD, account_id=WHOLE).order_by("party_id")
    return list(rows.values_list("party_id", flat=True)[:TRIED_MOST])


def _contest(users: dict[str, User], *, today: date, day: date) -> None:
    """Two managers of the branch claim the largest customer of those nobody serves that both may be given."""
    for party_id in _unclaimed(users[HEAD], on=today):
        try:
            _claim_both(party_id, users, today=today, day=day)
        except Refusal:  # partly served, or beyond what a level may do: the next one
            continue
        return


@transaction.atomic
def _claim_both(party_id: str, users: dict[str, User], *, today: date, day: date) -> None:
    for name, share_bp, why in CLAIMS:
        claiming.claim(
            party_id,
            Part(name, LEAD, share_bp),
            account_id=WHOLE,
            since=day,
            reason=why,
            papers=[PAPER],
            on=today,
            actor=users[name],
        )


def _unclaimed(head: User, *, on: date) -> Iterator[str]:
    """Customers of the branch with something unclaimed, the largest credit first."""
    run = newest_run()
    if run is None:
        return
    page = unclaimed_rows(run, Cut(1, TRIED_MOST), whose=whose_unclaimed(head, run, on=on), order="amount")
    yield from dict.fromkeys(row.party_id for row in page.rows)
