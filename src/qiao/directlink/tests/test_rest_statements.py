"""Accounts, lines by cursor and statements by the REST interface; how many statements of the database they cost."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Operator, Right
from qiao.directlink.tests.at_desk import Scene, opened_desk, row_of
from qiao.directlink.tests.cast import COMPANY, SECOND, A, pay
from qiao.directlink.tests.rest_system import System

pytestmark = pytest.mark.django_db
COST = {
    "/v1/accounts": 7,
    f"/v1/accounts/{A}": 7,
    f"/v1/accounts/{A}/transactions": 9,
    f"/v1/accounts/{A}/statement?from=2030-05-08&until=2030-05-09": 11,
    "/v1/orders": 7,
    "/v1/orders/P0": 9,
}
"""Certificate, operator, number used once with its transaction, rights; then what was asked for."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the interface."""
    with opened_desk(monkeypatch) as opened:
        yield opened


def paid(scene: Scene, numbers: range) -> None:
    for number in numbers:
        take(pay(f"P{number}", fen=1_00), scene.cast.signer, at=scene.at, core=EmbeddedCore())


def test_an_account_tells_its_balances(scene: Scene) -> None:
    paid(scene, range(3))
    told = System(scene).get(f"/v1/accounts/{A}").json()
    assert (told["booked"], told["earmarked"], told["frozen"], told["available"]) == (
        "99997.00",
        "0.00",
        "0.00",
        "99997.00",
    )


def test_an_operator_sees_the_accounts_of_the_own_rights(scene: Scene) -> None:
    Right.objects.filter(operator=row_of("op05")).update(account=SECOND)
    system = System(scene, name="op05")
    assert [one["account"] for one in system.get("/v1/accounts").json()["accounts"]] == [SECOND]
    assert system.get(f"/v1/accounts/{A}/transactions").status_code == 404
    Operator.objects.filter(enterprise_id=COMPANY, name="op05").update(is_active=False)
    assert system.get("/v1/accounts").status_code == 403


def test_a_cursor_tells_each_line_once_while_others_come(scene: Scene) -> None:
    system, seen, after = System(scene), list[int](), 0
    paid(scene, range(5))
    for late in range(10, 13):
        page = system.get(f"/v1/accounts/{A}/transactions?after={after}&limit=2").json()
        seen += [one["id"] for one in page["lines"]]
        after = page["after"]
        paid(scene, range(late, late + 1))
    page = system.get(f"/v1/accounts/{A}/transactions?after={after}").json()
    seen += [one["id"] for one in page["lines"]]
    assert (len(seen), seen, page["more"]) == (9, sorted(set(seen)), False)
    assert page["lines"][-1]["order"] == "P12"


def test_a_day_that_is_over_is_the_same_for_ever(scene: Scene) -> None:
    system, asked = System(scene), f"/v1/accounts/{A}/statement?from=2030-05-08&until=2030-05-09"
    paid(scene, range(3))
    assert system.get(asked).json()["is_final"] is False
    scene.later(days=1)
    first = system.get(asked).json()
    paid(scene, range(3, 5))
    assert system.get(asked).json() == first
    assert first == {
        "account": A,
        "since": "2030-05-08",
        "until": "2030-05-09",
        "opening": "0.00",
        "closing": "99997.00",
        "debits": "3.00",
        "credits": "100000.00",
        "lines": 4,
        "is_whole": True,
        "is_final": True,
    }
    lines = system.get(f"/v1/accounts/{A}/transactions?from=2030-05-08&until=2030-05-09").json()["lines"]
    assert [one["amount"] for one in lines] == ["100000.00", "-1.00", "-1.00", "-1.00"]


@pytest.mark.parametrize("span", ["from=2030-05-08&until=2030-05-08", "from=2020-01-01&until=2030-05-09", "from=2030"])
def test_a_span_that_is_none_is_refused(scene: Scene, span: str) -> None:
    answer = System(scene).get(f"/v1/accounts/{A}/statement?{span}")
    assert (answer.status_code, answer.json()["status"]) == (422, 422)


@pytest.mark.parametrize("path", COST)
def test_a_read_costs_few_statements(scene: Scene, path: str) -> None:
    paid(scene, range(20))
    system = System(scene)
    system.get("/v1/accounts")  # bounds are read once a minute
    with CaptureQueriesContext(connection) as asked:
        assert system.get(path).status_code == 200
    assert len(asked) <= COST[path], [one["sql"][:120] for one in asked.captured_queries]
