"""The programming interface mounted: routers, its way of saying no, addresses open to tokens instead of log-ins."""

import re
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from qiao.desk.api import (
    accounts,
    appeals,
    around,
    audit,
    belonging,
    book,
    careers,
    customers,
    cycles,
    duty,
    known,
    load,
    months,
    office,
    pay,
    people,
    performance,
    portfolio,
    questions,
    runs,
    simulation,
    slips,
    team,
    today,
)
from qiao.desk.api.door import count_rows
from qiao.ground.authority import person_of, require
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.tokens import SCOPES
from qiao.project.refusing import status_of

FOUND, UNAUTHORIZED, NOT_FOUND, UNREADABLE = 200, 401, 404, 422
WORDS_MOST = 500


class Interface(NinjaAPI):
    """Every answer of every operation passes one place, so that none leaves uncounted."""

    def create_response(self, request: HttpRequest, data: Any, **given: Any) -> HttpResponse:
        """Count the rows of a good answer; one that goes beyond the day's rows is refused in its place."""
        status = given["temporal_response"].status_code if given.get("temporal_response") else given.get("status")
        if status == FOUND:
            _demand_known(request)
            count_rows(request, data)
        return super().create_response(request, data, **given)


HOLE = re.compile(r"<(?:\w+:)?(\w+)>")


def _demand_known(request: HttpRequest) -> None:
    """Refuse a question with a name that the operation does not know: a slip of the pen is no other question."""
    asked = set(request.GET)
    if asked and request.resolver_match:
        unknown = sorted(asked - _names().get("/" + HOLE.sub(r"{\1}", request.resolver_match.route), asked))
        if unknown:
            words = gettext("This operation does not know %(names)s; /api/v1/openapi.json tells what it takes.")
            raise HttpError(UNREADABLE, words % {"names": ", ".join(unknown)[: WORDS_MOST // 2]})


@cache
def _names() -> dict[str, frozenset[str]]:
    """What each address takes, by its description."""
    paths = api.get_openapi_schema()["paths"]
    return {
        address: frozenset(one["name"] for one in told["get"].get("parameters", ()) if one["in"] == "query")
        for address, told in paths.items()
        if "get" in told
    }


api = Interface(
    title="Qiao",
    version="1",
    description="What the pages show, for programs: the same gate, the same scope. Money is a decimal text in yuan.",
    docs_url=None,  # the usual page fetches from other hosts; ours lists the operations itself
    urls_namespace="api",
)
MOUNTED = (
    today,
    customers,
    known,
    accounts,
    around,
    belonging,
    portfolio,
    performance,
    slips,
    pay,
    team,
    months,
    load,
    questions,
    simulation,
    runs,
    book,
    people,
    careers,
    appeals,
    cycles,
    duty,
    office,
    audit,
)
for mounted in MOUNTED:
    api.add_router("", mounted.router)


def _problem(request: HttpRequest, code: str, words: str, *, status: int) -> HttpResponse:
    return api.create_response(request, {"code": code, "words": words}, status=status)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    answer = _problem(request, refusal.code, say(refusal), status=status_of(refusal))
    if "wait_seconds" in refusal.facts:
        answer["Retry-After"] = str(refusal.facts["wait_seconds"])
    return answer


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, _error: Any) -> HttpResponse:
    words = gettext("Send a token that is good today as Authorization: Bearer; you make one under your account.")
    return _problem(request, "token.invalid", words, status=UNAUTHORIZED)


@api.exception_handler(Http404)
def _absent(request: HttpRequest, _error: Any) -> HttpResponse:
    return _problem(request, "absent", gettext("There is no such thing, or you may not see it."), status=NOT_FOUND)


@api.exception_handler(ValidationError)
def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors)
    return _problem(request, "request.invalid", places[:WORDS_MOST], status=UNREADABLE)


@api.exception_handler(HttpError)
def _other(request: HttpRequest, error: Any) -> HttpResponse:
    return _problem(request, "request.refused", str(error), status=error.status_code)


def operations() -> list[dict[str, str]]:
    """Every operation: method, address, what it does, the scope a token needs."""
    scopes = {scope.partition(":")[0]: scope for scope in SCOPES}
    return [
        {"method": method.upper(), "address": address, "summary": told["summary"], "scope": scopes[told["tags"][0]]}
        for address, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
    ]


def interface_page(request: HttpRequest) -> HttpResponse:
    """The operations as a list for people, with the way to a token."""
    require(person_of(request), "desk.today")
    return render(request, "project/interface.html", {"operations": operations()})


def _opened(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """No log-in is asked by the operations: a token is. The description of them stays behind the log-in."""
    for pattern in patterns:
        assert isinstance(pattern, URLPattern), pattern
        pattern.callback.login_required = pattern.name in {"openapi-json", "api-root"}  # type: ignore[attr-defined]  # read by the log-in's middleware
    return patterns


_patterns, _app, _space = api.urls
urlpatterns = [path("api/", interface_page, name="interface"), path("api/v1/", (_opened(_patterns), _app, _space))]
