"""The page of questions: a form, the answer as a table and a picture, the way down, and the answer as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.contribution.queries import runs
from qiao.engine.indicators import Indicator, Unit, indicators
from qiao.ground import clock
from qiao.ground.authority import POSTS, person_of, require
from qiao.ground.exports import export
from qiao.ground.models import User
from qiao.ground.money import PPM_ONE, half_away
from qiao.ground.naming import post_name
from qiao.ground.periods import MONTHS_A_YEAR
from qiao.ground.pieces import wants_piece
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.people.queries import staff as people
from qiao.questions.queries import kept
from qiao.questions.queries.answering import Answered, answered, may_drill
from qiao.questions.queries.kept import query_of
from qiao.questions.queries.masters import names_of
from qiao.questions.queries.sheets import headings, lines
from qiao.questions.queries.wording import sentence
from qiao.questions.rules.answer import Group, Picture, Shape, picture_of
from qiao.questions.rules.fields import BY_WORDS, NAMES_CUSTOMERS, By
from qiao.questions.rules.question import (
    DEPTH_MOST,
    FILE_LINES_MOST,
    HOW_WORDS,
    LINES_MOST,
    Question,
    question_of,
)
from qiao.questions.rules.question import names_of as written
from qiao.questions.rules.rhythm import RHYTHM_WORDS

OK, WRONG = 200, 422
BESIDE = frozenset({"kept", "out", "page"})
"""Names of an address that ask for nothing."""
NUMBER_DIGITS = 12
USUAL = {"measure": ["contribution"], "by": ["month"], "last": [str(MONTHS_A_YEAR)]}
FILTER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: the names of its keys, its figures, the ways further down."""

    names: tuple[str, ...]
    values: tuple[tuple[Indicator, Fraction | None], ...]
    down: str = ""
    customer: str = ""


def questions(request: HttpRequest) -> HttpResponse:
    """The form with the answer; a browser that asks for a piece gets the answer alone."""
    person = person_of(request)
    require(person, "questions.ask")
    asked = _asked(request)
    context: dict[str, Any] = {"asked": asked}
    try:
        question = question_of(asked)
        found = answered(question, person, on=clock.today())
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        context |= {"refused": say(refusal), "form": _form(None, asked, person)} | _kept(person, request)
        return render(request, _template(request), context, status=OK if wants_piece(request) else WRONG)
    context |= _shown(found, person) | {"form": _form(question, asked, person)}
    if not wants_piece(request):
        context |= _kept(person, request)
    return render(request, _template(request), context)


def _template(request: HttpRequest) -> str:
    return "questions/answer.html" if wants_piece(request) else "questions/questions.html"


def _asked(request: HttpRequest) -> Mapping[str, Sequence[str]]:
    given = {name: values for name, values in request.GET.lists() if name not in BESIDE}
    return given or USUAL


def _shown(found: Answered, person: User) -> dict[str, Any]:
    question, answer = found.question, found.answer
    named = [names_of(by, (row.keys[place] for row in answer.rows)) for place, by in enumerate(question.by)]
    first = question.indicators[0]
    return {
        "found": found,
        "answer": answer,
        "question": question,
        "sentence": sentence(question, person, on=clock.today()),
        "query": query_of(question),
        "by_words": [_(BY_WORDS[by]) for by in question.by],
        "measures": question.indicators,
        "lines": [_line(row, found, named=named, person=person) for row in answer.rows],
        "others": _values(answer.others, question) if answer.others else None,
        "total": _values(answer.total, question),
        "chart": _chart(picture_of(question.by, answer, first), named=named, question=question, one=first),
        "months": found.months,
        "missing": found.missing,
    }


def _line(row: Group, found: Answered, *, named: Sequence[Mapping[str, str]], person: User) -> Line:
    by = found.question.by
    names = tuple(named[place].get(key, key) or _("none") for place, key in enumerate(row.keys))
    customer = row.keys[list(by).index(By.CUSTOMER)] if By.CUSTOMER in by else ""
    return Line(names, tuple(_values(row, found.question)), _down(row, found.question, person), customer)


def _down(row: Group, question: Question, person: User) -> str:
    """The address that opens a line: its customers, then its accounts; of pay, its people."""
    is_pay = any(part.endswith("_fen") for one in question.indicators for part in one.parts)
    further = By.PERSON if is_pay else By.ACCOUNT if By.CUSTOMER in question.by else By.CUSTOMER
    if further in question.by or By.ACCOUNT in question.by or (not is_pay and not may_drill(person)):
        return ""
    narrowed = question
    for place, by in enumerate(question.by):
        narrowed = narrowed.with_filter(by, row.keys[place] or "-")
    asked: dict[str, list[str]] = {}
    for name, value in written(narrowed):
        if name != "by":
            asked.setdefault(name, []).append(value)
    asked["by"] = [further.value]
    try:
        return f"?{query_of(question_of(asked))}"
    except Refusal:  # as many filters as there may be: this line opens no further
        return ""


