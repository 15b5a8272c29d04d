"""The made-up bank's first month is paid: one branch's run, a part of somebody who left kept back, a case.

Each step is taken by whom it is for, through the doors that a bank uses.
"""

from datetime import date, timedelta

from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.pay.actions import approving, packing, parts, reckoning
from qiao.pay.actions.cases import Proposal
from qiao.pay.queries import chain, ledger, runs
from qiao.pay.rules.recovery import Cause
from qiao.pay.rules.states import Entry
from qiao.people.queries.staff import staff_by_id
from qiao.project.demo.facts import Login

HR, SECOND, HEAD, BRANCH = "HR01", "HR02", "HEAD01", "B01"
ACTING = (SECOND,)
LEAVER = "RM013"
"""Who leaves in another story; with nothing deferred, the manager of the run's smallest pay in the place."""
PAID_AFTER_DAYS = 14
LOOKED = "与业绩单核对，抽查五人（虚构）"
ASKED = "本月薪酬发放（虚构）"
KEPT = "离岗在即，其经办贷款正在核查（虚构）"
CASE = "贷前调查未核实购销合同（虚构）"


def acting() -> tuple[Login, ...]:
    """Log-ins of those who act here and are none of the demo's first six."""
    found = staff_by_id(ACTING)
    return tuple(Login(one.staff_id, one.name, one.post, one.org_id, words="") for one in found.values())


def nobody_paid_yet() -> bool:
    """Whether the bank has no pay run."""
    return not runs.PayRun.objects.exists()


def pay_first_month(month: str, *, today: date, actor: str) -> None:
    """Pay a branch for a month that is closed."""
    users = User.objects.in_bulk([HR, SECOND, HEAD], field_name="username")
    if len(users) < len({HR, SECOND, HEAD}):
        return
    day = month_period(month).until + timedelta(days=PAID_AFTER_DAYS)
    run = reckoning.reckon(reckoning.Wish(month, BRANCH, day), asker=None, actor=actor)
    approving.review(run.pk, words=LOOKED, actor=users[HR])
    asked = approving.ask(run.pk, reason=ASKED, on=today, actor=users[HR])
    for name in (SECOND, HEAD):
        office.decide(asked.pk, approve=True, reason="", on=today, actor=users[name])
    approving.pay_out(run.pk, value_day=max(today, run.until), on=today, actor=users[HR])
    _keep_back(run, users, today=today)
    _propose(users, since=run.since, today=today)


def _keep_back(run: runs.PayRun, users: dict[str, User], *, today: date) -> None:
    """The first deferred part of whoever leaves is kept back by two."""
    smallest = runs.lines_in(run, scope_of(users[HR], on=today), reader=HR).filter(post="rm", deferred_fen__gt=0).last()
    whose = LEAVER if ledger.parts_of(LEAVER) else smallest.staff_id if smallest is not None else ""
    numbers = [one.pk for one in ledger.parts_of(whose)[:1]]
    if numbers:
        asked = parts.propose(whose, numbers, what=Entry.HELD.value, reason=KEPT, on=today, actor=users[HR])
        office.decide(asked.pk, approve=True, reason="", on=today, actor=users[HEAD])


def _propose(users: dict[str, User], *, since: date, today: date) -> None:
    """A case out of the first bad loan of the branch with somebody behind it of whom something can be taken."""
    scope = scope_of(users[HEAD], on=today)
    for one in chain.bad_loans(scope, on=today):
        found = chain.chain_of(one.account_id, on=today)
        for staff_id in found.staff_ids if found is not None else ():
            wish = Proposal(Cause.FAULT, since, today, 5_000, CASE, one.account_id)
            try:
                packing.propose_of_loan(one.account_id, staff_id, wish, on=today, actor=users[HR])
            except Refusal:  # nothing was paid to this one, or somebody of another branch: the next one
                continue
            return
