"""Orders by the REST interface: business cases, the same number twice and across channels, cursors, receipts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from qiao.directlink.actions import deciding
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Enterprise, Instruction, LedgerAccount, Nonce, Right
from qiao.directlink.queries import accounts
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.states import State
from qiao.directlink.tests.at_desk import Scene, opened_desk, row_of
from qiao.directlink.tests.cast import FAR_ACCOUNT, FAR_BANK, NING, OPENING_FEN, OTHER_COMPANY, A, B, pay
from qiao.directlink.tests.rest_system import System

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the interface."""
    with opened_desk(monkeypatch) as opened:
        yield opened


def to_carrier(amount: str = "300.00", **more: Any) -> dict[str, Any]:
    return {"account": B, "name": "白桦物流", "amount": amount, **more}


def order(*payments: dict[str, Any], form: str = "single", **more: Any) -> dict[str, Any]:
    return {"form": form, "account": A, "payments": list(payments) or [to_carrier()], "purpose": "运费", **more}


FAR = {"account": FAR_ACCOUNT, "name": "远方公司", "amount": "300.00", "bank_number": FAR_BANK}
WAGE = {"account": NING, "name": "宁小舟", "amount": "88.00"}
CASES: dict[str, tuple[dict[str, Any], int, str]] = {
    "a payment within the bank is paid at once": (order(), 201, "paid"),
    "a payment to another bank is under way": (order(FAR), 201, "sent"),
    "a payment for another day waits": (order(due="2030-05-10"), 201, "scheduled"),
    "a batch pays each for itself": (order(to_carrier(), to_carrier("1.00"), form="batch"), 201, "paid"),
    "a batch in the background waits for the worker": (order(form="batch_later"), 201, "scheduled"),
    "wages go to people": (order(WAGE, form="payroll", title="工资"), 201, "paid"),
    "a fast transfer knows no workflow": (order(form="fast"), 201, "paid"),
    "lodged it waits for a signature": (order(effect="lodge"), 201, "lodged"),
    "fast and lodged do not go together": (order(form="fast", effect="lodge"), 403, "order.signed_only"),
    "more than there is fails": (order(to_carrier("100000.01")), 201, "failed"),
    "the name has to be the account's": (order(to_carrier(name="他人")), 422, "payment.name"),
    "an account nobody has": (order(to_carrier(account="12345")), 422, "payment.unknown_account"),
    "from somebody else's account": (order(WAGE, account=B), 404, "account.not_yours"),
    "to the same account": (order(to_carrier(account=A)), 422, "order.same_account"),
    "a day long gone": (order(due="2030-05-01"), 422, "order.due"),
    "nothing is no amount": (order(to_carrier("0.00")), 422, "order.amount"),
    "two payments are no single one": (order(to_carrier(), to_carrier()), 422, "order.count"),
    "a collection nobody agreed to fails": (order(form="collection", firm="0001"), 201, "failed"),
}
BODIES: dict[str, tuple[dict[str, Any], str]] = {
    "a number is no amount": (order({**to_carrier(), "amount": 300}), "/payments/0/amount"),
    "three decimals": (order(to_carrier("1.000")), "/payments/0/amount"),
    "no decimals": (order(to_carrier("300")), "/payments/0/amount"),
    "a sign": (order(to_carrier("-300.00")), "/payments/0/amount"),
    "an exponent": (order(to_carrier("3e2")), "/payments/0/amount"),
    "a field that nobody knows": (order(colour="red"), "/colour"),
    "the same in a payment": (order(to_carrier(colour="red")), "/payments/0/colour"),
    "no payments": ({**order(), "payments": []}, "/payments"),
    "a day that is none": (order(due="2030-02-30"), "/due"),
    "a day in another form": (order(due="10.05.2030"), "/due"),
    "a form that nobody knows": (order(form="gift"), "/form"),
    "files come another way": (order(form="file"), "/form"),
    "letters that cannot be printed": (order(purpose="a\u0007b"), "/purpose"),
    "half a letter": (order(purpose="\ud800"), "/purpose"),
    "too long": (order(purpose="运" * 61), "/purpose"),
    "a text that is a list": (order(memo=["x"]), "/memo"),
    "no text at all": (order(memo=None), "/memo"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_order_is_taken_or_refused(scene: Scene, case: str) -> None:
    said, status, word = CASES[case]
    answer = System(scene).order("P1", said)
    told = answer.json()
    assert (answer.status_code, told.get("code", told.get("state"))) == (status, word), told
    assert Instruction.objects.count() == (1 if status == 201 else 0)
    assert accounts.ledger_sum_fen() == 0


@pytest.mark.parametrize("case", BODIES)
def test_a_body_in_another_form_is_refused_with_its_place(scene: Scene, case: str) -> None:
    said, where = BODIES[case]
    answer = System(scene).order("P1", said)
    told = answer.json()
    assert (answer.status_code, told["code"], answer["Content-Type"]) == (
        422,
        "request.invalid",
        "application/problem+json",
    )
    assert where in told["where"]
    assert not Instruction.objects.exists()


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b"\xff", b"{", b'{"a":1}x', b"1", b"null", b'"x"', b"[]", b'{"form": "\\u0000"}']
)
def test_a_body_that_is_none_is_refused(scene: Scene, body: bytes) -> None:
    system = System(scene)
    headers = system.signed("POST", "/v1/orders", body, idempotency_key="P1")
    answer: Any = system.send("POST", "/v1/orders", body, headers=headers)
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_the_same_order_again_is_told_and_not_run(scene: Scene) -> None:
    system = System(scene)
    first, again = (system.order("P1", order()) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["replayed"], again.json()["replayed"]) == (False, True)
    assert {**first.json(), "replayed": True} == again.json()
    assert LedgerAccount.objects.get(pk=A).booked_fen == OPENING_FEN - 300_00


