"""A question in one sentence, in the language of the moment: "Average deposits by branch and product, January to …"."""

from datetime import date

from django.utils.translation import gettext as _

from qiao.engine import indicators
from qiao.ground.models import User
from qiao.questions.queries.masters import name_in_sight
from qiao.questions.rules.fields import BY_WORDS, NONE, By
from qiao.questions.rules.question import HOW_WORDS, LINES_BY_MONTH, Question


def sentence(question: Question, person: User, *, on: date, counted: bool = True) -> str:
    """What is asked, as one would say it to this person; counted: with how many lines, which a file does not cut."""
    facts = {
        "period": _period(question),
        "by": _(" and ").join(_(BY_WORDS[one]) for one in question.by),
        "measures": _(" and ").join(_(one.name) for one in question.indicators),
        "narrowed": "".join(_filter(text, person, on=on) for text in question.texts),
        "most": question.most,
    }
    if not question.by:
        return _("%(measures)s, %(period)s%(narrowed)s") % facts
    if not counted or (question.by_month and question.most == LINES_BY_MONTH):
        return _("%(measures)s by %(by)s, %(period)s%(narrowed)s") % facts
    if question.rising:
        return _("%(measures)s by %(by)s, %(period)s%(narrowed)s, the lowest %(most)s") % facts
    return _("%(measures)s by %(by)s, %(period)s%(narrowed)s, the first %(most)s") % facts


def _period(question: Question) -> str:
    if question.last == 1:
        return _("newest settled month")
    if question.last:
        return _("last %(count)s months") % {"count": question.last}
    (year, first), (other, last) = _parts(question.since), _parts(question.until)
    if question.since == question.until:
        return _month(question.since)
    if year == other:
        return _("%(first)s–%(last)s/%(year)s") % {"first": first, "last": last, "year": year}
    return _("from %(since)s to %(until)s") % {"since": _month(question.since), "until": _month(question.until)}


def _month(month: str) -> str:
    year, number = _parts(month)
    return _("%(month)s/%(year)s") % {"month": number, "year": year}


def _parts(month: str) -> tuple[str, int]:
    return month[:4], int(month[5:])


def _filter(text: tuple[str, str, str], person: User, *, on: date) -> str:
    field, how, value = text
    if field in set(By):
        name = _(BY_WORDS[By(field)])
        named = name_in_sight(By(field), value, person, on=on) if value != NONE else _("none")
    else:
        name, named = _(indicators.indicator(field).name), value
    how_words = {words: _(text) for words, text in HOW_WORDS.items()}
    return _("; %(name)s %(how)s %(value)s") % {"name": name, "how": how_words[how], "value": named}  # type: ignore[index]  # a checked way
