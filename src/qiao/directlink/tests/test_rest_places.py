"""Where a no of the REST interface belongs: the field by one clear path, in words and never by a pattern."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qiao.directlink.api.rest import problems
from qiao.directlink.api.rest.mount import api
from qiao.directlink.api.rest.places import AS_ASKED, FIELDLESS, FIELDS, Field
from qiao.directlink.models import Enterprise, Right
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.tests.at_desk import Scene, opened_desk, row_of
from qiao.directlink.tests.cast import FAR_ACCOUNT, A, B
from qiao.directlink.tests.rest_system import System
from qiao.directlink.tests.test_rest_orders import BODIES, order, to_carrier

pytestmark = pytest.mark.django_db
SOURCE = Path(problems.__file__).parents[4]
ELSEWHERE = re.compile(
    r"(approval|authority|certificate|environment|export|home|parameter)\."  # the bank's own desk, keys and settings
    r"|enterprise\.(address|terms)"  # what the bank's desk agrees on
    r"|instruction\.words|operator\.password|sign_on\.(key|wrong)"  # decisions and passwords: the desk's
    r"|payment\.(no_return|not_unknown)"  # what the bank says of a payment whose result it learns
)
"""Codes of modules that the interface shares with other doors, and that it never answers itself."""
WITH_PLACES = frozenset({"request.invalid", "request.unknown"})
"""Codes that are said with their places where the form is looked at."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the interface."""
    with opened_desk(monkeypatch) as opened:
        yield opened


