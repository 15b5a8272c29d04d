"""The description of the REST interface is kept, whatever is asked: questions made of it, and hostile ones."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core import NotSet
from schemathesis.core.result import Ok

from qiao.directlink.adapters.pace import Bounds
from qiao.directlink.api.rest import door
from qiao.directlink.api.rest.mount import api
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


@pytest.mark.parametrize("name", ["op04", "admin", "op05"])
def test_the_description_is_kept_whatever_is_asked(scene: Scene, name: str) -> None:
    """No 5xx, only declared answers, each in its form."""
    system = System(scene, name=name)
    payment = {"account": B, "name": "白桦物流", "amount": "3.00"}
    system.order("P1", {"form": "single", "account": A, "payments": [payment]})
    bound = settings(
        max_examples=QUESTIONS, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    schema, statuses = schemathesis.openapi.from_dict(api.get_openapi_schema()), set[int]()
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
