"""How each story of the made-up bank is told: English templates; customers, accounts, people and days fill them."""

from qiao.ground.words import gettext_noop as _

WORDS = {
    "hand_over": _(
        "%(party_id)s was handed over from %(other_staff_id)s to %(staff_id)s on %(day)s: that day is the taker's."
    ),
    "split_60_40": _("%(party_id)s is shared: %(staff_id)s has 60%%, %(other_staff_id)s has 40%%."),
    "split_50_30_20": _(
        "%(party_id)s is shared by three: %(staff_id)s has 50%%, %(other_staff_id)s has 30%%, a third person 20%%."
    ),
    "account_share": _(
        "The loan %(account_id)s of %(party_id)s has shares of its own: %(staff_id)s 30%%, %(other_staff_id)s 70%%."
    ),
    "two_roles": _(
        "%(staff_id)s has two roles with %(party_id)s, 50%% and 20%%; both count. %(other_staff_id)s has the rest."
    ),
    "party_fee": _("%(party_id)s paid a fee on %(day)s that names no account: it follows the customer's shares."),
    "unclaimed": _("%(party_id)s is nobody's: its figures stand as unclaimed at %(org_id)s."),
    "leaver": _(
        "%(staff_id)s left on %(day)s: %(party_id)s is unclaimed from the next day until %(other_staff_id)s takes over."
    ),
    "left_behind": _("%(party_id)s still waits for somebody: %(staff_id)s left on %(day)s."),
    "left_cleanly": _("%(staff_id)s left on %(day)s, and %(other_staff_id)s took over the next day."),
    "joiner": _("%(staff_id)s began on %(day)s with customers of %(other_staff_id)s."),
    "concentrated": _("Nearly all the business of %(staff_id)s is one customer, %(party_id)s."),
    "negative_bonus": _("The bonus of %(staff_id)s comes out below zero: bad loans, and expenses on top."),
    "cliff": _(
        "On %(day)s the small loan %(account_id)s went bad; %(staff_id)s passes 1%%, and N falls from 1.0 to 0.8."
    ),
    "ledger_break": _("On %(day)s the ledger does not tie at %(org_id)s for %(product_id)s: the only such line."),
    "quarter_end_spike": _(
        "%(party_id)s dresses up the month's end: %(account_id)s jumps on %(day)s, and falls back soon."
    ),
    "overdraft": _("%(account_id)s of %(party_id)s is overdrawn for four days from %(day)s on: a negative balance."),
    "late_closing": _(
        "%(account_id)s closed on %(day)s, yet its balance stays three days more: it counts, as a finding."
    ),
    "falling_branch": _("Deposits of %(org_id)s fall three months in a row, from %(day)s on."),
    "posted_rate_cut": _("The posted deposit rates fell on %(day)s: the margin of current accounts rose."),
    "price_cut": _("The transfer price of current accounts fell in mid-month, on %(day)s."),
    "bad_loan": _(
        "The loan %(account_id)s of %(party_id)s went substandard on %(day)s, doubtful a hundred days later."
    ),
    "cured": _("The loan %(account_id)s of %(party_id)s was watched from %(day)s on, and is normal again."),
    "written_off": _("The loan %(account_id)s of %(party_id)s was written off on %(day)s."),
    "same_address": _(
        "Five young companies, %(party_id)s the first, share an address, a manager and loans of one size on %(day)s."
    ),
    "guarantee_circle": _("Three companies, %(party_id)s the first, guarantee one another in a ring."),
    "matures_soon": _("The deposit %(account_id)s of %(party_id)s matures on %(day)s, within thirty days."),
    "past_due": _("The loan %(account_id)s of %(party_id)s was due on %(day)s and is not paid back."),
    "woken": _("%(account_id)s of %(party_id)s lay still for more than half a year and moved on %(day)s."),
}
LOGIN_WORDS = {
    "RM001": _("Relationship manager: took over a customer in mid-month, and shares several others."),
    "LEAD01": _("Team lead: sees the five managers of the team."),
    "HEAD01": _("Branch head: sees the branch with its sub-branches and teams."),
    "HR01": _("Human resources: sees everybody's bonus."),
    "AUD01": _("Auditor: sees everything, changes nothing."),
    "ADM01": _("Administrator: gives access, sees no customer."),
}
