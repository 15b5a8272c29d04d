"""Schemes and people for the tests of schemes: the examples of the house, and facts by name."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

from qiao.appraisal.rules.scheme.facts import PersonFacts
from qiao.appraisal.rules.scheme.law import rules_of
from qiao.appraisal.rules.scheme.parameters import DEFAULT_RULES
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground.periods import Period

EXAMPLES = Path(__file__).resolve().parents[4] / "examples" / "schemes"
LAW = rules_of(DEFAULT_RULES)
DAY = date(2026, 9, 30)
YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))
MICRO = 1_000_000
HEAD = '[scheme]\ncode = "test"\nname = "测试办法"\nsince = 2026-01-01\nrhythm = "year"\n'


def example(name: str, *, strict: bool = True) -> Scheme:
    return read_scheme((EXAMPLES / f"{name}.toml").read_bytes(), file=f"{name}.toml", strict=strict)


def scheme_of(body: str, *, strict: bool = True) -> Scheme:
    return read_scheme(HEAD + body, file="test.toml", strict=strict)


def facts_of(figures: Mapping[str, str], *, period: Period = YEAR) -> PersonFacts:
    """Figures of the manager in units, as decimal text; told by no class of product."""
    return facts_by_class({(name, ""): value for name, value in figures.items()}, period=period)


def facts_by_class(figures: Mapping[tuple[str, str], str], *, period: Period = YEAR) -> PersonFacts:
    return PersonFacts("manager", period, {key: int(Fraction(value) * MICRO) for key, value in figures.items()})
