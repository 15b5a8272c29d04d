"""The register of indicators, questions and their answers as the interface answers them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """An indicator: what is added and taken off, `over` what the sum is held, `by_rule` where a rule reckons it."""

    code: str
    name: str
    formula: str
    unit: str
    better: str
    owner: str
    since: str
    version: int
    sources: list[str]
    levels: list[str]
    additive: bool
    plus: list[str]
    minus: list[str]
    over: str
    by_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorList:
    """All indicators."""

    indicators: list[IndicatorLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """A line: its codes, their names, a figure for each indicator (yuan, parts of one, numbers), null without one."""

    keys: list[str]
    names: list[str]
    figures: list[str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWhole:
    """An answer: lines in their order, the rest of the groups (null without), the total, months with and without."""

    sentence: str
    query: str
    measures: list[str]
    by: list[str]
    months: list[str]
    missing: list[str]
    lines: list[AnswerLine]
    others: AnswerLine | None
    total: AnswerLine
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """A kept question; `query` is what /questions takes."""

    number: int
    name: str
    owner: str
    query: str
    shared_post: str
    shared_org: str
    rhythm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptList:
    """One's own questions, and those shared with one."""

    own: list[KeptLine]
    shared: list[KeptLine]
