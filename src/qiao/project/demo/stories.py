"""The stories planted in the made-up bank, in words, and the people to log in as.

The words are English templates for the edge to translate; customers, accounts and days fill them.
"""

from qiao.ground.periods import day_of
from qiao.ground.words import gettext_noop as _
from qiao.project.demo import assignments, cast, income, prices, quality
from qiao.project.demo.accounts import Account
from qiao.project.demo.bank import OVERDRAFT_DAYS, Bank, late_closed_day, spike_day
from qiao.project.demo.deposits import FALLING_BRANCH, FALLING_MONTHS
from qiao.project.demo.facts import Login, Story
from qiao.project.demo.organisation import BRANCHES, JOINED, LEFT_CLEANLY, LEFT_SUDDENLY
from qiao.project.demo.products import DEMAND

BANK_NAME = "演示银行（虚构）"
LOGINS = (
    ("RM001", _("Relationship manager: took over a customer in mid-month and shares several others.")),
    ("LEAD01", _("Team lead: sees the five managers of the team.")),
    ("HEAD01", _("Branch head: sees the branch with its sub-branches and teams.")),
    ("HR01", _("Human resources: sees everybody's bonus.")),
    ("AUD01", _("Auditor: sees everything, changes nothing.")),
    ("ADM01", _("Administrator: gives access, sees no customer.")),
)


def logins(bank: Bank) -> tuple[Login, ...]:
    """The people a visitor may log in as."""
    people = {person.staff_id: person for person in bank.people}
    return tuple(
        Login(staff_id, people[staff_id].name, people[staff_id].post, people[staff_id].org_id, words)
        for staff_id, words in LOGINS
    )


def stories(bank: Bank) -> tuple[Story, ...]:
    """Every story, the ones about credit first."""
    return (*_credit(bank), *_people(bank), *_figures(bank), *_loans(bank), *_ties(bank))


def _party(story: str) -> str:
    """The customer of a story."""
    return f"C{cast.number_of(story):06d}"


def _accounts(bank: Bank, story: str) -> list[Account]:
    """The accounts of a story's customer."""
    number = cast.number_of(story)
    return [account for account in bank.accounts if account.customer == number]


def _loan(bank: Bank, story: str) -> str:
    """The id of the loan of a story's customer."""
    return next(account.account_id for account in _accounts(bank, story) if account.product.side == "loan")


def _current(bank: Bank, story: str) -> str:
    """The id of the current account of a story's customer."""
    return next(account.account_id for account in _accounts(bank, story) if account.product_id == DEMAND)


def _credit(bank: Bank) -> tuple[Story, ...]:
    """Who gets what of whom."""
    last = bank.span.back(0)
    return (
        Story(
            "hand_over",
            _(
                "%(party_id)s was handed over from %(other_staff_id)s to %(staff_id)s on %(day)s: that day is the taker's."
            ),
            party_id=_party("hand_over"),
            staff_id="RM001",
            other_staff_id="RM005",
            day=day_of(assignments.hand_over_day(bank.span)),
        ),
        Story(
            "split_60_40",
            _("%(party_id)s is shared: 60 %% %(staff_id)s, 40 %% %(other_staff_id)s."),
            party_id=_party("split_60_40"),
            staff_id="RM001",
            other_staff_id="RM004",
        ),
        Story(
            "split_50_30_20",
            _("%(party_id)s is shared by three: 50 %% %(staff_id)s, 30 %% %(other_staff_id)s, 20 %% RM010."),
            party_id=_party("split_50_30_20"),
            staff_id="RM001",
            other_staff_id="RM003",
        ),
        Story(
            "account_share",
            _(
                "The loan %(account_id)s of %(party_id)s has shares of its own: 30 %% %(staff_id)s, 70 %% %(other_staff_id)s."
            ),
            party_id=_party("account_share"),
            account_id=_loan(bank, "account_share"),
            staff_id="RM001",
            other_staff_id="RM009",
        ),
        Story(
            "two_roles",
            _(
                "%(staff_id)s has two roles with %(party_id)s, 50 %% and 20 %%: both count; %(other_staff_id)s has the rest."
            ),
            party_id=_party("two_roles"),
            staff_id="RM001",
            other_staff_id="RM006",
        ),
        Story(
            "party_fee",
            _("%(party_id)s paid a fee on %(day)s that names no account: it follows the customer's shares."),
            party_id=_party("party_fee"),
            staff_id="RM001",
            day=day_of(income.story_fee_day(bank.span)),
        ),
        Story(
            "unclaimed",
            _("%(party_id)s is nobody's: its figures stand as unclaimed at %(org_id)s."),
            party_id=_party("unclaimed"),
            org_id=_accounts(bank, "unclaimed")[0].org_id,
            day=day_of(last.since_day),
        ),
    )


