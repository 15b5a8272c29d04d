"""Schemes for the tests of simulations: the examples of the house, and texts of a few lines."""

from datetime import date
from pathlib import Path

from qiao.appraisal.rules.scheme.law import rules_of
from qiao.appraisal.rules.scheme.parameters import DEFAULT_RULES
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme

EXAMPLES = Path(__file__).resolve().parents[4] / "examples" / "schemes"
LAW = rules_of(DEFAULT_RULES)
DAY = date(2026, 9, 30)
HEAD = '[scheme]\ncode = "test"\nname = "测试办法"\nsince = 2026-01-01\nrhythm = "year"\n'


def example(name: str) -> Scheme:
    return read_scheme((EXAMPLES / f"{name}.toml").read_bytes(), file=f"{name}.toml")


def scheme_of(body: str) -> Scheme:
    return read_scheme(HEAD + body, file="test.toml")
