"""The one form in which the REST interface says no: problem details (RFC 9457) with a code that stays.

`code` is the refusal's own, `detail` its words, `where` the places of a body or address that are wrong.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import Schema

from qiao.directlink.api.rest.places import FIELDS
from qiao.directlink.rules.bounds import NO_LENGTH, is_rest, too_large
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop as _

KIND = "application/problem+json"
ENGLISH = "en"
WAIT_SECONDS = 1
FIRST_NO = 400
ENDINGS = {".unknown": HTTPStatus.NOT_FOUND, ".often": HTTPStatus.TOO_MANY_REQUESTS}
CODES = {
    "account.not_yours": HTTPStatus.NOT_FOUND,
    "account.unknown_here": HTTPStatus.NOT_FOUND,
    "order.number_used": HTTPStatus.CONFLICT,
    "order.other_content": HTTPStatus.CONFLICT,
    "order.signed_only": HTTPStatus.FORBIDDEN,
    "enterprise.suspended": HTTPStatus.FORBIDDEN,
    "webhook.administrator": HTTPStatus.FORBIDDEN,
    "webhook.full": HTTPStatus.CONFLICT,
    "receipt.none": HTTPStatus.NOT_FOUND,
    "request.kind": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "request.large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}
BEGINNINGS = {
    "signature.": HTTPStatus.UNAUTHORIZED,
    "sign_on.": HTTPStatus.FORBIDDEN,
    "rights.": HTTPStatus.FORBIDDEN,
    "instruction.": HTTPStatus.CONFLICT,
}
PLAIN = {
    400: ("request.unreadable", _("The request cannot be read.")),
    404: ("absent", _("There is no such address; /v1/openapi.json tells which there are.")),
    405: ("request.method", _("This address knows no such method; /v1/openapi.json tells which it knows.")),
    408: ("request.slow", _("The body took too long to arrive.")),
    411: ("request.length", NO_LENGTH),
    503: ("busy", _("The bank is busy; nothing was kept, or the same number tells later what was.")),
}
FAILED = ("failed", _("The answer failed; ask under the same number what became of an order."))
MEMBERS_DECLARED = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)


class Problem(Schema):
    """Why there is no answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: list[str]


PROBLEMS: dict[int, Any] = dict.fromkeys(MEMBERS_DECLARED, Problem)


def answers(good: Any, *, made: bool = False) -> dict[int, Any]:
    """What an operation may answer: the good answer, and each way of saying no."""
    return {**({201: good} if made else {}), 200: good, **PROBLEMS}


def status_of(code: str) -> int:
    """The status that goes with a refusal; what a right, an account or a body forbids is unprocessable."""
    if code in CODES:
        return CODES[code].value
    for ending, status in ENDINGS.items():
        if code.endswith(ending) and not code.startswith("signature."):
            return status.value
    for beginning, status in BEGINNINGS.items():
        if code.startswith(beginning):
            return status.value
    return HTTPStatus.UNPROCESSABLE_ENTITY.value


def refused(refusal: Refusal, *, where: Sequence[str] = ()) -> HttpResponse:
    """A refusal as a problem."""
    answer = problem(status_of(refusal.code), refusal.code, say(refusal), where=where)
    if "wait_seconds" in refusal.facts:
        answer["Retry-After"] = str(refusal.facts["wait_seconds"])
    if answer.status_code == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Signature"
    return answer


def problem(status: int, code: str, words: str, *, where: Sequence[str] = ()) -> HttpResponse:
    """A problem with its status."""
    answer = JsonResponse(
        content(status, code, words, where=where), content_type=KIND, json_dumps_params={"ensure_ascii": False}
    )
    answer.status_code = status
    return answer


def content(status: int, code: str, words: str, *, where: Sequence[str] = ()) -> dict[str, Any]:
    """What a problem says."""
    title = HTTPStatus(status).phrase
    return {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": words,
        "code": code,
        "where": list(where),
    }


def plain(status: int, path: str = "") -> HttpResponse:
    """The problem that goes with a bare status; `path` is the address that was asked for."""
    code, words = words_of(status, path)
    header = FIELDS[code].header if code in FIELDS else ""
    answer = problem(status, code, words, where=[header] if header else [])
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        answer["Retry-After"] = str(WAIT_SECONDS)
    return answer


def words_of(status: int, path: str) -> tuple[str, str]:
    """Code and words of a bare status; of a body that is too large they depend on the address."""
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        refusal = too_large(path)
        return refusal.code, say(refusal)
    code, words = PLAIN.get(status, FAILED)
    return code, gettext(words)


def language_of(wished: str) -> str:
    """English where a program asks for it first (Accept-Language), else the house's language."""
    return ENGLISH if wished.strip().lower().startswith(ENGLISH) else settings.LANGUAGE_CODE


def is_interface(request: HttpRequest) -> bool:
    """Whether a request is for the interface and not for the desk's pages."""
    return is_rest(request.path)