@pytest.mark.parametrize("strict", [True, False], ids=["strict", "lenient"])
@pytest.mark.parametrize("other", [order(to_carrier("300.01")), order(form="fast")], ids=["amount", "form"])
def test_another_order_under_the_same_number_is_refused(scene: Scene, other: dict[str, Any], *, strict: bool) -> None:
    Enterprise.objects.update(strict=strict)
    system = System(scene)
    system.order("P1", order())
    answer = system.order("P1", other)
    assert (answer.status_code, answer.json()["code"].split(".")[0]) == (409, "order")
    assert LedgerAccount.objects.get(pk=A).booked_fen == OPENING_FEN - 300_00


def test_a_number_is_one_number_by_every_channel(scene: Scene) -> None:
    by_fox = pay("P1", fen=300_00)
    take(by_fox, scene.cast.signer, at=scene.at, core=EmbeddedCore())
    system = System(scene)
    again, other = system.order("P1", order()), system.order("P1", order(to_carrier("1.00")))
    assert (again.status_code, again.json()["channel"], other.status_code) == (200, "fox", 409)
    system.order("P2", order())
    taken = take(pay("P2", fen=300_00), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    assert (taken.is_replay, taken.is_same, taken.instruction.channel) == (True, True, "rest")


@pytest.mark.parametrize("key", ["", "P 1", "P" * 36, '"P1"', "P1,P1"])
def test_an_order_needs_a_number_in_its_form(scene: Scene, key: str) -> None:
    system = System(scene)
    answer = system.order(key, order()) if key else system.post("/v1/orders", order())
    assert answer.status_code in {401, 422}
    assert not Instruction.objects.exists()


def test_a_refused_order_may_be_sent_again_as_it_is_and_one_that_was_run_may_not(scene: Scene) -> None:
    system, path = System(scene, name="op01"), "/v1/orders"
    body = json.dumps(order()).encode()
    headers = system.signed("POST", path, body, idempotency_key="P1")

    def sent() -> Any:
        return system.send("POST", path, body, headers=headers)

    first = sent()
    assert (first.status_code, first.json()["code"], Nonce.objects.count()) == (403, "rights.missing", 0)
    Right.objects.create(operator=row_of("op01"), role="sign")
    second, third = sent(), sent()
    assert (second.status_code, third.status_code, third.json()["code"]) == (201, 401, "signature.replayed")


def test_who_may_not_is_refused(scene: Scene) -> None:
    assert System(scene, name="op05").order("P1", order()).json()["code"] == "rights.missing"
    assert System(scene, name="op01").order("P1", order(effect="lodge")).status_code == 201
    Enterprise.objects.update(state="suspended")
    answer = System(scene).order("P2", order())
    assert (answer.status_code, answer.json()["code"]) == (403, "enterprise.suspended")


def test_a_lodged_order_is_signed_elsewhere_and_told_here(scene: Scene) -> None:
    system = System(scene)
    system.order("P1", order(effect="lodge"))
    found = Instruction.objects.get(number="P1")
    deciding.sign(found.pk, scene.cast.approver, at=scene.at, core=EmbeddedCore())
    told = system.get("/v1/orders/P1").json()
    assert (told["state"], told["signings"][0]["operator"]) == ("paid", "op02")


def test_an_order_is_withdrawn_by_its_maker_before_its_day(scene: Scene) -> None:
    system = System(scene)
    system.order("P1", order(due="2030-05-10"))
    assert System(scene, name="op01").post("/v1/orders/P1/withdraw").json()["code"] == "instruction.not_maker"
    assert system.post("/v1/orders/P1/withdraw").json()["state"] == "cancelled"
    again = system.post("/v1/orders/P1/withdraw")
    assert (again.status_code, again.json()["code"]) == (409, "instruction.moved")


def test_the_payments_of_a_long_order_are_read_in_parts(scene: Scene) -> None:
    items = tuple(Item(index, B, "白桦物流", 1) for index in range(1, 101))
    take(Order("P1", Form.BATCH, A, items), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    system = System(scene)
    whole, rest = system.get("/v1/orders/P1").json(), system.get("/v1/orders/P1?after=98").json()
    assert (len(whole["payments"]), whole["more"], [one["place"] for one in rest["payments"]]) == (
        100,
        False,
        [99, 100],
    )


def test_a_cursor_tells_each_order_once_while_others_come(scene: Scene) -> None:
    system, seen, after = System(scene), list[str](), 0
    for number in range(5):
        system.order(f"P{number}", order(to_carrier("1.00")))
    for late in range(4):
        page = system.get(f"/v1/orders?after={after}&limit=2").json()
        seen += [one["number"] for one in page["orders"]]
        after = page["after"]
        system.order(f"L{late}", order(to_carrier("1.00")))
    page = system.get(f"/v1/orders?after={after}").json()
    seen += [one["number"] for one in page["orders"]]
    assert seen == [*(f"P{number}" for number in range(5)), *(f"L{late}" for late in range(4))]
    assert system.get(f"/v1/orders?after={page['after']}").json() == {
        "orders": [],
        "after": page["after"],
        "more": False,
    }


def test_orders_are_sifted(scene: Scene) -> None:
    system = System(scene)
    system.order("P1", order())
    system.order("P2", order(due="2030-05-10"))
    system.order("P3", order(WAGE, form="payroll", title="工资"))
    asked = {
        "state=scheduled": ["P2"],
        "state=paid&state=scheduled": ["P1", "P2", "P3"],
        "form=payroll": ["P3"],
        f"account={A}": ["P1", "P2", "P3"],
        f"account={B}": [],
        "from=2030-05-09": [],
        "last=2030-05-08": ["P1", "P2", "P3"],
    }
    for query, numbers in asked.items():
        assert [one["number"] for one in system.get(f"/v1/orders?{query}").json()["orders"]] == numbers, query
    for query in ("state=gone", "form=gift", "limit=0", "limit=201", "after=-1", "colour=red", "from=x"):
        answer = system.get(f"/v1/orders?{query}")
        assert (answer.status_code, answer.json()["code"].split(".")[0]) == (422, "request"), query


def test_another_enterprise_sees_nothing_of_it(scene: Scene) -> None:
    system = System(scene)
    transfer = system.order("P1", order()).json()["payments"][0]["transfer"]
    stranger = System(scene, name="op01", company=OTHER_COMPANY)
    paths = ("/v1/orders/P1", f"/v1/accounts/{A}", f"/v1/accounts/{A}/transactions", f"/v1/receipts/{transfer}")
    assert [stranger.get(path).status_code for path in paths] == [404] * 4
    assert stranger.get("/v1/orders").json()["orders"] == []
    assert stranger.order("P1", order()).status_code == 404
    assert stranger.order("P1", {**order(), "account": B, "payments": [{**WAGE}]}).status_code == 201


def test_states_are_the_words_of_the_core() -> None:
    assert {state.value for state in State} >= {word for _said, status, word in CASES.values() if status == 201}


def test_a_receipt_is_told_and_set(scene: Scene) -> None:
    system = System(scene)
    transfer = system.order("P1", order()).json()["payments"][0]["transfer"]
    told = system.get(f"/v1/receipts/{transfer}").json()
    assert (told["amount"], told["order"], told["payee_account"]) == ("300.00", "P1", B)
    paper = system.get(f"/v1/receipts/{transfer}/paper")
    assert (paper.status_code, paper.content[:5], paper["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    for nothing in ("1000000001-9-9", "x" * 41, "%00"):
        assert system.get(f"/v1/receipts/{nothing}").status_code == 404
