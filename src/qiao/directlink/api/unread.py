"""What is told of a request that is refused by its head, before its body is read: what is wrong, the bound, what to do.

The REST interface says it as a problem, in the language that is asked for. At every other door nothing is a message yet
that could be answered in its own form, so plain words are told.
"""

from http import HTTPStatus

from django.utils import translation

from qiao.directlink.api.rest import problems

REST = "/v1/"
WORDS_KIND = "text/plain; charset=utf-8"
Told = tuple[str, bytes]
"""The kind of a body, and the body."""


def told(status: HTTPStatus, path: str, *, wished: str = "") -> Told:
    """The answer's body; `wished` is the header Accept-Language."""
    with translation.override(problems.language_of(wished)):
        if path.startswith(REST):
            answer = problems.plain(status, path)
            return problems.KIND, answer.content
        return WORDS_KIND, f"{problems.words_of(status, path)[1]}\n".encode()