PAYMENT_2 = "/payments/1"
REFUSED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "the payee's name": (order(to_carrier(name="他人")), "payment.name", ["/payments/0/name"]),
    "the payee's account": (order(to_carrier(account="12345")), "payment.unknown_account", ["/payments/0/account"]),
    "the payee's bank": (
        order(to_carrier(account=FAR_ACCOUNT, bank_number="1")),
        "payment.bank",
        ["/payments/0/bank_number"],
    ),
    "the payer's account": (order(account="900000000000000009"), "account.not_yours", ["/account"]),
    "the same account, of the second": (
        order(to_carrier(), to_carrier(account=A), form="batch"),
        "order.same_account",
        [f"{PAYMENT_2}/account"],
    ),
    "the amount, of the second": (
        order(to_carrier(), to_carrier("0.00"), form="batch"),
        "order.amount",
        [f"{PAYMENT_2}/amount"],
    ),
    "the day": (order(due="2030-05-01"), "order.due", ["/due"]),
    "too many payments": (order(to_carrier(), to_carrier()), "order.count", ["/payments"]),
    "how it takes effect": (order(form="fast", effect="lodge"), "order.signed_only", ["/effect"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_refusal_of_the_rules_names_the_field(scene: Scene, case: str) -> None:
    said, code, where = REFUSED[case]
    told = System(scene).order("P1", said).json()
    assert (told["code"], told["where"]) == (code, where), told


def test_a_limit_is_of_the_only_payment_or_of_all(scene: Scene) -> None:
    Right.objects.filter(operator=row_of("op04"), role="sign").update(single_fen_most=1_00)
    one = System(scene).order("P1", order()).json()
    two = System(scene).order("P2", order(to_carrier("1.00"), to_carrier("1.01"), form="batch")).json()
    assert (one["code"], one["where"]) == ("rights.single", ["/payments/0/amount"])
    assert (two["code"], two["where"]) == ("rights.single", ["/payments"])


def test_a_payee_that_is_not_listed_is_named(scene: Scene) -> None:
    Enterprise.objects.update(directed_only=True)
    told = System(scene).order("P1", order()).json()
    assert (told["code"], told["where"]) == ("rights.directed", ["/payments/0/account"])


def test_the_number_of_an_order_is_a_header_there_and_a_part_of_the_address_elsewhere(scene: Scene) -> None:
    system = System(scene)
    system.order("P1", order())
    other = system.order("P1", order(to_carrier("1.00"))).json()
    assert (other["code"], other["where"]) == ("order.other_content", ["Idempotency-Key"])
    gone = system.post("/v1/orders/P1/withdraw").json()
    assert (gone["code"], gone["where"]) == ("instruction.moved", ["number"])


ASKED: dict[str, tuple[str, list[str]]] = {
    "/v1/orders/NONE": ("instruction.unknown", ["number"]),
    f"/v1/accounts/{B}": ("account.not_yours", ["account"]),
    f"/v1/accounts/{A}/statement?from=2030-05-08&until=2030-05-08": ("statement.span", ["from", "until"]),
    f"/v1/accounts/{A}/statement/mt940?from=2030-05-08&until=2030-06-01": ("statement.future", ["until"]),
    f"/v1/accounts/{A}/notice/99999": ("line.unknown", ["line"]),
    "/v1/files/99999": ("file.unknown", ["number"]),
    "/v1/receipts/none": ("receipt.none", ["transfer"]),
    "/v1/orders?limit=201": ("request.invalid", ["limit"]),
    "/v1/orders?state=gone": ("request.invalid", ["state"]),
    "/v1/orders?account=%2F": ("request.invalid", ["account"]),
    "/v1/orders?from=x": ("request.invalid", ["from"]),
}


@pytest.mark.parametrize("path", ASKED)
def test_a_question_that_is_refused_names_what_was_asked_for(scene: Scene, path: str) -> None:
    told = System(scene).get(path).json()
    assert (told["code"], told["where"]) == ASKED[path], told


# Words


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", BODIES)
def test_a_field_is_told_in_words_and_never_by_a_pattern(scene: Scene, case: str, language: str) -> None:
    said, where = BODIES[case]
    told = System(scene).order("P1", said, language=language).json()
    words = told["detail"]
    assert words.startswith(f"{where}: "), words
    assert re.search(r"[\^\\]|\[0-9|pattern|Input|String should|body\.", words) is None, words
    assert bool(re.search(r"[\u4e00-\u9fff]", words)) == (language == "zh"), words


def test_what_is_wanted_is_said_with_an_example(scene: Scene) -> None:
    system = System(scene)
    told = system.order("P 1", order(to_carrier("300"))).json()
    assert told["where"] == ["/payments/0/amount", "Idempotency-Key"]
    assert told["detail"] == (
        '/payments/0/amount: an amount in yuan with two decimals, as a text such as "12.30"; '
        "Idempotency-Key: the order's number, once for ever: 1 to 35 letters, digits, - or _"
    )


# The table


def codes_of_the_door() -> set[str]:
    """Each code that stands in a module which the interface reaches: those of refusals, and those of bare statuses."""
    known = {".".join(path.relative_to(SOURCE).with_suffix("").parts): path for path in (SOURCE / "qiao").rglob("*.py")}
    left = [name for name in known if name.startswith("qiao.directlink.api.rest.") and not name.endswith(".played")]
    seen, codes = set[str](), {code for code, _words in (*problems.PLAIN.values(), problems.FAILED)}
    while left:
        name = left.pop()
        if name in seen or name not in known or ".tests" in name:
            continue
        seen.add(name)
        for node in ast.walk(ast.parse(known[name].read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                left += [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                codes.add(str(getattr(node.args[0], "value", "")))
    return codes - {""} | {f"payment.{reason.value}" for reason in Reason}


def test_every_code_that_the_door_can_answer_has_its_field_or_none() -> None:
    codes = {code for code in codes_of_the_door() if not ELSEWHERE.match(code)} - WITH_PLACES
    assert len(codes) > 80
    assert sorted(codes - FIELDS.keys() - FIELDLESS) == []
    assert sorted((FIELDS.keys() | FIELDLESS) - codes) == []
    assert sorted(FIELDS.keys() & FIELDLESS) == []


@pytest.mark.parametrize("code", FIELDS)
@pytest.mark.usefixtures("scene")
def test_every_field_of_the_table_is_one_of_the_description(code: str) -> None:
    described = api.get_openapi_schema()
    schemas = described["components"]["schemas"]
    bodies = {f"/{name}" for body in ("OrderBody", "WebhookBody") for name in schemas[body]["properties"]}
    names = {
        one["name"]
        for operations in described["paths"].values()
        for told in operations.values()
        for one in told.get("parameters", ())
    } | {"Signature", "Signature-Input", "Content-Type", "Content-Length"}
    field: Field = FIELDS[code]
    assert field.body in bodies | {""}
    assert field.of_payment in {*schemas["PaymentBody"]["properties"], ""}
    assert {AS_ASKED.get(name, name) for name in (*field.named, field.header) if name} <= names
    assert field.body or field.of_payment or field.named or field.header
