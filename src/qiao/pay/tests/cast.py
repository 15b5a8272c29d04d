"""The cast of pay: Hao and Hu of human resources, the heads and managers of two branches, a team lead, the auditor."""

from datetime import date, timedelta

from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.office import actions as office
from qiao.pay.actions import approving, reckoning
from qiao.pay.models import PayRun

HAO, HU, HEAD, OTHER_HEAD, LEAD, MANAGER, STRANGER, AUDITOR = (
    *("HR01", "HR02", "HEAD01", "HEAD02", "LEAD01"),
    *("RM001", "RM048", "AUD01"),
)
LOGINS = {
    HAO: "hr",
    HU: "hr",
    HEAD: "head",
    OTHER_HEAD: "head",
    LEAD: "lead",
    MANAGER: "rm",
    STRANGER: "rm",
    AUDITOR: "auditor",
    "RM002": "rm",
    "HEAD05": "head",
}
BRANCH, OTHER_BRANCH = "B01", "B05"
ON = clock.today()
DAY = timedelta(days=1)


def person(name: str) -> User:
    return User.objects.get(username=name)


def pay_day_of(period: str) -> date:
    """Two weeks after a month."""
    return month_period(period).until + 14 * DAY


def reckoned(period: str, *, unit: str = BRANCH, by: str = HAO, pay_day: date | None = None) -> PayRun:
    wish = reckoning.Wish(period, unit, pay_day or pay_day_of(period))
    return reckoning.reckon(wish, asker=person(by), actor=by)


def approved(run: PayRun, *, reviewer: str = HAO, by: tuple[str, str] = (HU, HEAD)) -> PayRun:
    """Looked through and asked for by one, approved by two others."""
    approving.review(run.pk, words="compared with the last run", actor=person(reviewer))
    asked = approving.ask(run.pk, reason="pay of the month", on=ON, actor=person(reviewer))
    for name in by:
        office.decide(asked.pk, approve=True, reason="", on=ON, actor=person(name))
    run.refresh_from_db()
    return run


def paid(run: PayRun) -> PayRun:
    """Approved, and noted as paid on its day."""
    approved(run)
    return approving.pay_out(run.pk, value_day=max(run.until, ON), on=ON, actor=person(HU))
