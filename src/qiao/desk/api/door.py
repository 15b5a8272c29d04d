"""Who asks: a token, what it may read, how often; and the one form in which the interface says no."""

from typing import Any, TypeVar

from django.core.cache import cache
from django.http import HttpRequest
from ninja import Schema
from ninja.security import HttpBearer

from qiao.ground import clock
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.tokens import holder_of
from qiao.ground.words import gettext_noop as _

T = TypeVar("T")
ASKS_A_MINUTE = 600  # of one token, counted by each worker
MINUTE_SECONDS = 60


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
        _count(held.pk)
        if self.scope not in held.scopes:
            raise Refusal(
                "authority.scope", _("This token may not read %(scope)s; make one that may."), scope=self.scope
            )
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
        )


def asker(request: HttpRequest, verb: str) -> User:
    """The person who asks, where the post allows the verb."""
    assert isinstance(request.user, User), request.path
    require(request.user, verb)
    return request.user
