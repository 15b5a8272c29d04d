"""The parameters of the office itself: how much may be taken away, read or shown, and until when requests are decided.

Source: piece 2, 3.6 (line 265: what is done can be followed up); the house's own rules where none is named.
"""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP_EXPORTS, GROUP_PROGRAMS, GROUP_OFFICE = _("Taking lists away"), _("Programs"), _("Requests and tasks")
EXPORT_ROWS = Parameter(
    "export.rows",
    _("Rows of one list that a post may take away"),
    GROUP_EXPORTS,
    Form.COUNT,
    {
        "rm": 5_000,
        "lead": 20_000,
        "head": 50_000,
        "desk": 50_000,
        "hr": 50_000,
        "auditor": 100_000,
        "trainer": 1_000,
        "admin": 10_000,
    },
    least=0,
    most=1_000_000,
    source=_("the house's own rule"),
    why=_("A list is taken for a piece of work, not to carry the book away."),
)
EXPORTS_A_DAY = Parameter(
    "export.a_day",
    _("Lists that a post may take away in a day"),
    GROUP_EXPORTS,
    Form.COUNT,
    {"rm": 50, "lead": 100, "head": 100, "desk": 100, "hr": 100, "auditor": 500, "trainer": 20, "admin": 50},
    least=0,
    most=10_000,
    source=_("the house's own rule"),
    why=_("Who needs more on one day asks for it; the record then says why."),
)
REVEALS_A_DAY = Parameter(
    "reveal.a_day",
    _("Masked fields that a post may have shown in a day"),
    GROUP_EXPORTS,
    Form.COUNT,
    {"rm": 50, "lead": 50, "head": 50, "desk": 100, "auditor": 200},
    least=0,
    most=10_000,
    source=_("Personal Information Protection Law"),
    article=_("Article 6: no more than the purpose needs"),
    verified=False,
    why=_("A full number is shown for one purpose at a time, with the reason kept."),
)
APPROVAL_DUE = Parameter(
    "approvals.due_days",
    _("Days within which a request is to be decided"),
    GROUP_OFFICE,
    Form.DAYS,
    3,
    least=1,
    most=90,
    source=_("the house's own rule"),
)
TOKEN_ROWS_A_DAY = Parameter(
    "token.rows_a_day",
    _("Rows that the tokens of a post may read in a day"),
    GROUP_PROGRAMS,
    Form.COUNT,
    {
        "rm": 50_000,
        "lead": 100_000,
        "head": 200_000,
        "desk": 200_000,
        "hr": 200_000,
        "auditor": 1_000_000,
        "trainer": 5_000,
        "admin": 50_000,
    },
    least=0,
    most=1_000_000_000,
    source=_("the house's own rule"),
    why=_("A program reads what it needs for its work; whoever carries the book away is stopped within the day."),
)
TOKEN_DAYS = Parameter(
    "token.days_most",
    _("Days that a token lasts at most"),
    GROUP_PROGRAMS,
    Form.DAYS,
    365,
    least=1,
    most=365,
    source=_("the house's own rule"),
    why=_("A key that nobody renews is a key that nobody misses."),
)
KNOWN = (EXPORT_ROWS, EXPORTS_A_DAY, REVEALS_A_DAY, APPROVAL_DUE, TOKEN_ROWS_A_DAY, TOKEN_DAYS)
