"""The description of the REST interface (OpenAPI) in the reader's language, Chinese or English, made once each.

Its words are those of the code: summaries, the docstrings of operations and shapes, and tables for fields, codes and
statuses. Each is looked up in the catalogue like every word for people.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from qiao.directlink.api.rest import problems
from qiao.directlink.api.rest.code_words import CODES, STATUSES
from qiao.directlink.api.rest.field_words import FIELDS
from qiao.directlink.api.rest.mount import api
from qiao.directlink.rules.bounds import REST

SPOKEN: Mapping[str, str] = {"zh": settings.LANGUAGE_CODE, "en": problems.ENGLISH}
"""What is asked for by `lang`, and the language of the catalogue."""
ALIKE: Mapping[str, str] = {"OrderLine": "OrderAnswer", "WebhookMade": "WebhookAnswer"}
"""Shapes whose fields are those of another one."""
OTHERWISE: Mapping[str, int] = {"request.unknown": 422, problems.FAILED[0]: 500}
"""Codes that are said with a status of their own."""
Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Description:
    """The description as bytes, and the mark by which a reader knows whether it has changed."""

    content: bytes
    etag: str


@cache
def description(language: str) -> Description:
    """In a language of the catalogue."""
    content = json.dumps(described(language), ensure_ascii=False, separators=(",", ":")).encode()
    return Description(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def described(language: str) -> dict[str, Any]:
    """In a language of the catalogue, as a tree."""
    with translation.override(language):
        return _described(_said)


def words() -> set[str]:
    """Every text of the description as the catalogue knows it."""
    found = set[str]()

    def noted(text: str) -> str:
        found.update(_paragraphs(text))
        return text

    _described(noted)
    return found


def _said(text: str) -> str:
    return "\n\n".join(gettext(paragraph) for paragraph in _paragraphs(text))


def _paragraphs(text: str) -> list[str]:
    """A docstring by its paragraphs, without the ends of its lines."""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n")]


def _described(say: Say) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix=REST)))
    tree["info"]["title"], tree["info"]["description"] = say(tree["info"]["title"]), say(tree["info"]["description"])
    for address, methods in tree["paths"].items():
        for told in methods.values():
            _describe_operation(told, address.removeprefix(REST).partition("/")[0], say=say)
    for name, shape in tree["components"]["schemas"].items():
        shape["description"] = say(shape["description"])
        for field, value in shape.get("properties", {}).items():
            _describe_value(value, ALIKE.get(name, name), field, say=say)
    code = tree["components"]["schemas"]["Problem"]["properties"]["code"]
    code["description"] += "\n\n" + "\n".join(f"- `{one}`: {say(meant)}" for one, meant in CODES.items())
    return tree


def _describe_operation(told: dict[str, Any], family: str, *, say: Say) -> None:
    told["summary"], told["description"] = say(told["summary"]), say(told["description"])
    for one in told.get("parameters", ()):
        inner = one["schema"]
        inner.pop("title", None)
        own = one.get("description") or inner.get("description")
        one["description"] = say(own or _field(family, one["name"]))
        if "description" in inner:
            inner["description"] = one["description"]
        _describe_choices(inner, say=say)
    for status, answer in told["responses"].items():
        codes = " ".join(_codes(int(status)))
        answer["description"] = say(STATUSES[int(status)]) + (f" ({codes})" if codes else "")


def _describe_value(value: dict[str, Any], owner: str, name: str, *, say: Say) -> None:
    value.pop("title", None)
    value["description"] = say(value.get("description") or _field(owner, name))
    _describe_choices(value, say=say)


def _describe_choices(value: dict[str, Any], *, say: Say) -> None:
    """What stands one storey lower: a shape by its name, or one of several."""
    for choice in (*value.get("allOf", ()), *value.get("anyOf", ())):
        choice.pop("title", None)
        if "description" in choice:
            choice["description"] = say(choice["description"])


def _field(owner: str, name: str) -> str:
    return FIELDS.get(f"{owner}.{name}") or FIELDS[name]


def _codes(status: int) -> Iterator[str]:
    """The codes that go with a status of a no."""
    bare = {**{code: number for number, (code, _words) in problems.PLAIN.items()}, **OTHERWISE}
    for code in CODES:
        if bare.get(code, problems.status_of(code)) == status and status >= problems.FIRST_NO:
            yield f"`{code}`"
