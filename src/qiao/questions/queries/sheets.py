"""An answer as lines of a file: names of the groups, exact figures in yuan, the rest and the total last."""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from qiao.engine.headings import heading
from qiao.engine.indicators import Indicator, Unit
from qiao.ground.money import PPM_ONE, half_away, text_of_scaled
from qiao.ground.sheets import Number
from qiao.questions.queries.answering import Answered
from qiao.questions.queries.masters import names_of
from qiao.questions.rules.answer import Group
from qiao.questions.rules.fields import BY_WORDS, By

MICRO_PLACES = 6


def headings(found: Answered) -> list[str]:
    """A name and a code for each dimension, then the indicators."""
    heads = []
    for by in found.question.by:
        heads += (
            [_(BY_WORDS[by])] if by is By.MONTH else [_("%(name)s code") % {"name": _(BY_WORDS[by])}, _(BY_WORDS[by])]
        )
    return heads + [heading(one) for one in found.question.indicators]


def lines(found: Answered) -> Iterator[list[object]]:
    """The lines, the rest and the total."""
    by, answer = found.question.by, found.answer
    named = [names_of(one, (row.keys[place] for row in answer.rows)) for place, one in enumerate(by)]
    for row in answer.rows:
        cells: list[object] = []
        for place, one in enumerate(by):
            key = row.keys[place]
            cells += [key] if one is By.MONTH else [key, named[place].get(key, key) or _("none")]
        yield cells + _figures(row, found)
    width = sum(1 if one is By.MONTH else 2 for one in by)
    if answer.others is not None:
        words = _("The other %(count)s") % {"count": answer.left_out}
        yield [words, *[""] * (width - 1), *_figures(answer.others, found)]
    yield [*([_("Total"), *[""] * (width - 1)] if width else []), *_figures(answer.total, found)]


def _figures(row: Group, found: Answered) -> list[object]:
    return [figure(one, row.value(one)) for one in found.question.indicators]


def figure(one: Indicator, value: Fraction | None) -> object:
    """A figure as decimal text: yuan, a part of one, a number; '' where there is none."""
    if value is None:
        return ""
    if one.unit is Unit.COUNT:
        return Number(str(half_away(value)))
    scaled = value * PPM_ONE if one.unit in {Unit.PART, Unit.FACTOR} else value
    return Number(text_of_scaled(half_away(scaled), places=MICRO_PLACES))
