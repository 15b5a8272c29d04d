"""What the guideline on appraisal forbids and asks: sizes of a day, single indicators, ranks alone, weights.

Source: the guidelines on appraisal (2012 no. 34), as docs/schemes.md lists them.
"""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction

from qiao.appraisal.rules.scheme.findings import Finding, Severity
from qiao.appraisal.rules.scheme.law import Asked, DatedRule, DatedRules
from qiao.appraisal.rules.scheme.library import CATEGORY_WORDS, Category, Direction, Horizon
from qiao.appraisal.rules.scheme.measures import MEASURES, Taken, Timing
from qiao.appraisal.rules.scheme.scheme import Indicator, Scheme, Sector, Sort, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Way
from qiao.appraisal.rules.scheme.telling import number
from qiao.ground.words import gettext_noop as _

MICRO = 1_000_000
GUARD = (Category.COMPLIANCE, Category.RISK)
BY_PEERS = frozenset({Way.RANK, Way.STANDARD})
DIRECT = frozenset({"turnover", "accounts_opened"})
Check = Callable[[Scheme, DatedRule], Iterator[Finding]]


def of_appraisal(scheme: Scheme, law: DatedRules, *, on: date, above: Scheme | None) -> Iterator[Finding]:
    """All findings of what is appraised; `above` is the scheme that a branch's own stands under."""
    of_banks: tuple[tuple[Asked, Check], ...] = (
        (Asked.NO_SIZE_OF_A_DAY, _sizes_of_a_day),
        (Asked.NO_SINGLE, _single),
        (Asked.NO_STANDING_ALONE, _standing),
        (Asked.ALL_CATEGORIES, _categories),
        (Asked.GUARD_WEIGHS_MOST, _guard),
    )
    of_all: tuple[tuple[Asked, Check], ...] = ((Asked.LONG_HORIZON, _no_long_horizon),)
    of_securities: tuple[tuple[Asked, Check], ...] = ((Asked.NO_DIRECT_SHARE, _direct),)
    for asked, check in (*(of_banks if scheme.sector is Sector.BANK else of_securities), *of_all):
        rule = law.at(asked, on=on)
        if rule is not None:
            yield from check(scheme, rule)
    tightening = law.at(Asked.NO_TIGHTENING, on=on)
    if tightening is not None and scheme.sector is Sector.BANK:
        yield from _tightened(scheme, tightening, above=above)


def _named(scheme: Scheme) -> Iterator[tuple[str, str, int]]:
    """What is measured anywhere: (indicator, gate or leg, measure, line)."""
    yield from ((one.code, one.measure, one.line) for one in scheme.indicators)
    yield from ((one.code, one.measure, one.line) for one in scheme.gates)
    yield from ((leg.code, name, leg.line) for leg in scheme.legs for name in leg.measures)