def _people(bank: Bank) -> tuple[Story, ...]:
    """Who came, who left, who is paid how."""
    last = bank.span.back(0)
    left = {person.staff_id: person.left_day for person in bank.people if person.left_day is not None}
    joined = next(person.hired_day for person in bank.people if person.staff_id == JOINED)
    return (
        Story(
            "leaver",
            _(
                "%(staff_id)s left on %(day)s; %(party_id)s is unclaimed from the day after until %(other_staff_id)s takes over."
            ),
            party_id=_party("leaver"),
            staff_id=LEFT_SUDDENLY,
            other_staff_id=assignments.SUDDEN_TAKERS[cast.number_of("leaver") % len(assignments.SUDDEN_TAKERS)],
            day=day_of(left[LEFT_SUDDENLY]),
        ),
        Story(
            "left_behind",
            _("%(party_id)s still waits for somebody after %(staff_id)s, who left on %(day)s."),
            party_id=_party("left_behind"),
            staff_id=LEFT_SUDDENLY,
            day=day_of(left[LEFT_SUDDENLY]),
        ),
        Story(
            "left_cleanly",
            _("%(staff_id)s left on %(day)s, and %(other_staff_id)s took over the next day."),
            staff_id=LEFT_CLEANLY,
            other_staff_id=assignments.CLEAN_TAKER,
            day=day_of(left[LEFT_CLEANLY]),
        ),
        Story(
            "joiner",
            _("%(staff_id)s began on %(day)s with customers of %(other_staff_id)s."),
            staff_id=JOINED,
            other_staff_id=assignments.GIVER,
            day=day_of(joined),
        ),
        Story(
            "concentrated",
            _("Nearly all the business of %(staff_id)s is one customer, %(party_id)s."),
            party_id=_party("concentrated"),
            staff_id="RM048",
        ),
        Story(
            "negative_bonus",
            _(
                "The bonus of %(staff_id)s comes out below zero: bad loans turn the loan leg round, and expenses come off."
            ),
            staff_id=income.STORY_SPENDER,
            party_id=_party("bad_loan"),
            account_id=_loan(bank, "bad_loan"),
        ),
        Story(
            "cliff",
            _(
                "On %(day)s the small loan %(account_id)s went bad and %(staff_id)s passed 1 %%: N falls from 1.0 to 0.8."
            ),
            party_id=_party("cliff_new"),
            account_id=_loan(bank, "cliff_new"),
            staff_id=quality.CLIFF_MANAGER,
            day=day_of(last.day(quality.CLIFF_DAY)),
        ),
    )


def _figures(bank: Bank) -> tuple[Story, ...]:
    """What balances and prices show."""
    span, broken = bank.span, bank.broken
    late = next(account for account in _accounts(bank, "late_closing") if account.closed_day == late_closed_day(span))
    falling = BRANCHES[FALLING_BRANCH - 1].org_id
    return (
        Story(
            "ledger_break",
            _(
                "The ledger does not tie on %(day)s at %(org_id)s, %(product_id)s: the only difference in the whole book."
            ),
            org_id=broken.org_id,
            product_id=broken.product_id,
            day=day_of(broken.on_day),
        ),
        Story(
            "quarter_end_spike",
            _(
                "%(party_id)s borrows its quarter-end: %(account_id)s jumps on %(day)s and falls back in the first days after."
            ),
            party_id=_party("quarter_end_spike"),
            account_id=_current(bank, "quarter_end_spike"),
            staff_id="RM015",
            day=day_of(spike_day(span.back(0))),
        ),
        Story(
            "overdraft",
            _(
                "%(account_id)s of %(party_id)s is overdrawn for four days from %(day)s: a negative balance, a negative margin."
            ),
            party_id=_party("overdraft"),
            account_id=_current(bank, "overdraft"),
            staff_id="RM027",
            day=day_of(span.back(0).day(OVERDRAFT_DAYS[0])),
        ),
        Story(
            "late_closing",
            _(
                "%(account_id)s closed on %(day)s with a balance that stays three days more: it counts, and is a finding."
            ),
            party_id=_party("late_closing"),
            account_id=late.account_id,
            staff_id="RM004",
            day=day_of(late_closed_day(span)),
        ),
        Story(
            "falling_branch",
            _("Deposits of %(org_id)s fall three months in a row, from %(day)s on."),
            org_id=falling,
            day=day_of(span.back(FALLING_MONTHS - 1).since_day),
        ),
        Story(
            "posted_rate_cut",
            _("The posted deposit rates fell on %(day)s: margins of current accounts rose."),
            product_id=DEMAND,
            day=day_of(prices.posted_cut_day(span)),
        ),
        Story(
            "price_cut",
            _("The transfer price of current accounts fell in mid-month, on %(day)s."),
            product_id=DEMAND,
            day=day_of(prices.price_cut_month(span).day(prices.MID_MONTH)),
        ),
    )


def _loans(bank: Bank) -> tuple[Story, ...]:
    """Loans that go bad, recover, or are written off."""
    bad = {grade.account_id: grade.since_day for grade in reversed(bank.grades) if grade.grade == quality.SUBSTANDARD}
    written_off = next(account for account in _accounts(bank, "written_off") if account.product.side == "loan")
    assert written_off.closed_day is not None
    return (
        Story(
            "bad_loan",
            _("The loan %(account_id)s of %(party_id)s went substandard on %(day)s and doubtful a hundred days later."),
            party_id=_party("bad_loan"),
            account_id=_loan(bank, "bad_loan"),
            staff_id="RM018",
            day=day_of(bad[_loan(bank, "bad_loan")]),
        ),
        Story(
            "cured",
            _("The loan %(account_id)s of %(party_id)s was under watch and is normal again."),
            party_id=_party("cured"),
            account_id=_loan(bank, "cured"),
            staff_id="RM016",
        ),
        Story(
            "written_off",
            _("The loan %(account_id)s of %(party_id)s was written off on %(day)s."),
            party_id=_party("written_off"),
            account_id=written_off.account_id,
            staff_id="RM033",
            day=day_of(written_off.closed_day),
        ),
    )


def _ties(bank: Bank) -> tuple[Story, ...]:
    """What only the ties between customers show."""
    return (
        Story(
            "same_address",
            _(
                "Five young companies, %(party_id)s first, share one address, one manager and loans of the same size on %(day)s."
            ),
            party_id=_party("same_address"),
            staff_id="RM022",
            day=day_of(next(a.opened_day for a in _accounts(bank, "same_address") if a.product.side == "loan")),
        ),
        Story(
            "guarantee_circle",
            _("Three companies, %(party_id)s first, guarantee one another in a ring."),
            party_id=_party("guarantee_circle"),
            staff_id="RM029",
        ),
    )
