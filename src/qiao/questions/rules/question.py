"""A question: which indicators, by what, of which, of which months, in which order, how many lines.

Source: piece 2, 2.5 (line 231: flexible queries). A question is read from names and values, as an address or a form
gives them, and written back to the same; what makes no sense is refused with the place and what would.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from qiao.engine import indicators
from qiao.engine.indicators import Indicator, Unit
from qiao.ground.money import EXACT, MICRO_A_YUAN, PPM_ONE
from qiao.ground.periods import MONTHS_A_YEAR, month_period
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.questions.rules.fields import By

MEASURES_MOST, DIMENSIONS_MOST, FILTERS_MOST, VALUES_MOST = 4, 2, 12, 50
TEXT_MOST = 64
MONTHS_MOST = 36
LINES_MOST, LINES_USUAL, LINES_BY_MONTH = 1_000, 20, 200
DEPTH_MOST = 9
BOUND_MOST = 10**24  # millionths of a yuan: beyond any bank
FILE_LINES_MOST = 50_000  # of an answer as a file; exports limit them further by post
PART_MOST = 10_000 * PPM_ONE  # a million per cent, in millionths of one: a larger one says nothing
PERCENT = 100


class How(StrEnum):
    """How a filter holds its values."""

    IS = "is"
    IN = "in"
    BETWEEN = "between"
    LEAST = "least"


HOW_WORDS = {How.IS: _("is"), How.IN: _("is one of"), How.BETWEEN: _("between"), How.LEAST: _("at least")}


@dataclass(frozen=True, slots=True)
class Filter:
    """Only rows whose field fits."""

    by: By
    how: How
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """Only groups whose figure lies here; millionths of a yuan, millionths of one, or a number; both ends belong."""

    code: str
    least: int | None
    most: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that is asked. last: so many months up to the newest settled one, in the place of since and until."""

    measures: tuple[str, ...]
    by: tuple[By, ...] = ()
    depth: int = 1
    filters: tuple[Filter, ...] = ()
    bounds: tuple[Bound, ...] = ()
    since: str = ""
    until: str = ""
    last: int = 0
    order: str = ""
    rising: bool = False
    most: int = LINES_USUAL
    texts: tuple[tuple[str, str, str], ...] = field(default=(), compare=False)
    """The filters and bounds as they were typed: field, how, values."""

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators asked for."""
        return tuple(indicators.indicator(code) for code in self.measures)

    @property
    def by_month(self) -> bool:
        """Whether months stand apart."""
        return By.MONTH in self.by

    def with_filter(self, by: By, value: str) -> "Question":
        """The same of one value alone, as a click on a line asks."""
        kept = replace(
            self, filters=(*self.filters, Filter(by, How.IS, (value,))), texts=(*self.texts, (by.value, "is", value))
        )
        return replace(kept, since=value, until=value, last=0) if by is By.MONTH else kept


def question_of(asked: Mapping[str, Sequence[str]]) -> Question:
    """The question out of names and lists of values."""
    typed = tuple(_triples(asked))
    filters, bounds = _narrowing(typed)
    measures = tuple(dict.fromkeys(one for one in asked.get("measure", ()) if one)) or ("contribution",)
    by = _dimensions([one for one in asked.get("by", ()) if one])
    usual = LINES_BY_MONTH if By.MONTH in by else LINES_USUAL
    question = Question(
        measures=_measures(measures),
        by=by,
        depth=_number(_first(asked, "depth") or "1", name=_("Depth of units"), most=DEPTH_MOST),
        filters=filters,
        bounds=bounds,
        last=_number(_first(asked, "last"), name=_("Last months"), most=MONTHS_MOST) if _first(asked, "last") else 0,
        rising=_first(asked, "order") == "rising",
        most=_number(_first(asked, "most") or str(usual), name=_("Lines"), most=LINES_MOST),
        texts=typed,
    )
    if bounds and not by:
        raise Refusal("question.bound_total", _("A figure narrows lines: say by what to tell apart first."))
    return _in_order(_of_months(question, asked), _first(asked, "sort"))


def names_of(question: Question) -> list[tuple[str, str]]:
    """The question as names and values, from which `question_of` makes the same."""
    names = [("measure", one) for one in question.measures] + [("by", one.value) for one in question.by]
    for by, how, value in question.texts:
        names += [("field", by), ("how", how), ("value", value)]
    given = {
        "depth": str(question.depth) if question.depth > 1 else "",
        "since": question.since,
        "until": question.until,
        "last": str(question.last) if question.last else "",
        "sort": question.order,
        "order": "rising" if question.rising else "",
        "most": str(question.most),
    }
    return names + [(name, value) for name, value in given.items() if value]


def _measures(codes: tuple[str, ...]) -> tuple[str, ...]:
    for code in codes:
        if not indicators.known(code):
            raise Refusal("question.measure", _("The register has no indicator %(code)s."), code=code[:TEXT_MOST])
        if indicators.indicator(code).by_rule:
            words = _("%(name)s is reckoned for one person at a time and cannot be asked for here.")
            raise Refusal("question.measure", words, name=indicators.indicator(code).name)
    if len(codes) > MEASURES_MOST:
        raise Refusal("question.measures", _("Ask for at most %(most)s indicators at once."), most=MEASURES_MOST)
    return codes


def _dimensions(names: Sequence[str]) -> tuple[By, ...]:
    found = tuple(dict.fromkeys(_by(name) for name in names))
    if len(found) > DIMENSIONS_MOST:
        raise Refusal("question.by", _("Tell figures apart by at most %(most)s things at once."), most=DIMENSIONS_MOST)
    return found


def _by(name: str) -> By:
    if name not in set(By):
        words = _("Nothing can be asked by %(name)s; there are %(known)s.")
        raise Refusal("question.by", words, name=name[:TEXT_MOST], known=", ".join(By))
    return By(name)


def _triples(asked: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str]]:
    fields, hows, values = (list(asked.get(name, ())) for name in ("field", "how", "value"))
    if not len(fields) == len(hows) == len(values):
        raise Refusal("question.filter", _("Each filter has a field, a way and a value; one of them is missing."))
    found = [
        (by, how, value.strip()) for by, how, value in zip(fields, hows, values, strict=True) if by and value.strip()
    ]
    if len(found) > FILTERS_MOST:
        raise Refusal("question.filters", _("Narrow by at most %(most)s filters at once."), most=FILTERS_MOST)
    return found


def _narrowing(typed: Sequence[tuple[str, str, str]]) -> tuple[tuple[Filter, ...], tuple[Bound, ...]]:
    filters, bounds = [], []
    for name, how, value in typed:
        if how not in set(How):
            words = _("A filter cannot hold by %(how)s; there are %(known)s.")
            raise Refusal("question.how", words, how=how[:TEXT_MOST], known=", ".join(How))
        values = _values(value, how=How(how))
        if indicators.known(name) and name not in set(By):
            bounds.append(_bound(name, How(how), values))
        else:
            filters.append(Filter(_by(name), How(how), values))
    return tuple(filters), tuple(bounds)


def _values(text: str, *, how: How) -> tuple[str, ...]:
    values: tuple[str, ...]
    if how in {How.IS, How.LEAST}:
        values = (text,)
    else:
        parts = text.replace("，", ",").replace("、", ",").split(",")
        values = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    hostile = any("\0" in one or any("\ud800" <= sign <= "\udfff" for sign in one) for one in values)
    if hostile or not values or any(len(one) > TEXT_MOST for one in values) or len(values) > VALUES_MOST:
        words = _("A filter holds 1 to %(most)s values of at most %(letters)s letters, with commas between them.")
        raise Refusal("question.value", words, most=VALUES_MOST, letters=TEXT_MOST)
    if how is How.BETWEEN and len(values) != 2:  # noqa: PLR2004  two ends
        raise Refusal("question.between", _("Between wants two values with a comma: from, to."))
    return values


def _bound(code: str, how: How, values: tuple[str, ...]) -> Bound:
    one = indicators.indicator(_measures((code,))[0])
    if how is How.IN:
        raise Refusal("question.bound", _("A figure is narrowed by at least, between or is."))
    ends = [_scaled(one, text) for text in values]
    if how is How.LEAST:
        return Bound(code, ends[0], None)
    return Bound(code, min(ends), max(ends))


def _scaled(one: Indicator, text: str) -> int:
    """Yuan as millionths, per cent as millionths of one, a number as it is."""
    steps = {Unit.PART: PPM_ONE // PERCENT, Unit.COUNT: 1}.get(one.unit, MICRO_A_YUAN)
    try:
        number = Decimal(text.replace("−", "-").replace("%", ""))
        scaled = EXACT.multiply(number, Decimal(steps)) if number.is_finite() else None
    except ArithmeticError:  # no number, or one beyond every measure
        scaled = None
    if scaled is None or abs(scaled) > (PART_MOST if one.unit is Unit.PART else BOUND_MOST):
        words = _("%(value)s is no figure for %(name)s; write it in yuan, per cent or as a number, like 1000000.")
        raise Refusal("question.figure", words, value=text[:TEXT_MOST], name=one.name)
    return int(scaled.to_integral_value(ROUND_HALF_UP, EXACT))


def _of_months(question: Question, asked: Mapping[str, Sequence[str]]) -> Question:
    if question.last:
        return question
    since, until = _first(asked, "since"), _first(asked, "until")
    if not since and not until:
        return replace(question, last=1 if not question.by_month else MONTHS_A_YEAR)
    since, until = since or until, until or since
    for month in (since, until):
        try:
            month_period(month)
        except ValueError as error:
            words = _("%(month)s is not a month; write it as 2026-09.")
            raise Refusal("question.month", words, month=month[:TEXT_MOST]) from error
    if since > until:
        raise Refusal(
            "question.months", _("The period ends before it begins: %(since)s to %(until)s."), since=since, until=until
        )
    if len(months_between(since, until)) > MONTHS_MOST:
        raise Refusal("question.months", _("Ask for at most %(most)s months at once."), most=MONTHS_MOST)
    return replace(question, since=since, until=until)


def months_between(since: str, until: str) -> list[str]:
    """The months from one to another, both included."""
    first, last = (int(month[:4]) * MONTHS_A_YEAR + int(month[5:]) - 1 for month in (since, until))
    return [f"{number // MONTHS_A_YEAR:04}-{number % MONTHS_A_YEAR + 1:02}" for number in range(first, last + 1)]


def asked_months(question: Question, settled: Sequence[str]) -> list[str]:
    """The months asked for, oldest first; `last` counts back from the newest settled one."""
    if not question.last:
        return months_between(question.since, question.until)
    if not settled:
        return []
    newest = max(settled)
    number = int(newest[:4]) * MONTHS_A_YEAR + int(newest[5:]) - 1
    first = number - question.last + 1
    return months_between(f"{first // MONTHS_A_YEAR:04}-{first % MONTHS_A_YEAR + 1:02}", newest)


def _in_order(question: Question, sort: str) -> Question:
    if not sort:
        return question
    if sort != By.MONTH and sort not in question.measures:
        raise Refusal("question.order", _("The order is by one of the indicators asked for, or by month."))
    return replace(question, order=sort)


def _first(asked: Mapping[str, Sequence[str]], name: str) -> str:
    return next((one.strip() for one in asked.get(name, ()) if one.strip()), "")


def _number(text: str, *, name: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and 1 <= int(text) <= most):
        words = _("%(name)s is a whole number from 1 to %(most)s, not %(text)s.")
        raise Refusal("question.number", words, name=name, most=most, text=text[:TEXT_MOST])
    return int(text)
