"""The demo: a complete made-up bank, written as an extract, loaded, settled month by month, with log-ins.

Every step goes through the same doors as a real bank's: `load`, `settle`, log-ins. What is there already is kept, so a
second start only serves.
"""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext

from qiao.appraisal.actions import settling as appraisal
from qiao.book import queries as book
from qiao.contribution.queries.runs import latest_run
from qiao.ground import home
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import loading
from qiao.project.demo.facts import DEMO_PASSWORD, BankFacts, Login
from qiao.project.demo.stories import BANK_NAME
from qiao.project.demo.write import write_bank
from qiao.project.writing import writing

DEMO_FOLDER = "demo-bank"
ACTOR = "demo"
Tell = Callable[[str], None]


def prepare(tell: Tell, *, customers: int, months: int) -> BankFacts:
    """Make, load and settle the demo bank where that has not been done; refuses a home that holds another bank."""
    holder = book.bank_name()
    if holder not in {None, BANK_NAME}:
        raise Refusal(
            "demo.other_bank",
            _("%(folder)s holds the book of %(bank)s; the demo wants a folder of its own: name one in QIAO_HOME."),
            folder=str(home.home()),
            bank=holder,
        )
    folder = home.home() / DEMO_FOLDER
    tell(gettext("making the demo bank (made up from beginning to end)"))
    facts = write_bank(folder, customers=customers, months=months)
    if holder is None:
        tell(gettext("loading %(count)s rows") % {"count": sum(facts.rows.values())})
        loading.load(folder, strict=True, actor=ACTOR)
    for month in facts.months:
        if latest_run(month) is None:
            tell(gettext("settling %(month)s") % {"month": month})
            _settle(month)
    make_logins(facts.logins, actor=ACTOR)
    return facts


def _settle(month: str) -> None:
    with writing(gettext("settlement of %(month)s") % {"month": month}) as bench:
        period = month_period(month)
        appraisal.settle(period, plan=None, scratch=bench.scratch, token=bench.token, actor=ACTOR, tell=bench.tell)


@recorded
def make_logins(logins: tuple[Login, ...], *, actor: str) -> None:
    """Make the demo's log-ins, all with the demo's password, where they are missing."""
    made = []
    for login in logins:
        user, fresh = User.objects.get_or_create(
            username=login.staff_id, defaults={"staff_id": login.staff_id, "post": login.post, "first_name": login.name}
        )
        if fresh:
            user.set_password(DEMO_PASSWORD)
            user.save()
            made.append(login.staff_id)
    note("users of the demo", new={"made": made, "by": actor})


def demo_extract() -> Path:
    """Where the demo's extract lies, for a look at what a bank hands over."""
    return home.home() / DEMO_FOLDER
