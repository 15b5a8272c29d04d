"""Numbers of the portfolio that the house sets: referral, longest cover, how long a hand-over may wait.

Source: piece 2, 2.1; piece 5. No rule of law names them: each is a proposal, to be confirmed by two persons.
"""

from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Portfolio")
REFERRAL_SHARE = Parameter(
    "portfolio.referral_share",
    _("Share that a referral is credited with"),
    GROUP,
    Form.BASIS_POINTS,
    2_000,
    least=0,
    most=10_000,
    source=_("a proposal, no rule names it"),
    why=_("Proposed in the form of a referral; those concerned may agree on another."),
    verified=False,
)
REFERRAL_MONTHS = Parameter(
    "portfolio.referral_months",
    _("Months for which a referral is credited"),
    GROUP,
    Form.COUNT,
    12,
    least=1,
    most=60,
    source=_("a proposal, no rule names it"),
    verified=False,
)
COVER_DAYS = Parameter(
    "portfolio.cover_days",
    _("Days for which a cover lasts at most"),
    GROUP,
    Form.DAYS,
    183,
    least=1,
    most=366,
    source=_("a proposal, no rule names it"),
    why=_("Whoever serves a customer for longer takes it over; a cover is given back by itself."),
    verified=False,
)
HAND_OVER_DUE = Parameter(
    "portfolio.hand_over_days",
    _("Days within which a hand-over is to be signed"),
    GROUP,
    Form.DAYS,
    10,
    least=1,
    most=90,
    source=_("a proposal, no rule names it"),
    why=_("A hand-over that nobody finishes leaves the customer between two managers; the supervisor is told."),
    verified=False,
)
KNOWN = (REFERRAL_SHARE, REFERRAL_MONTHS, COVER_DAYS, HAND_OVER_DUE)
