"""The description of the REST interface is kept, whatever is asked: questions made of it, and hostile ones."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.core.result import Ok

from qiao.directlink.adapters.pace import Bounds
from qiao.directlink.api.rest import door, page
from qiao.directlink.api.rest.code_words import CODES
from qiao.directlink.api.rest.describing import SPOKEN, described
from qiao.directlink.api.rest.places import FIELDLESS, FIELDS
from qiao.directlink.queries import accounts
from qiao.directlink.tests.at_desk import Scene, opened_desk
from qiao.directlink.tests.cast import A, B
from qiao.directlink.tests.rest_system import System

pytestmark = pytest.mark.django_db
QUESTIONS = 15
HOSTILE = ("'; DROP TABLE", "<script>", "%(x)s", "{{x}}", "../../etc", "\u202e", "９", "💰", "a" * 10_000)


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the interface, asked as often as one likes."""
    monkeypatch.setattr(door, "bounds", lambda _at: Bounds(a_minute=10**6, at_once=100))
    with opened_desk(monkeypatch) as opened:
        yield opened


@pytest.mark.parametrize(("name", "language"), [("op04", "zh-hans"), ("admin", "en"), ("op05", "zh-hans")])
def test_the_description_is_kept_whatever_is_asked(scene: Scene, name: str, language: str) -> None:
    """No 5xx, only declared answers, each in its form."""
    system = System(scene, name=name)
    payment = {"account": B, "name": "白桦物流", "amount": "3.00"}
    system.order("P1", {"form": "single", "account": A, "payments": [payment]})
    bound = settings(
        max_examples=QUESTIONS, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    schema, statuses = schemathesis.openapi.from_dict(described(language)), set[int]()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        def ask(case: Any, declared: frozenset[str], number: int) -> None:
            answer = sent(system, case, number)
            statuses.add(answer.status_code)
            assert answer.status_code < 500, answer.content[:500]
            assert str(answer.status_code) in declared, (case.formatted_path, answer.content[:500])
            if answer.status_code >= 400:
                assert set(answer.json()) == {"type", "title", "status", "detail", "code", "where"}

        declared = frozenset(operation.responses.status_codes)
        asked = given(case=operation.as_strategy(), declared=st.just(declared), number=st.integers(0, 9))
        asked(bound(ask))()
    assert statuses >= {200, 404, 422} if name == "op04" else statuses
    assert accounts.ledger_sum_fen() == 0


def sent(system: System, case: Any, number: int) -> Any:
    """A made-up question, signed; an order bears a number of ours, one of ten."""
    query = {name: value for name, value in (case.query or {}).items() if value is not None}
    path = case.formatted_path + (f"?{urlencode(query, doseq=True)}" if query else "")
    body = b"" if isinstance(case.body, NotSet) else json.dumps(case.body).encode()
    more: Any = {"idempotency_key": f"N{number}"} if case.path == "/v1/orders" and case.method == "POST" else {}
    headers = system.signed(case.method, path, body, **more)
    return system.send(case.method, path, body, headers=headers)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_change_nothing_but_the_answer(scene: Scene, text: str) -> None:
    system = System(scene)
    payment = {"account": B, "name": "白桦物流", "amount": "1.00"}
    bodies: list[dict[str, Any]] = [
        {"form": "single", "account": A, "payments": [payment], "purpose": text},
        {"form": "single", "account": text, "payments": [payment]},
        {"form": "single", "account": A, "payments": [{**payment, "name": text}]},
        {"form": "single", "account": A, "payments": [{**payment, "amount": text}]},
        {"form": text, "account": A, "payments": [payment]},
        {"form": "single", "account": A, "payments": [payment], text: text},
    ]
    for place, body in enumerate(bodies):
        answer = system.order(f"H{place}", body)
        assert answer.status_code in {201, 404, 422}, answer.content
    assert accounts.ledger_sum_fen() == 0
    listed = system.get("/v1/orders")
    assert listed.status_code == 200


# The description in two languages

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ADDRESS = "/v1/openapi.json"


def told(path: str = ADDRESS, **headers: str) -> Any:
    """The answer to whoever looks, without a signature."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client().get(path, headers={"host": "127.0.0.1", **named})


def texts(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text for people, with its place."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name in {"summary", "description"} and isinstance(value, str):
                yield f"{path}/{name}", value
            else:
                yield from texts(value, f"{path}/{name}")
    elif isinstance(tree, list):
        for place, value in enumerate(tree):
            yield from texts(value, f"{path}/{place}")


def without_texts(tree: Any) -> Any:
    """What programs go by."""
    if isinstance(tree, dict):
        return {
            name: without_texts(value)
            for name, value in tree.items()
            if not (name in {"summary", "description"} and isinstance(value, str))
        }
    return [without_texts(one) for one in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize(
    ("query", "accepts", "language"),
    [
        ("", "", "zh-hans"),
        ("", "de", "zh-hans"),
        ("", "en-GB,en;q=0.9", "en"),
        ("?lang=en", "zh-CN", "en"),
        ("?lang=zh", "en", "zh-hans"),
    ],
)
def test_the_description_is_in_the_language_that_is_asked_for(
    scene: Scene, query: str, accepts: str, language: str
) -> None:
    for path in (ADDRESS, "/v1/"):
        answer = told(path + query, accept_language=accepts)
        assert (answer.status_code, answer["Content-Language"]) == (200, language), path
        assert "Accept-Language" in answer["Vary"]
        assert ("提交指令" in answer.content.decode()) == (language != "en")
        assert ("Give an order" in answer.content.decode()) == (language == "en")


def test_every_text_of_the_description_is_in_its_language_and_nothing_else_differs(scene: Scene) -> None:
    chinese, english = described("zh-hans"), described("en")
    assert [place for place, text in texts(english) if CHINESE.search(text)] == []
    assert [(place, text) for place, text in texts(chinese) if not CHINESE.search(text)] == []
    assert [place for place, _text in texts(chinese)] == [place for place, _text in texts(english)]
    assert without_texts(chinese) | {"info": 0} == without_texts(english) | {"info": 0}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_field_every_parameter_and_every_code_is_told(scene: Scene, language: str) -> None:
    tree = described(language)
    shapes = tree["components"]["schemas"].values()
    assert [
        field for shape in shapes for field in shape.get("properties", {}).values() if not field["description"]
    ] == []
    operations = [one for methods in tree["paths"].values() for one in methods.values()]
    assert [one for told in operations for one in told.get("parameters", ()) if not one["description"]] == []
    code = tree["components"]["schemas"]["Problem"]["properties"]["code"]["description"]
    said = FIELDS.keys() | FIELDLESS | {"request.invalid", "request.unknown"}
    assert said == CODES.keys()
    assert [one for one in said if f"`{one}`: " not in code] == []


def test_the_list_for_people_is_made_once_a_language_whoever_asks(scene: Scene) -> None:
    made = page.operations.cache_info().misses
    first, *others = (told("/v1/", accept_language=language).content for language in ("en", "en", "zh", "zh", "en"))
    assert page.operations.cache_info().misses - made <= len(SPOKEN)
    assert [one == first for one in others] == [True, False, False, True]


def test_who_has_the_description_already_is_told_so_in_each_language_for_itself(scene: Scene) -> None:
    chinese, english = told(), told(accept_language="en")
    assert chinese["ETag"] != english["ETag"]
    assert chinese["Cache-Control"] == "no-cache"
    same = told(if_none_match=chinese["ETag"])
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", chinese["ETag"])
    assert "Accept-Language" in same["Vary"]
    other = told(accept_language="en", if_none_match=chinese["ETag"])
    assert (other.status_code, other.content) == (200, english.content)


def test_a_language_that_nobody_speaks_here_is_refused(scene: Scene) -> None:
    for path in (ADDRESS, "/v1/"):
        answer = told(f"{path}?lang=fr", accept_language="en")
        assert (answer.status_code, answer.json()["where"]) == (422, ["lang"])
        assert answer.json()["detail"] == "lang: one of zh, en"
    assert told(f"{ADDRESS}?colour=red").json()["code"] == "request.unknown"
    assert told("/v1/openapi.json?lang=en", accept_language="en").status_code == 200
