"""The programming interface: tokens, scopes, the same rows as the pages, its description kept to the letter."""

import re
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from qiao.ground import clock, tokens
from qiao.ground.models import ApiToken, AuditRecord, User
from qiao.project.interface import api, operations
from tests.banks.served import CAST, Served
from tests.crawl.foreign import marks, own_of
from tests.house.pages import DOCS, fenced

ALL = tuple(tokens.SCOPES)
BOUND = settings(max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
ASKED = re.compile(r"^GET (\S+)$", re.MULTILINE)


def token_of(role: str, scopes: tuple[str, ...] = ALL) -> str:
    user = User.objects.get(username=CAST[role])
    ApiToken.objects.filter(user=user).delete()
    return tokens.make(user, name="test", scopes=scopes, days=1, actor="test")


def asked(address: str, token: str) -> Any:
    return Client(raise_request_exception=False).get(address, headers={"Authorization": f"Bearer {token}"})


def examples() -> list[str]:
    return [address for text in fenced(DOCS / "api.md", "http") for address in ASKED.findall(text)]


@pytest.mark.parametrize("address", examples())
def test_an_example_of_the_page_is_answered(served_bank: Served, address: str) -> None:
    answer = asked(address, token_of("auditor"))
    assert answer.status_code == 200
    assert answer.json()


def test_the_page_has_an_example_of_every_operation() -> None:
    told = {re.sub(r"\?.*", "", address) for address in examples()}
    for one in operations():
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", one["address"]) + "$")
        assert any(pattern.match(address) for address in told), one["address"]


@pytest.mark.parametrize("token", ["", "qiao_", "qiao_no", "Basic x", "qiao_" + "x" * 5_000])
def test_without_a_good_token_nothing_is_told(served_bank: Served, token: str) -> None:
    for one in operations():
        answer = asked(one["address"].replace("{", "").replace("}", ""), token)
        assert answer.status_code in {401, 422}
        assert set(answer.json()) == {"code", "words"}


@pytest.mark.parametrize("end", ["revoked", "over", "closed"])
def test_a_token_ends(served_bank: Served, end: str) -> None:
    plain = token_of("auditor")
    token = ApiToken.objects.get(digest=tokens.digest_of(plain))
    assert asked("/api/v1/runs", plain).status_code == 200
    if end == "revoked":
        tokens.revoke(token.user, number=token.pk, actor="test")
    elif end == "over":
        ApiToken.objects.filter(pk=token.pk).update(expires_on=clock.today() - timedelta(days=1))
    else:
        User.objects.filter(pk=token.user_id).update(is_active=False)
    try:
        assert asked("/api/v1/runs", plain).status_code == 401
    finally:
        User.objects.filter(pk=token.user_id).update(is_active=True)


def test_a_token_reads_what_its_scopes_say(served_bank: Served) -> None:
    plain = token_of("auditor", ("runs:read",))
    answers = {
        one["address"]: (one["scope"], asked(one["address"].replace("{number}", "1"), plain)) for one in operations()
    }
    for scope, answer in answers.values():
        assert (answer.status_code == 403) is (scope != "runs:read") or answer.status_code == 422


@pytest.mark.parametrize("role", sorted(CAST))
def test_a_token_reads_no_more_than_its_person_may_see(served_bank: Served, role: str) -> None:
    plain = token_of(role)
    foreign = marks(with_numbers=role != "hr").foreign_to(own_of(User.objects.get(username=CAST[role])))
    for address in examples():
        answer = asked(address, plain)
        assert answer.status_code in {200, 403, 404}, address
        echoed = {part for part in re.split(r"[/?&=]", address) if part}
        assert {mark for mark in foreign - echoed if mark in answer.content.decode()} == set(), address


def test_pages_of_customers_fit_together(served_bank: Served) -> None:
    plain, seen, after = token_of("auditor"), list[str](), ""
    while True:
        page = asked(f"/api/v1/customers?after={after}", plain).json()
        seen += [one["party_id"] for one in page["customers"]]
        after = page["after"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) > 100


def test_a_token_that_asks_too_often_is_told_so(served_bank: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from qiao.desk.api import door  # noqa: PLC0415  its bound is lowered for this case

    monkeypatch.setattr(door, "ASKS_A_MINUTE", 2)
    plain = token_of("auditor")
    statuses = [asked("/api/v1/runs", plain).status_code for _ask in range(6)]
    assert statuses[-1] == 429


def test_a_token_is_made_shown_once_and_revoked_in_the_browser(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    form = {"name": "nightly", "days": "30", "scopes": ["customers:read", "runs:read"]}
    page = browser.post("/account/tokens/", form).content.decode()
    plain = re.search(r"qiao_[\w-]+", page)
    assert plain
    assert asked("/api/v1/customers", plain[0]).status_code == 200
    assert plain[0] not in browser.get("/account/tokens/").content.decode()
    number = ApiToken.objects.get(digest=tokens.digest_of(plain[0])).pk
    assert served_bank.as_role("head").post(f"/account/tokens/{number}/").status_code == 404
    assert browser.post(f"/account/tokens/{number}/").status_code == 302
    assert asked("/api/v1/customers", plain[0]).status_code == 401
    record = AuditRecord.objects.filter(action__endswith=".make").latest("pk")
    assert plain[0] not in str(record.new)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": "a"},
        {"name": "", "days": "3", "scopes": "runs:read"},
        {"name": "a", "days": "0", "scopes": "runs:read"},
        {"name": "a", "days": "9999", "scopes": "runs:read"},
        {"name": "a", "days": "3", "scopes": "all"},
    ],
)
def test_a_token_that_makes_no_sense_is_refused_in_words(served_bank: Served, form: dict[str, str]) -> None:
    assert served_bank.as_role("lead").post("/account/tokens/", form).status_code == 409


def test_the_description_is_kept_whatever_is_asked(served_bank: Served) -> None:
    """Questions that schemathesis makes of the description: no 5xx, only declared answers, each in its form."""
    schema, plain = schemathesis.openapi.from_dict(api.get_openapi_schema()), token_of("auditor")
    browser, asked_for = Client(raise_request_exception=False), list[int]()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        declared = set(operation.responses.status_codes)

        def ask(case: Any, declared: frozenset[str]) -> None:
            query = {name: value for name, value in (case.query or {}).items() if value is not None}
            answer = browser.get(case.formatted_path, query, headers={"Authorization": f"Bearer {plain}"})
            asked_for.append(answer.status_code)
            assert answer.status_code < 500
            assert str(answer.status_code) in declared
            if answer.status_code != 200:
                assert set(answer.json()) == {"code", "words"}

        given(case=operation.as_strategy(), declared=st.just(frozenset(declared)))(BOUND(ask))()
    assert len(asked_for) > 100
