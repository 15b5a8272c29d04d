"""The demo: a complete made-up bank, written as an extract, loaded, settled month by month, with log-ins.

Every step goes through the same doors as a real bank's: `load`, `settle`, log-ins. What is there already is kept, so a
second start only serves.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext

from qiao.appraisal.actions import holding
from qiao.appraisal.actions import settling as appraisal
from qiao.appraisal.queries.holds import newest_search as newest_hold_search
from qiao.book import queries as book
from qiao.contribution.queries.runs import latest_run
from qiao.customers import queries as customers
from qiao.ground import clock, home
from qiao.ground.audit import note, recorded
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.linkage.actions.finding import find_duplicates
from qiao.linkage.queries.pairs import newest_search
from qiao.profile.actions import industries
from qiao.profile.actions.sheets import take_in_sheet
from qiao.profile.queries import sheets as profile
from qiao.project import loading
from qiao.project.demo import changing_hands, correcting, cycling, known, linking, paying, questioning, rating
from qiao.project.demo.deciding import settle_holds
from qiao.project.demo.facts import DEMO_PASSWORD, BankFacts, Login
from qiao.project.demo.stories import BANK_NAME
from qiao.project.demo.trying import try_a_draft
from qiao.project.demo.write import write_bank
from qiao.project.institution import institute
from qiao.project.writing import writing
from qiao.ties.actions.computing import work_out
from qiao.ties.queries import kept as ties

DEMO_FOLDER = "demo-bank"
HELD_MONTHS = 4
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
    facts = write_bank(folder, customers=customers, months=months, gaming=True)
    if holder is None:
        tell(gettext("loading %(count)s rows") % {"count": sum(facts.rows.values())})
        loading.load(folder, strict=True, actor=ACTOR)
    for month in facts.months:
        if latest_run(month) is None:
            tell(gettext("settling %(month)s") % {"month": month})
            _settle(month)
    make_logins(facts.logins, actor=ACTOR)
    _hold(facts, tell)
    try_a_draft(facts.months, actor=ACTOR)
    _know(facts)
    if institute(today=clock.today(), actor=ACTOR):
        make_logins(changing_hands.acting(), actor=ACTOR)
        _question(facts.months[-1])
        changing_hands.come_and_go(today=clock.today(), open_from=month_period(facts.months[-1]).until)
    if paying.nobody_paid_yet():
        make_logins(paying.acting(), actor=ACTOR)
        make_logins(correcting.acting(), actor=ACTOR)
        correcting.close_all_but_the_newest(facts.months, actor=ACTOR)
        if len(facts.months) > 1:
            correcting.correct_a_closed_month(facts.months[-2], today=clock.today())
        paying.pay_first_month(facts.months[0], today=clock.today(), actor=ACTOR)
    make_logins(linking.acting(), actor=ACTOR)
    linking.two_on_the_link(today=clock.today(), actor=ACTOR)
    if ties.newest_run() is None:
        tell(gettext("working out ties"))
        work_out(on=month_period(facts.months[-1]).until, actor=ACTOR)
    if newest_search() is None:
        tell(gettext("looking for customers who stand in the book twice"))
        with writing(gettext("duplicate search")) as bench:
            find_duplicates(scratch=bench.scratch, on=month_period(facts.months[-1]).until, actor=ACTOR)
    return facts


def _question(month: str) -> None:
    """Two figures appealed, a team rated from all sides, a cycle under way, before some of its people go away."""
    questioning.question_figures(month, today=clock.today())
    make_logins(rating.raters(), actor=ACTOR)
    rating.rate_from_all_sides(month, today=clock.today())
    cycling.cycle_under_way(month, today=clock.today())


def _hold(facts: BankFacts, tell: Tell) -> None:
    """Look through the newest months for signs; a few of the holds are answered and decided, as any other."""
    for month in facts.months[-HELD_MONTHS:]:
        if newest_hold_search(month) is None:
            tell(gettext("looking through %(month)s for holds") % {"month": month})
            with writing(gettext("holds of %(month)s") % {"month": month}) as bench:
                holding.find(month, scratch=bench.scratch, on=clock.today(), actor=ACTOR)
    settle_holds(today=clock.today())


def _know(facts: BankFacts) -> None:
    """What is known of the first customers, where nothing is known yet; handed in by a head, as sheets are."""
    head = next((login for login in facts.logins if login.post == "head"), None)
    if head is None or profile.sheets_of():
        return
    first = customers.customers_by_id([f"C{number:06d}" for number in range(1, known.CUSTOMERS + 1)])
    until = month_period(facts.months[-1]).until
    _industries(User.objects.get(username=head.staff_id), since=month_period(facts.months[0]).since)
    for item, read in known.sheets(list(first.values()), until=until):
        person = User.objects.get(username=head.staff_id)
        take_in_sheet(
            item.code, read.rows, file=known.FILE, refused=read.refused, valid_from=until, person=person, actor=ACTOR
        )


def _industries(person: User, *, since: date) -> None:
    """A small table of industries of our own, and what some of them usually need; made up."""
    industries.take_in_industries(known.INDUSTRIES, file=known.FILE, actor=ACTOR)
    for code, (products, fund_use) in known.INDUSTRY_NEEDS.items():
        industries.keep_industry(
            code, products=products, fund_use=fund_use, since=since, source=known.FILE, person=person, actor=ACTOR
        )


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