def _sizes_of_a_day(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    for where, name, line in _named(scheme):
        measure = MEASURES[name]
        if measure.timing is Timing.DAY and measure.taken is Taken.SIZE:
            words = _(
                "%(where)s measures %(measure)s; a size of one day may not be appraised: take the average of the period"
            )
            facts = {"where": where, "measure": measure.name}
            yield Finding("size_of_a_day", Severity.REFUSE, words, facts, where, line, rule)


def _single(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    if scheme.sort is Sort.CAMPAIGN:
        words = _("A campaign stands outside the system of appraisal; take it into the regular scheme")
        yield Finding("campaign", Severity.REFUSE, words, {}, "scheme", 1, rule)
    if len(scheme.indicators) <= 1:
        words = _("Pay follows %(found)s indicator(s) alone; appraise all five categories in one scheme")
        facts = {"found": str(len(scheme.indicators))}
        yield Finding("single", Severity.REFUSE, words, facts, "scheme", 1, rule)


def _standing(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    for where, name, line in _named(scheme):
        if MEASURES[name].taken is Taken.STANDING:
            words = _("%(where)s asks for a share of the market, which tells nothing of what was reached; set a target")
            yield Finding("standing", Severity.REFUSE, words, {"where": where}, where, line, rule)
    held = {one.measure for one in scheme.indicators if one.target.source is not TargetFrom.NONE}
    for one in scheme.indicators:
        if one.scoring.way in BY_PEERS and one.measure not in held:
            words = _("%(where)s counts the place among peers alone; hold the same figure against a target besides")
            yield Finding("rank_alone", Severity.REFUSE, words, {"where": one.code}, one.code, one.line, rule)


def weight_by_category(scheme: Scheme) -> dict[Category, int]:
    """The weight of each category; millionths of points."""
    return {
        category: sum(one.weight_micro for one in scheme.indicators if one.axes.category is category)
        for category in Category
    }


def _categories(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    there = {one.axes.category for one in scheme.indicators if _counts(one)}
    for category in Category:
        if category not in there:
            words = _("Nothing of the category %(category)s is appraised; all five have to be")
            facts = {"category": CATEGORY_WORDS[category]}
            yield Finding("category_missing", Severity.REFUSE, words, facts, category.value, 1, rule)


def _counts(indicator: Indicator) -> bool:
    return indicator.weight_micro > 0 or indicator.scoring.way is Way.TAKEN_OFF


def _guard(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    if not scheme.indicators:
        return
    weights = weight_by_category(scheme)
    guard = sum(weights[one] for one in GUARD)
    largest = max((one for one in Category if one not in GUARD), key=lambda one: weights[one])
    if guard <= weights[largest]:
        words = _("Compliance and risk weigh %(guard)s together and %(category)s %(largest)s; they have to weigh most")
        facts = {
            "guard": number(Fraction(guard, MICRO)),
            "category": CATEGORY_WORDS[largest],
            "largest": number(Fraction(weights[largest], MICRO)),
        }
        yield Finding("guard_weighs_less", Severity.REFUSE, words, facts, "indicator", scheme.indicators[0].line, rule)


def _no_long_horizon(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    if not any(one.axes.horizon is Horizon.LONG and _counts(one) for one in scheme.indicators):
        words = _("Nothing that shows in years is appraised; short terms alone push loans out and people away")
        yield Finding("no_long_horizon", Severity.WARN, words, {}, "indicator", 1, rule)


def _direct(scheme: Scheme, rule: DatedRule) -> Iterator[Finding]:
    for where, name, line in _named(scheme):
        if name in DIRECT:
            words = _("%(where)s ties pay to %(measure)s, which a securities firm may not")
            facts = {"where": where, "measure": MEASURES[name].name}
            yield Finding("direct_share", Severity.REFUSE, words, facts, where, line, rule)
    if scheme.legs and not scheme.indicators:
        words = _("Income is shared out directly: the legs are paid without any appraisal")
        yield Finding("direct_share", Severity.REFUSE, words, {}, "scheme", scheme.legs[0].line, rule)


def _tightened(scheme: Scheme, rule: DatedRule, *, above: Scheme | None) -> Iterator[Finding]:
    if scheme.authorised or not (scheme.issued_by or scheme.under):
        return
    if above is None:
        words = _(
            "%(unit)s makes a scheme of its own without authority; name the paper (authorised) or the one above (under)"
        )
        facts = {"unit": scheme.issued_by or scheme.code}
        yield Finding("own_rules", Severity.REFUSE, words, facts, "scheme", 1, rule)
        return
    known = {one.code: one for one in above.indicators}
    for one in scheme.indicators:
        if one.code not in known:
            words = _("%(where)s is not in the scheme above, %(above)s; a branch adds nothing without authority")
            facts = {"where": one.code, "above": above.code}
            yield Finding("tightened", Severity.REFUSE, words, facts, one.code, one.line, rule)
        elif _harder(one, known[one.code]):
            words = _(
                "%(where)s asks for %(target)s and %(above)s above it for %(less)s; a branch tightens nothing by itself"
            )
            facts = {
                "where": one.code,
                "above": above.code,
                "target": number(Fraction(one.target.value_micro, MICRO)),
                "less": number(Fraction(known[one.code].target.value_micro, MICRO)),
            }
            yield Finding("tightened", Severity.REFUSE, words, facts, one.code, one.line, rule)


def _harder(one: Indicator, above: Indicator) -> bool:
    if one.target.source is not above.target.source:
        return False
    more = one.target.value_micro > above.target.value_micro
    less = one.target.value_micro < above.target.value_micro
    return more if one.axes.direction is Direction.MORE else less
