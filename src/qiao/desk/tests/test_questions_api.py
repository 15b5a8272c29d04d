"""Questions through the interface: by address and as JSON the same answer; a slip of the pen is told."""

import pytest
from django.test import Client

from qiao.ground import tokens
from qiao.ground.models import User
from tests.banks.served import CAST, Served


def program(role: str) -> Client:
    user = User.objects.get(username=CAST[role])
    token = tokens.make(user, name="questions", scopes=("questions:read",), days=1, actor="test")
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def test_by_address_and_as_json_the_answer_is_the_same(served_bank: Served) -> None:
    asks = program("manager")
    by_address = asks.get("/api/v1/questions?measure=margin&by=person&last=2").json()
    asked = {"measure": ["margin"], "by": ["person"], "last": 2}
    by_json = asks.post("/api/v1/questions", asked, content_type="application/json").json()
    assert by_address == by_json
    assert [line["keys"] for line in by_json["lines"]] == [[CAST["manager"]]]
    assert by_json["total"]["figures"] == by_json["lines"][0]["figures"]


@pytest.mark.parametrize("query", ["by=nothing", "measure=x", "field=person&how=is", "most=0x"])
def test_a_slip_of_the_pen_is_told(served_bank: Served, query: str) -> None:
    answer = program("auditor").get(f"/api/v1/questions?{query}")
    assert answer.status_code in {409, 422}
    assert set(answer.json()) == {"code", "words"}
