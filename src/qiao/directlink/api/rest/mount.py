"""The REST interface put together: its routers, its way of saying no, its description."""

from functools import cache
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer

from qiao.directlink.api.rest import accounts, files, orders, problems, receipts, webhooks
from qiao.directlink.api.rest.door import PAYMENTS, Signature
from qiao.directlink.api.rest.misfits import WORDS_MOST, misfits_of, said_of
from qiao.directlink.api.rest.places import places_of
from qiao.ground.refusals import Refusal

PLACES_MOST = 20
DESCRIBED = dict.fromkeys(("v1/", "v1/openapi.json"), frozenset({"lang"}))
"""Addresses that are described to nobody: they are the description."""
DESCRIPTION = """Balances, lines, orders, receipts and webhooks of one enterprise, for its own systems.

Every request is signed (RFC 9421) by a certificate that the bank has bound to an operator. Amounts are texts of yuan
with two decimals. Every no is a problem (RFC 9457) with a `code` that stays."""


class _Legible(JSONRenderer):
    """Chinese as it is written, not as numbers."""

    json_dumps_params = MappingProxyType({"ensure_ascii": False})


api = NinjaAPI(
    title="Qiao direct link",
    version="1",
    description=DESCRIPTION,
    docs_url=None,  # the usual page fetches from other hosts
    openapi_url="",  # `page` tells it in two languages
    urls_namespace="rest",
    auth=Signature(),
    renderer=_Legible(),
)
for mounted in (accounts, orders, files, receipts, webhooks):
    api.add_router("", mounted.router)


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    named = {*request.resolver_match.kwargs, *_taken(request)} if request.resolver_match else set[str]()
    where = places_of(refusal, named=named, payments=getattr(request, PAYMENTS, 0))
    return problems.refused(refusal, where=where)


@api.exception_handler(Http404)
def _absent(_request: HttpRequest, _error: Any) -> HttpResponse:
    return problems.plain(HTTPStatus.NOT_FOUND)


@api.exception_handler(Error)
def _busy(_request: HttpRequest, _error: Any) -> HttpResponse:
    """The database gave no answer: nothing was written, or nobody knows; the same number tells later."""
    return problems.plain(HTTPStatus.SERVICE_UNAVAILABLE)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    found = misfits_of(error.errors[:PLACES_MOST])
    where = list(dict.fromkeys(one.place for one in found))
    return problems.problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request.invalid", said_of(found), where=where)


@api.exception_handler(HttpError)
def _other(_request: HttpRequest, error: Any) -> HttpResponse:
    return problems.plain(error.status_code)


def unknown_names(request: HttpRequest) -> HttpResponse | None:
    """Refuse a question with a name that the address does not know: a slip of the pen is no other question."""
    unknown = sorted(set(request.GET) - _taken(request))
    if not unknown:
        return None
    words = gettext("This address does not know %(names)s; /v1/openapi.json tells what it takes.")
    said = words % {"names": ", ".join(unknown)[:WORDS_MOST]}
    return problems.problem(HTTPStatus.UNPROCESSABLE_ENTITY, "request.unknown", said, where=unknown[:PLACES_MOST])


def _taken(request: HttpRequest) -> frozenset[str]:
    """What the address takes after its question mark."""
    route = str(request.resolver_match.route) if request.resolver_match else ""
    return DESCRIBED.get(route) or _names().get((route, request.method or ""), frozenset())


@cache
def _names() -> dict[tuple[str, str], frozenset[str]]:
    """What each address takes after its question mark, by route and method, by its description."""
    paths = api.get_openapi_schema()["paths"]
    return {
        (address.removeprefix("/").replace("{", "<").replace("}", ">"), method.upper()): frozenset(
            one["name"] for one in told.get("parameters", ()) if one["in"] == "query"
        )
        for address, methods in paths.items()
        for method, told in methods.items()
    }


def _opened(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """No session is asked here: a signature is, and the description is everybody's."""
    for pattern in patterns:
        assert isinstance(pattern, URLPattern), pattern
        pattern.callback = login_not_required(pattern.callback)
    return patterns


_patterns, _app, _space = api.urls
urls = (_opened(_patterns), _app, _space)
