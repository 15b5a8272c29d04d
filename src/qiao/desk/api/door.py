"""Who asks: a token, what it may read, how often and how much; and the one form in which the interface says no."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, TypeVar

from django.core.cache import cache
from django.http import Http404, HttpRequest
from ninja import Query, Schema
from ninja.errors import HttpError
from ninja.security import HttpBearer

from qiao.contribution.queries.figures import asked_run
from qiao.contribution.queries.runs import Run
from qiao.desk.rules.listing import PLACE_MOST
from qiao.ground import clock, readings
from qiao.ground.authority import closed, require, scope_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.tokens import holder_of
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people

T = TypeVar("T")
ASKS_A_MINUTE = 600  # of one token, counted by each worker
MINUTE_SECONDS = 60
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")
NUMBER_MOST = (1 << 31) - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)  # beyond, a day has no moment that every database knows
UNREADABLE = 422
Month = Annotated[str, Query(max_length=7)]
Text = Annotated[str, Query(max_length=200)]
PlaceText = Annotated[str, Query(max_length=PLACE_MOST)]
"""Its default is always the empty text: of two defaults in one signature the library takes the last for both."""
Page = Annotated[int, Query(ge=1, le=2_000)]
Day = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY)]
Number = Annotated[int, Query(ge=1, le=(1 << 63) - 1)]


class Problem(Schema):
    """Why there is no answer: a code for programs, words for people."""

    code: str
    words: str


PROBLEMS: dict[int, Any] = dict.fromkeys((401, 403, 404, 409, 422, 429), Problem)


def answers(good: Any) -> dict[int, Any]:
    """What an operation may answer: the good answer, and each way of saying no."""
    return {200: good, **PROBLEMS}


class Bearer(HttpBearer):
    """A token with a scope, sent as `Authorization: Bearer qiao_...`."""

    def __init__(self, scope: str) -> None:
        """Remember what the operation reads."""
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person whose token it is; None answers 401."""
        held = holder_of(token)
        if held is None:
            return None
        shut = closed(held.user)
        if shut is not None:
            raise shut
        _count(held.pk)
        if self.scope not in held.scopes:
            raise Refusal(
                "authority.scope", _("This token may not read %(scope)s; make one that may."), scope=self.scope
            )
        readings.demand_rows(held.user)
        request.user = held.user
        return held.user


def _count(number: int) -> None:
    key = f"api-token-{number}-{int(clock.now().timestamp()) // MINUTE_SECONDS}"
    cache.add(key, 0, MINUTE_SECONDS * 2)
    if cache.incr(key) > ASKS_A_MINUTE:
        raise Refusal(
            "token.often",
            _("This token has asked %(most)s times within a minute; go on in the next one."),
            most=ASKS_A_MINUTE,
            wait_seconds=MINUTE_SECONDS,
        )


def asker(request: HttpRequest, verb: str) -> User:
    """The person who asks, where the post allows the verb."""
    assert isinstance(request.user, User), request.path
    require(request.user, verb)
    return request.user


def one_of(name: str, asked: str, known: Iterable[str]) -> str:
    """What was asked for, where it is known or nothing; anything else is a slip of the pen and answers 422."""
    choices = sorted(known)
    if asked and asked not in choices:
        raise HttpError(UNREADABLE, f"{name}: {asked[:40]!r} is none of {', '.join(choices)}")
    return asked


def run_or_404(month: str, number: int | None = None) -> Run:
    """The run of a month, '' = the newest settled one, or the one of a number."""
    run = asked_run(month, "" if number is None else str(number))
    if run is None:
        raise Http404
    return run


def visible(person: User) -> list[str] | None:
    """The people whom the person who asks may see, None for everybody."""
    return people.visible_ids(scope_of(person, on=clock.today()))


def demand_sight(person: User, staff_id: str) -> None:
    """Find nobody whom the person who asks may not see."""
    seen = visible(person)
    if not (seen is None or staff_id in seen):
        raise Http404


def count_rows(request: HttpRequest, answer: Any) -> None:
    """Count an answer that is about to leave: the rows of its lists, or one where it has none."""
    if isinstance(request.user, User):
        listed = sum(1 for _row in _rows_of(answer))
        readings.take(request.user, _list_of(request), rows=max(listed, 1), listed=listed)


def _rows_of(answer: Any) -> Iterator[Any]:
    """Whatever has fields of its own and stands in a list, at any depth; the points of a curve have none."""
    if isinstance(answer, dict):
        for one in answer.values():
            yield from _rows_of(one)
    elif isinstance(answer, list):
        for one in answer:
            if isinstance(one, dict):
                yield one
            yield from _rows_of(one)


def _list_of(request: HttpRequest) -> str:
    """The operation as its address is described: /api/v1/customers/{party_id}."""
    assert request.resolver_match is not None, request.path
    return "/" + HOLE.sub(r"{\1}", request.resolver_match.route)
