"""What the guideline on sound pay asks: deferral, base pay, a head's bonus, guaranteed bonuses.

Source: the guidelines on sound pay (2010 no. 14) and the guide of the securities association (2022, without numbers of
its own), as docs/schemes.md lists them. Managers of credit count as posts that matter for risk.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise

from qiao.appraisal.rules.scheme.deferring import parts_of
from qiao.appraisal.rules.scheme.findings import Finding, Severity
from qiao.appraisal.rules.scheme.law import Asked, DatedRule, DatedRules
from qiao.appraisal.rules.scheme.scheme import Deferral, PaidAs, Scheme, Sector
from qiao.appraisal.rules.scheme.telling import money, number, percent
from qiao.ground.words import gettext_noop as _

MICRO, MICRO_A_BP, FEN_A_YUAN = 1_000_000, 100, 100
HEAD = "head"


def of_pay(scheme: Scheme, law: DatedRules, *, on: date) -> Iterator[Finding]:
    """All findings of how it is paid; a scheme that pays nothing has none."""
    if not any(leg.paid_as is PaidAs.BONUS for leg in scheme.legs):
        return
    if scheme.sector is Sector.BANK:
        yield from _deferral(scheme, law, on=on)
        yield from _base(scheme, law.at(Asked.BASE_PART, on=on))
        yield from _head(scheme, law.at(Asked.HEAD_BONUS, on=on))
        yield from _guaranteed(scheme, law.at(Asked.GUARANTEED_MONTHS, on=on))
    else:
        yield from _of_securities(scheme, law.at(Asked.DEFERRAL_EVEN, on=on))
    if scheme.pay.carry_forward and scheme.pay.carry_months == 0:
        words = _("A negative bonus is carried forward without an end; say after how many months it expires")
        yield Finding("carry_without_end", Severity.WARN, words, {}, "pay", scheme.pay.line)


def _deferral(scheme: Scheme, law: DatedRules, *, on: date) -> Iterator[Finding]:
    deferral = scheme.deferral or Deferral(0, 0)
    line = deferral.line or scheme.pay.line or 1
    part, years = law.at(Asked.DEFERRAL_PART, on=on), law.at(Asked.DEFERRAL_YEARS, on=on)
    if part is not None and deferral.part_micro < part.value * MICRO_A_BP:
        words = _("%(found)s of the variable pay is deferred; at least %(least)s have to be")
        facts = {"found": percent(Fraction(deferral.part_micro, MICRO)), "least": percent(Fraction(part.value, 10_000))}
        yield Finding("deferral_small", Severity.REFUSE, words, facts, "deferral", line, part)
    if years is not None and deferral.years < years.value:
        words = _("It is deferred for %(found)s years; at least %(least)s are asked")
        facts = {"found": str(deferral.years), "least": str(years.value)}
        yield Finding("deferral_short", Severity.REFUSE, words, facts, "deferral", line, years)
    even = law.at(Asked.DEFERRAL_EVEN, on=on)
    if even is not None and deferral.parts and len(set(deferral.parts)) > 1:
        front = any(before > after for before, after in pairwise(deferral.parts))
        words = (
            _("More is paid at first: %(parts)s; equal parts are asked")
            if front
            else _("The parts are not equal: %(parts)s")
        )
        yield Finding("deferral_uneven", Severity.REFUSE, words, {"parts": _parts(deferral)}, "deferral", line, even)


def _parts(deferral: Deferral) -> str:
    return " / ".join(percent(one) for one in parts_of(deferral))


def _of_securities(scheme: Scheme, rule: DatedRule | None) -> Iterator[Finding]:
    """Conditions, years and parts have to be stated, and nothing is paid faster than evenly; no number is given."""
    if scheme.deferral is None or not scheme.deferral.part_micro:
        words = _("Nothing is deferred; a securities firm states part, years and conditions for its core people")
        yield Finding("deferral_none", Severity.REFUSE, words, {}, "deferral", scheme.pay.line or 1, rule)
        return
    if not scheme.deferral.conditions:
        words = _("The conditions under which deferred pay is paid are not stated")
        yield Finding("deferral_unconditional", Severity.WARN, words, {}, "deferral", scheme.deferral.line, rule)
    up_to, even = Fraction(0), Fraction(0)
    for part in parts_of(scheme.deferral):
        up_to, even = up_to + part, even + Fraction(1, scheme.deferral.years)
        if up_to > even:
            words = _("Deferred pay is paid faster than evenly: %(parts)s")
            facts = {"parts": _parts(scheme.deferral)}
            yield Finding("deferral_fast", Severity.REFUSE, words, facts, "deferral", scheme.deferral.line, rule)
            return


def _base(scheme: Scheme, rule: DatedRule | None) -> Iterator[Finding]:
    if rule is None:
        return
    found = scheme.pay.base_part_micro
    if found is None:
        words = _("The part of base pay in all pay is not stated; write base_part")
        yield Finding("base_unstated", Severity.WARN, words, {}, "pay", scheme.pay.line, rule)
    elif found > rule.value * MICRO_A_BP:
        words = _("Base pay is %(found)s of all pay; at most %(most)s is allowed")
        facts = {"found": percent(Fraction(found, MICRO)), "most": percent(Fraction(rule.value, 10_000))}
        yield Finding("base_large", Severity.REFUSE, words, facts, "pay", scheme.pay.line, rule)


def _head(scheme: Scheme, rule: DatedRule | None) -> Iterator[Finding]:
    if rule is None or HEAD not in scheme.whom.posts:
        return
    found = scheme.pay.bonus_most_micro
    if found is None:
        words = _("How many times base pay a head's bonus may be is not stated; write bonus_most")
        yield Finding("head_unstated", Severity.WARN, words, {}, "pay", scheme.pay.line, rule)
    elif found > rule.value * MICRO:
        words = _("A head's bonus may be %(found)s times base pay; at most %(most)s times is allowed")
        facts = {"found": number(Fraction(found, MICRO)), "most": str(rule.value)}
        yield Finding("head_large", Severity.REFUSE, words, facts, "pay", scheme.pay.line, rule)


def _guaranteed(scheme: Scheme, rule: DatedRule | None) -> Iterator[Finding]:
    pay = scheme.pay
    if rule is None or not pay.guaranteed_fen or 0 < pay.guaranteed_months <= rule.value:
        return
    words = _(
        "%(sum)s is guaranteed for %(found)s months (0 = without an end); at most %(most)s are allowed, to newcomers"
    )
    facts = {
        "sum": money(Fraction(pay.guaranteed_fen, FEN_A_YUAN)),
        "found": str(pay.guaranteed_months),
        "most": str(rule.value),
    }
    yield Finding("guaranteed_long", Severity.REFUSE, words, facts, "pay", pay.line, rule)