def _values(row: Group, question: Question) -> list[tuple[Indicator, Fraction | None]]:
    return [(one, row.value(one)) for one in question.indicators]


def _chart(
    picture: Picture, *, named: Sequence[Mapping[str, str]], question: Question, one: Indicator
) -> dict[str, Any] | None:
    """What the picture draws: whole millionths, or parts of one, or numbers."""
    if picture.shape is Shape.NONE:
        return None
    lines_by = [by for by in question.by if by is not By.MONTH] if picture.shape is Shape.LINES else []
    place = list(question.by).index(lines_by[0]) if lines_by else 0

    def series_name(key: str) -> str:
        return named[place].get(key, key) or _("none") if lines_by else _(one.name)

    def along_name(keys: tuple[str, ...]) -> str:
        if picture.shape is Shape.LINES:
            return keys[0]
        return " · ".join(named[at].get(key, key) or _("none") for at, key in enumerate(keys))

    scale = {Unit.COUNT: 1}.get(one.unit, PPM_ONE)
    times = PPM_ONE * 100 if one.unit is Unit.PART else 1
    return {
        "shape": picture.shape.value,
        "along": [along_name(keys) for keys in picture.along],
        "series": [
            {"name": series_name(key), "values": [None if value is None else half_away(value * times) for value in row]}
            for key, row in picture.series
        ],
        "scale": scale,
        "words": {"unit": "%" if one.unit is Unit.PART else "" if one.unit is Unit.COUNT else _("yuan")},
    }


def _form(question: Question | None, asked: Mapping[str, Sequence[str]], person: User) -> dict[str, Any]:
    fields = [by for by in By if by not in NAMES_CUSTOMERS or may_drill(person)]
    texts = list(zip(*(asked.get(name, ()) for name in ("field", "how", "value")), strict=False))
    askable = [one for one in indicators() if not one.by_rule]
    chosen = [*asked.get("by", ()), "", ""]
    return {
        "measures": [(one, one.code in asked.get("measure", ())) for one in askable],
        "by": [(by.value, _(BY_WORDS[by])) for by in fields],
        "chosen_by": chosen[:2],
        "filters": (texts + [("", "is", "")] * FILTER_ROWS)[: max(FILTER_ROWS, len(texts) + 1)],
        "filter_fields": [(by.value, _(BY_WORDS[by])) for by in fields] + [(one.code, _(one.name)) for one in askable],
        "hows": [(how.value, _(words)) for how, words in HOW_WORDS.items()],
        "lasts": [(1, _("Newest month")), (3, _("Last 3 months")), (12, _("Last 12 months"))],
        "last": question.last if question else 0,
        "since": question.since if question else "",
        "until": question.until if question else "",
        "settled": sorted(runs.months()),
        "depth": question.depth if question else 1,
        "depths": range(1, DEPTH_MOST + 1),
        "sort": question.order if question else "",
        "rising": question.rising if question else False,
        "most": question.most if question else "",
        "most_most": LINES_MOST,
    }


def _kept(person: User, request: HttpRequest) -> dict[str, Any]:
    current = kept.kept(_number(request, "kept"), person)
    own, gone = kept.own(person.username), _number(request, "out")
    return {
        "own": own,
        "gone": gone if gone and kept.taken_out(gone, person.username) else 0,
        "shared": kept.shared_with(person),
        "current": current,
        "is_own": current is not None and current.owner == person.username,
        "files": kept.runs_of([current.pk])[current.pk] if current and current.owner == person.username else [],
        "posts": [(post, post_name(post)) for post in POSTS],
        "units": sorted(people.org_names().items()),
        "rhythms": [(one.value, _(words)) for one, words in RHYTHM_WORDS.items()],
    }


def _number(request: HttpRequest, name: str) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS else 0


def question_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The answer as a file, all its lines; limited and kept on record like every list that is taken away."""
    person = person_of(request)
    require(person, "questions.ask")
    found = answered(question_of(_asked(request)), person, on=clock.today(), most=FILE_LINES_MOST)
    facts = {_("Question"): sentence(found.question, person, on=clock.today(), counted=False)}
    return export(person, headings(found), lines(found), name="question", form=form, facts=facts)
