"""Questions: the register of indicators, an answer to a question, kept questions."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Field, Query, Router, Schema

from qiao.desk.api.door import Bearer, answers, asker
from qiao.desk.rules.answers.questions import (
    AnswerLine,
    AnswerWhole,
    IndicatorLine,
    IndicatorList,
    KeptLine,
    KeptList,
)
from qiao.engine.indicators import Indicator, indicators
from qiao.ground import clock
from qiao.questions.queries import kept
from qiao.questions.queries.answering import Answered, answered
from qiao.questions.queries.kept import KeptQuestion, query_of
from qiao.questions.queries.masters import names_of
from qiao.questions.queries.sheets import figure
from qiao.questions.queries.wording import sentence
from qiao.questions.rules.answer import Group
from qiao.questions.rules.question import question_of

router = Router(tags=["questions"], auth=Bearer("questions:read"))
Texts = Annotated[list[str], Query(max_length=100)]


class Plain(Schema):
    """What a question says once."""

    depth: int = 1
    since: str = ""
    until: str = ""
    last: int = 0
    sort: str = ""
    order: str = ""
    most: int = 0  # as many as the page shows


class Asked(Plain):
    """A question: lists of names and values as the page's address writes them."""

    measure: list[str] = Field(default_factory=lambda: ["contribution"])
    by: list[str] = Field(default_factory=list)
    field: list[str] = Field(default_factory=list)
    how: list[str] = Field(default_factory=list)
    value: list[str] = Field(default_factory=list)


@router.get("/indicators", response=answers(IndicatorList), summary="The register of indicators")
def indicator_list(request: HttpRequest) -> IndicatorList:
    """Each named figure with its formula, sources and owner."""
    asker(request, "questions.indicators")
    return IndicatorList(indicators=[_indicator(one) for one in indicators()])


def _indicator(one: Indicator) -> IndicatorLine:
    return IndicatorLine(
        code=one.code,
        name=gettext(one.name),
        formula=gettext(one.formula),
        unit=one.unit.value,
        better=one.better.value,
        owner=one.owner,
        since=one.since,
        version=one.version,
        sources=list(one.sources),
        levels=[level.value for level in one.levels],
        additive=one.additive,
        plus=list(one.plus),
        minus=list(one.minus),
        over=one.over,
        by_rule=one.by_rule,
    )


@router.get("/questions", response=answers(AnswerWhole), summary="An answer to a question")
def ask(
    request: HttpRequest,
    *,
    measure: Texts = ["contribution"],  # noqa: B006  the library reads it and changes nothing
    by: Texts = [],  # noqa: B006  the same
    field: Texts = [],  # noqa: B006  the same
    how: Texts = [],  # noqa: B006  the same
    value: Texts = [],  # noqa: B006  the same
    plain: Query[Plain],
) -> AnswerWhole:
    """Indicators by at most two things, narrowed by triples of field, how and value, over settled months."""
    lists = {"measure": measure, "by": by, "field": field, "how": how, "value": value}
    return _answer(request, lists | {name: [str(one)] for name, one in plain.dict().items() if one})


@router.post("/questions", response=answers(AnswerWhole), summary="An answer to a question sent as JSON")
def ask_by_json(request: HttpRequest, asked: Asked) -> AnswerWhole:
    """The same, for questions too long for an address."""
    given = asked.dict()
    return _answer(request, {name: one if isinstance(one, list) else [str(one)] for name, one in given.items() if one})


@router.get("/questions/kept", response=answers(KeptList), summary="Kept questions: one's own and shared ones")
def kept_list(request: HttpRequest) -> KeptList:
    """Each with what /questions takes."""
    person = asker(request, "questions.ask")
    own, shared = kept.own(person.username), kept.shared_with(person)
    return KeptList(own=[_kept(one) for one in own], shared=[_kept(one) for one in shared])


def _kept(one: KeptQuestion) -> KeptLine:
    return KeptLine(
        number=one.pk,
        name=one.name,
        owner=one.owner,
        query=one.query,
        shared_post=one.shared_post,
        shared_org=one.shared_org,
        rhythm=one.rhythm,
    )


def _answer(request: HttpRequest, asked: Mapping[str, Sequence[str]]) -> AnswerWhole:
    person = asker(request, "questions.ask")
    found = answered(question_of(asked), person, on=clock.today())
    question, answer = found.question, found.answer
    named = [names_of(by, (row.keys[place] for row in answer.rows)) for place, by in enumerate(question.by)]
    return AnswerWhole(
        sentence=sentence(question, person, on=clock.today()),
        query=query_of(question),
        measures=list(question.measures),
        by=[by.value for by in question.by],
        months=list(found.months),
        missing=list(found.missing),
        lines=[_line(row, found, named=named) for row in answer.rows],
        others=_line(answer.others, found, named=named) if answer.others else None,
        total=_line(answer.total, found, named=named),
        groups=answer.groups,
    )


def _line(row: Group, found: Answered, *, named: Sequence[Mapping[str, str]]) -> AnswerLine:
    return AnswerLine(
        keys=list(row.keys),
        names=[named[place].get(key, key) for place, key in enumerate(row.keys)],
        figures=[_text(one, row.value(one)) for one in found.question.indicators],
    )


def _text(one: Indicator, value: Fraction | None) -> str | None:
    return None if value is None else str(figure(one, value))
