"""The house's numbers of pay; two persons change each from a day on.

Source: piece 2, 3.4 (line 259); the guideline on sound pay (2010 no. 14); the rules on paying wages. Texts were read in
public copies that quote them: to be verified before anybody relies on them.
"""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Pay and deferral")
OWN = _("Qiao's own proposal")
SOUND_PAY = _("Guideline on sound pay of commercial banks (CBRC 2010 no. 14), to be verified")
WAGES = _("Provisional rules on paying wages (1994 no. 489), to be verified")
TAX = _("Notices on one-off annual bonuses, to be verified")

DEFERRED_PART = Parameter(
    "pay.deferred_part",
    _("Part of the variable pay that is deferred, by post, where no scheme says"),
    GROUP,
    Form.BASIS_POINTS,
    {"rm": 4_000, "lead": 4_000, "head": 5_000, "desk": 0},
    least=0,
    most=10_000,
    source=SOUND_PAY,
    article=_("article 16"),
    why=_("Which posts weigh on risk is the bank's to say; a manager who lends is taken for one."),
    verified=False,
)
DEFERRED_YEARS = Parameter(
    "pay.deferred_years",
    _("Years over which it is deferred, in equal parts, where no scheme says"),
    GROUP,
    Form.COUNT,
    3,
    least=1,
    most=10,
    source=SOUND_PAY,
    article=_("article 16"),
    verified=False,
)
CARRY_MONTHS = Parameter(
    "pay.carry_months",
    _("Months for which a pay below zero is carried on, where no scheme says"),
    GROUP,
    Form.COUNT,
    12,
    least=0,
    most=120,
    source=OWN,
    why=_("A difference that comes late is set against later pay and not asked back at once."),
    verified=False,
)
BAD_SHARE = Parameter(
    "pay.bad_share",
    _("Part of the loans brought in that may be bad for a deferred part to be paid"),
    GROUP,
    Form.BASIS_POINTS,
    200,
    least=0,
    most=10_000,
    source=OWN,
    why=_("The part waits, it is not lost: two persons decide what becomes of it."),
    verified=False,
)
SET_OFF_PART = Parameter(
    "pay.set_off_part",
    _("Part of a pay that may be kept for a recovery"),
    GROUP,
    Form.BASIS_POINTS,
    2_000,
    least=0,
    most=10_000,
    source=WAGES,
    article=_("article 16"),
    why=_("The rest is paid back by the person, or kept of later pay."),
    verified=False,
)
ANSWER_DAYS = Parameter(
    "pay.answer_days",
    _("Days within which somebody may answer a proposed recovery before it is decided"),
    GROUP,
    Form.DAYS,
    10,
    least=0,
    most=365,
    source=OWN,
    why=_("Whoever is concerned is heard first."),
    verified=False,
)
ONE_OFF_BONUS = Parameter(
    "pay.one_off_bonus",
    _("Whether a yearly run may be taxed as a one-off annual bonus (1 = yes, 0 = as monthly wages)"),
    GROUP,
    Form.COUNT,
    1,
    least=0,
    most=1,
    source=TAX,
    why=_("Once a year and person; payroll chooses what is better for the person."),
    verified=False,
)
ALL = (DEFERRED_PART, DEFERRED_YEARS, CARRY_MONTHS, BAD_SHARE, SET_OFF_PART, ANSWER_DAYS, ONE_OFF_BONUS)
