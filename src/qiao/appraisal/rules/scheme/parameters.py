"""The rules of supervisors as parameters of the house, with source, article and whether it was read.

Source: docs/schemes.md. Texts were read in public copies, which quote the guidelines; what was not read at all says
that it is to be verified.
"""

from datetime import date

from qiao.appraisal.rules.scheme.law import Asked, DatedRule
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Schemes of appraisal and pay")
APPRAISAL = _("Guidelines on performance appraisal of banks (CBRC 2012 no. 34), as quoted in public texts")
PAY = _("Guidelines on sound pay of commercial banks (CBRC 2010 no. 14), as quoted in public texts")
SECURITIES = _("Guide to sound pay of securities firms (Securities Association 2022), as quoted in public texts")
OWN = _("Qiao's own proposal")
OF_ARTICLE_16 = frozenset({Asked.DEFERRAL_PART, Asked.DEFERRAL_YEARS})


def _yes(asked: Asked, words: str, *, source: str, article: str = "", verified: bool = True) -> Parameter:
    return Parameter(
        asked.value,
        words,
        GROUP,
        Form.COUNT,
        1,
        least=0,
        most=1,
        source=source,
        article=article,
        why=_("1 asks it, 0 does not."),
        verified=verified,
    )


def _number(asked: Asked, words: str, *, form: Form, default: int, most: int, source: str) -> Parameter:
    return Parameter(
        asked.value,
        words,
        GROUP,
        form,
        default,
        least=0,
        most=most,
        source=source,
        article=_("Article 16") if asked in OF_ARTICLE_16 else "",
        why=_("0 asks nothing."),
        verified=source != OWN,
    )


ALL = (
    _yes(
        Asked.NO_SIZE_OF_A_DAY,
        _("No size of one day (deposits, loans at a point in time) is appraised"),
        source=APPRAISAL,
    ),
    _yes(
        Asked.NO_SINGLE,
        _("No single or temporary indicator stands outside the system of appraisal"),
        source=APPRAISAL,
    ),
    _yes(
        Asked.NO_STANDING_ALONE,
        _("Nothing is asked by share of the market or rank alone, without a target"),
        source=APPRAISAL,
    ),
    _yes(
        Asked.NO_TIGHTENING,
        _("A branch makes no rules of its own and tightens none without authority"),
        source=APPRAISAL,
    ),
    _yes(Asked.ALL_CATEGORIES, _("All five categories are appraised"), source=APPRAISAL, article=_("Article 5")),
    _yes(
        Asked.GUARD_WEIGHS_MOST,
        _("Compliance and risk together weigh more than any other category"),
        source=APPRAISAL,
        article=_("article not read; 'clearly higher' is taken as: above the largest other"),
        verified=False,
    ),
    _yes(Asked.LONG_HORIZON, _("Something that shows in years is appraised"), source=OWN, verified=False),
    _number(
        Asked.DEFERRAL_PART,
        _("Part of the variable pay that is deferred at least"),
        form=Form.BASIS_POINTS,
        default=4_000,
        most=10_000,
        source=PAY,
    ),
    _number(
        Asked.DEFERRAL_YEARS,
        _("Years over which it is deferred at least"),
        form=Form.COUNT,
        default=3,
        most=30,
        source=PAY,
    ),
    _yes(
        Asked.DEFERRAL_EVEN,
        _("Deferred pay is paid in equal parts, not more at first"),
        source=PAY,
    ),
    _number(
        Asked.BASE_PART,
        _("Part of base pay in all pay at most"),
        form=Form.BASIS_POINTS,
        default=3_500,
        most=10_000,
        source=PAY,
    ),
    _number(
        Asked.HEAD_BONUS, _("Bonus of a head at most, times base pay"), form=Form.COUNT, default=3, most=100, source=PAY
    ),
    _number(
        Asked.GUARANTEED_MONTHS,
        _("Months for which a bonus may be guaranteed, to those newly hired"),
        form=Form.COUNT,
        default=12,
        most=120,
        source=PAY,
    ),
    _number(
        Asked.PEERS_LEAST, _("Peers that a rank needs at least"), form=Form.COUNT, default=5, most=1_000, source=OWN
    ),
    _yes(
        Asked.NO_DIRECT_SHARE,
        _("In securities firms pay is tied to no account opened and no turnover, and no income is shared out directly"),
        source=SECURITIES,
        article=_("with the rules for brokerage of 2023, to be verified"),
        verified=False,
    ),
)


def rule_of(parameter: Parameter, *, value: int, since: date | None) -> DatedRule:
    """A parameter's value as a rule."""
    return DatedRule(
        Asked(parameter.name), value, parameter.source, parameter.article, verified=parameter.verified, since=since
    )


DEFAULT_RULES = tuple(rule_of(one, value=one.default, since=None) for one in ALL if isinstance(one.default, int))
"""As the program has them, before the house has changed any."""
