"""The interface as a list for people, and as it is described to the letter; in Chinese unless English is asked for."""

from collections.abc import Mapping
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from qiao.directlink.api.rest import problems
from qiao.directlink.api.rest.describing import SPOKEN, described, description
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

KIND = "application/json"


@cache
def operations(language: str) -> tuple[Mapping[str, str], ...]:
    """Every operation: method, address and what it does; made once a language, for anybody may ask for it."""
    return tuple(
        {"method": method.upper(), "address": address, "summary": told["summary"], "more": told["description"]}
        for address, methods in described(language)["paths"].items()
        for method, told in methods.items()
    )


@login_not_required
@require_safe
def interface_page(request: HttpRequest) -> HttpResponse:
    """For whoever finds the address; it tells nothing that the description does not."""
    language = _language(request)
    if language is None:
        return _no_language()
    with translation.override(language):
        told = {"operations": operations(language), "is_english": language == problems.ENGLISH}
        answer = render(request, "enterprise/interface.html", told)
    return _marked(answer, language)


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs; a reader that has it already is told so."""
    language = _language(request)
    if language is None:
        return _no_language()
    found = description(language)
    answer = _marked(HttpResponse(found.content, content_type=KIND), language)
    answer["ETag"], answer["Cache-Control"] = found.etag, "no-cache"
    return get_conditional_response(request, etag=found.etag, response=answer) or answer


def _language(request: HttpRequest) -> str | None:
    """The language that is asked for by `lang`, else by Accept-Language; None where `lang` names another."""
    asked = request.GET.get("lang")
    return problems.language_of(request.headers.get("Accept-Language", "")) if asked is None else SPOKEN.get(asked)


def _marked(answer: HttpResponse, language: str) -> HttpResponse:
    """Say in which language it is, and to those who keep answers that it depends on what was asked for."""
    answer["Content-Language"] = language
    patch_vary_headers(answer, ["Accept-Language"])
    return answer


def _no_language() -> HttpResponse:
    refusal = Refusal("request.invalid", _("lang: one of %(known)s"), known=", ".join(SPOKEN))
    return problems.refused(refusal, where=["lang"])
