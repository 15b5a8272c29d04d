"""What does not add up: gaps, overlaps and cliffs of tiers with their size in yuan, and units used twice or mixed."""

from collections.abc import Iterator
from fractions import Fraction

from qiao.appraisal.rules.scheme.earning import comes_out, powers_of
from qiao.appraisal.rules.scheme.findings import Finding, Severity
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Leg, Scheme
from qiao.appraisal.rules.scheme.telling import money, told
from qiao.appraisal.rules.scheme.tiers import FEN_MICRO, MICRO, Tiers, cliffs, flaws, paid_by
from qiao.appraisal.rules.scheme.units import MONEY, UNIT_WORDS, Unit
from qiao.ground.words import gettext_noop as _

FLAW_WORDS = {
    "gap": _(
        "%(leg)s pays nothing between %(begins)s and %(ends)s: %(below)s at the lower end, %(inside)s a step above it"
    ),
    "overlap": _("%(leg)s has two tiers between %(begins)s and %(ends)s; the one that stands first counts"),
    "open_end": _(
        "%(leg)s ends at %(begins)s: %(below)s there, %(inside)s a step above it; let the last tier have no end"
    ),
}


def of_sums(scheme: Scheme) -> Iterator[Finding]:
    """All findings of the legs' arithmetic; they need no law."""
    for leg in scheme.legs:
        yield from _units(leg)
        if leg.tiers is not None:
            yield from _flaws(leg, leg.tiers)
            yield from _cliffs(leg, leg.tiers)


def _units(leg: Leg) -> Iterator[Finding]:
    units = list(dict.fromkeys(MEASURES[name].unit for name in leg.measures))
    if len(units) > 1:
        words = _("%(leg)s adds %(one)s and %(other)s: an average is not added to a sum, nor money to a number")
        facts = {"leg": leg.code, "one": UNIT_WORDS[units[0]], "other": UNIT_WORDS[units[1]]}
        yield Finding("units_mixed", Severity.REFUSE, words, facts, leg.code, leg.line)
    elif not comes_out(leg):
        yield _wrong_unit(leg)


def _wrong_unit(leg: Leg) -> Finding:
    """Say what the product comes out in, and whether it is a rate that stands twice or a basis that is missing."""
    yearly = [rate.name for rate in leg.rates if rate.unit is Unit.PART_A_YEAR]
    facts = {"leg": leg.code, "unit": str(powers_of(leg)), "rates": ", ".join(yearly)}
    if len(yearly) > 1:
        words = _(
            "%(leg)s is multiplied by a rate a year more than once (%(rates)s) and comes out in %(unit)s, not in yuan"
        )
        return Finding("rate_twice", Severity.REFUSE, words, facts, leg.code, leg.line)
    if powers_of(leg) == MONEY:
        words = _(
            "%(leg)s is money already, and day_basis would make it a part of a year once more; take day_basis out"
        )
        return Finding("basis_twice", Severity.REFUSE, words, facts, leg.code, leg.line)
    words = _(
        "%(leg)s comes out in %(unit)s and not in yuan; a rate a year needs day_basis, a number needs yuan for each"
    )
    return Finding("unit_wrong", Severity.REFUSE, words, facts, leg.code, leg.line)


def _flaws(leg: Leg, tiers: Tiers) -> Iterator[Finding]:
    unit = MEASURES[leg.measures[0]].unit
    step = Fraction(FEN_MICRO, MICRO) if unit is Unit.YUAN else Fraction(1, MICRO)
    for flaw in flaws(tiers):
        begins, ends = Fraction(flaw.from_micro, MICRO), Fraction(flaw.to_micro, MICRO)
        facts = {
            "leg": leg.code,
            "begins": told(begins, unit),
            "ends": told(ends, unit),
            "below": money(paid_by(tiers, begins)),
            "inside": money(paid_by(tiers, begins + step)),
        }
        yield Finding(f"tier_{flaw.kind}", Severity.REFUSE, FLAW_WORDS[flaw.kind], facts, leg.code, flaw.line)


def _cliffs(leg: Leg, tiers: Tiers) -> Iterator[Finding]:
    unit = MEASURES[leg.measures[0]].unit
    for cliff in cliffs(tiers):
        facts = {
            "leg": leg.code,
            "at": told(Fraction(cliff.at_micro, MICRO), unit),
            "below": money(cliff.below),
            "now": money(cliff.at),
            "size": money(abs(cliff.size)),
        }
        if cliff.size > 0:
            words = _("%(leg)s: a cliff at %(at)s: from %(below)s to %(now)s, %(size)s more for one step more")
            yield Finding("cliff", Severity.WARN, words, facts, leg.code, cliff.line)
        else:
            words = _("%(leg)s: at %(at)s more pays less: from %(below)s to %(now)s, %(size)s less")
            yield Finding("cliff_falls", Severity.WARN, words, facts, leg.code, cliff.line)
