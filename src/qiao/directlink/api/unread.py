"""What is told of a request that is refused by its head, before its body is read: what is wrong, the bound, what to do.

The REST interface says it as a problem, in the language that is asked for. At every other door nothing is a message yet
that could be answered in its own form, so plain words are told.
"""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import translation

from qiao.directlink.api.rest import problems
from qiao.directlink.rules.bounds import is_rest

BODYS_OWN = frozenset({"Content-Type", "Content-Length"})
WORDS_KIND = "text/plain; charset=utf-8"
Told = tuple[list[tuple[str, str]], bytes]
"""The headers of an answer, as when to come again, and its body."""


def told(status: HTTPStatus, path: str, *, wished: str = "") -> Told:
    """The answer's body; `wished` is the header Accept-Language."""
    with translation.override(problems.language_of(wished)):
        answer = problems.plain(status, path)
        if is_rest(path):
            return _headers(answer, kind=problems.KIND), answer.content
        return _headers(answer, kind=WORDS_KIND), f"{problems.words_of(status, path)[1]}\n".encode()


def _headers(answer: HttpResponse, *, kind: str) -> list[tuple[str, str]]:
    """What a problem says in its head; its kind and its length are the body's."""
    more = [(name, value) for name, value in answer.items() if name not in BODYS_OWN]
    return [*more, ("Content-Type", kind)]
