"""Who may ask by the REST interface: each single bit of a signed request, numbers used once, clocks, certificates."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from http_message_signatures import HTTPMessageSigner

from qiao.directlink.actions.identifying import identify
from qiao.directlink.adapters import message_signatures as ours
from qiao.directlink.adapters.message_signatures import Message, signed_headers
from qiao.directlink.adapters.pace import KEPT_MOST, Bounds, Pace
from qiao.directlink.api.rest import door
from qiao.directlink.models import Certificate, Enterprise, Instruction, Nonce, Operator
from qiao.directlink.rules.bounds import BODY_BYTES_MOST
from qiao.directlink.tests.at_desk import Scene, opened_desk
from qiao.directlink.tests.cast import AT
from qiao.directlink.tests.rest_system import HOST, KEYS, System
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
BODY = b'{"url":"https://a.cn/"}'
PATH = "/v1/orders?x=1"


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the interface."""
    with opened_desk(monkeypatch) as opened:
        yield opened


def flipped(text: str, bit: int) -> str:
    raw = bytearray(text.encode("latin-1"))
    raw[bit // 8] ^= 1 << bit % 8
    return raw.decode("latin-1")


def accepted(method: str, target: str, host: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether a request is let in, as the door puts it together."""
    if host != host.lower():
        return False  # the door's own rule: a host is written as it is signed
    try:
        identify(Message(method, f"http://{host}{target}", dict(headers), body), address="127.0.0.1", at=AT)
    except Refusal:
        return False
    return True


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_no_bit_of_a_signed_request_may_change(scene: Scene, kind: str) -> None:
    system = System(scene, kind=kind)
    headers = system.signed("POST", PATH, BODY, idempotency_key="P1")
    assert accepted("POST", PATH, HOST, headers, BODY)
    let_in = []
    for name, text in {"method": "POST", "target": PATH, "host": HOST, "body": BODY.decode(), **headers}.items():
        for bit in range(8 * len(text)):
            changed = {"method": "POST", "target": PATH, "host": HOST, "body": BODY.decode(), **headers}
            changed[name] = flipped(text, bit)
            rest = {one: changed[one] for one in headers}
            if accepted(changed["method"], changed["target"], changed["host"], rest, changed["body"].encode("latin-1")):
                let_in.append((name, bit))
    assert let_in == []


@pytest.mark.parametrize("kind", sorted(KEYS))
def test_each_kind_of_key_is_let_in_once(scene: Scene, kind: str) -> None:
    system = System(scene, kind=kind)
    headers = system.signed("GET", "/v1/accounts")
    first: Any = system.send("GET", "/v1/accounts", headers=headers)
    again: Any = system.send("GET", "/v1/accounts", headers=headers)
    assert (first.status_code, again.status_code, again.json()["code"]) == (200, 401, "signature.replayed")
    assert again["WWW-Authenticate"] == "Signature"
    assert Nonce.objects.count() == 1


def test_a_number_is_each_certificates_own(scene: Scene) -> None:
    one, other = System(scene), System(scene, name="op05")
    answers = [system.get("/v1/accounts", nonce="the-same-of-both") for system in (one, other)]
    assert [answer.status_code for answer in answers] == [200, 200]


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    ("minutes", "code"), [(-6, "signature.moment"), (-4, ""), (0, ""), (4, ""), (6, "signature.moment")]
)
def test_clocks_may_lie_five_minutes_apart(scene: Scene, minutes: int, code: str) -> None:
    answer = System(scene).get("/v1/accounts", at=scene.at + timedelta(minutes=minutes))
    assert answer.json().get("code", "") == code


@pytest.mark.parametrize("field", ["created", "expires"])
@pytest.mark.parametrize(
    "said", ["", "-1", "999999999999999", "9999999999999999", "1.5", "?1", "@99999999999999", '"2030-99-99T00:00:00Z"']
)
def test_a_moment_that_is_none_is_refused_and_no_failure(scene: Scene, field: str, said: str) -> None:
    system = System(scene)
    headers = system.signed("GET", "/v1/accounts")
    changed = re.sub(r"created=\d+", f"{field}={said}", headers["signature-input"])
    answer = system.send("GET", "/v1/accounts", headers={**headers, "signature-input": changed})
    assert code_of(answer) == (401, "signature.form")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"until": AT}, "signature.expired"),
        ({"since": AT + timedelta(seconds=1)}, "signature.expired"),
        ({"revoked_at": AT}, "signature.expired"),
    ],
)
def test_a_certificate_has_its_time(scene: Scene, changed: dict[str, Any], code: str) -> None:
    system = System(scene)
    Certificate.objects.update(**changed)
    assert code_of(system.get("/v1/accounts")) == (401, code)


def test_whether_a_certificate_has_ended_is_told_to_nobody_but_who_has_the_key(scene: Scene) -> None:
    system = System(scene)
    Certificate.objects.update(until=AT)
    headers = system.signed("GET", "/v1/accounts")
    assert code_of(system.send("GET", "/v1/webhooks", headers=headers)) == (401, "signature.wrong")


def test_who_is_locked_or_elsewhere_is_not_let_in(scene: Scene) -> None:
    system = System(scene)
    Enterprise.objects.update(addresses=["192.0.2.0/24"])
    refused = system.get("/v1/accounts")
    assert (code_of(refused), "127.0.0.1" in refused.json()["detail"]) == ((403, "sign_on.address"), True)
    Operator.objects.update(locked_at=AT)
    assert code_of(system.get("/v1/accounts")) == (403, "sign_on.locked")


def test_a_certificate_that_nobody_knows(scene: Scene) -> None:
    assert code_of(System(scene, fingerprint="ab" * 32).get("/v1/accounts")) == (401, "signature.unknown")


@pytest.mark.parametrize("missing", ["signature", "signature-input", "both"])
def test_a_request_without_signature_is_refused(scene: Scene, missing: str) -> None:
    system = System(scene)
    headers = system.signed("GET", "/v1/accounts")
    kept = {name: value for name, value in headers.items() if missing not in {name, "both"}}
    assert code_of(system.send("GET", "/v1/accounts", headers=kept)) == (401, "signature.missing")


@pytest.mark.parametrize(
    ("covered", "code"),
    [
        (("@method",), "signature.parts"),
        (("@method", "@path", "@query"), "signature.parts"),
        (("@authority", "@path", "@query"), "signature.wrong"),
        (("@method", "@authority", "@path", "@query"), ""),
        (("@method", "@target-uri"), ""),
        (("@target-uri",), "signature.wrong"),
    ],
)
def test_what_a_signature_leaves_open_is_not_believed(scene: Scene, covered: tuple[str, ...], code: str) -> None:
    system = System(scene)
    message = Message("GET", f"http://{HOST}/v1/accounts", {}, b"")
    key = KEYS["ed25519"]
    signer = HTTPMessageSigner(signature_algorithm=ours.algorithm_of(key), key_resolver=ours._One(key))  # noqa: SLF001  a key by any name
    signer.sign(
        message,
        key_id=system.fingerprint,
        created=scene.at,
        nonce="a-nonce-of-the-test",
        tag="qiao-link",
        covered_component_ids=covered,
    )
    answer: Any = system.send("GET", "/v1/accounts", headers=dict(message.headers))
    assert answer.json().get("code", "") == code


@pytest.mark.parametrize(("seconds", "code"), [(60, ""), (-1, "signature.moment")])
def test_a_signature_ends_when_its_signer_says_so(scene: Scene, seconds: int, code: str) -> None:
    system = System(scene)
    message = Message("GET", f"http://{HOST}/v1/accounts", {}, b"")
    key = KEYS["ed25519"]
    signer = HTTPMessageSigner(signature_algorithm=ours.algorithm_of(key), key_resolver=ours._One(key))  # noqa: SLF001  a key by any name
    signer.sign(
        message,
        key_id=system.fingerprint,
        created=scene.at - timedelta(minutes=2),
        expires=scene.at + timedelta(seconds=seconds),
        nonce="a-nonce-of-the-test",
        tag="qiao-link",
        covered_component_ids=("@method", "@target-uri"),
    )
    answer: Any = system.send("GET", "/v1/accounts", headers=dict(message.headers))
    assert answer.json().get("code", "") == code


@pytest.mark.parametrize("header", ["content-digest", "idempotency-key"])
def test_the_body_and_the_number_have_to_be_signed(scene: Scene, header: str) -> None:
    system = System(scene)
    body = b"{}"
    if header == "idempotency-key":
        headers = system.signed("POST", "/v1/orders", body) | {header: "P1"}
    else:
        headers = system.signed("POST", "/v1/orders", idempotency_key="P1")
    assert code_of(system.send("POST", "/v1/orders", body, headers=headers)) == (401, "signature.wrong")
    assert not Instruction.objects.exists()


def test_another_body_than_was_signed(scene: Scene) -> None:
    system = System(scene)
    headers = system.signed("POST", "/v1/webhooks", b'{"a":1}')
    assert code_of(system.send("POST", "/v1/webhooks", b'{"a":2}', headers=headers)) == (401, "signature.wrong")


@pytest.mark.parametrize("nonce", ["short", "x" * 33, "with a blank in it", "umlaut-" * 4])
def test_a_number_used_once_has_a_form(scene: Scene, nonce: str) -> None:
    code = System(scene).get("/v1/accounts", nonce=nonce).json().get("code", "")
    assert code == ("" if 16 <= len(nonce) <= 32 and " " not in nonce else "signature.form")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json", 422),
        ("application/json; charset=utf-8", 422),
        ("application/json; charset=gbk", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
    ],
)
def test_a_body_is_json_and_says_so(scene: Scene, kind: str, status: int) -> None:
    system = System(scene)
    headers = system.signed("POST", "/v1/orders", b"{}", idempotency_key="P1")
    answer = system.browser.generic("POST", "/v1/orders", b"{}", content_type=kind, headers={"host": HOST, **headers})
    assert answer.status_code == status


def test_a_body_that_is_too_large_is_refused(scene: Scene) -> None:
    system, body = System(scene), b" " * (BODY_BYTES_MOST + 1)
    answer: Any = system.send("POST", "/v1/orders", body, headers=system.signed("POST", "/v1/orders", body))
    assert code_of(answer) == (413, "request.large")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/nowhere", 404),
        ("GET", "/v1/accounts/", 404),
        ("PUT", "/v1/orders", 405),
        ("GET", "/v1/orders?colour=red", 422),
        ("POST", "/v1/orders?dry=1", 422),
    ],
)
def test_every_no_is_a_problem(scene: Scene, method: str, path: str, status: int) -> None:
    system = System(scene)
    answer: Any = system.send(method, path, headers=system.signed(method, path))
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert set(answer.json()) == {"type", "title", "status", "detail", "code", "where"}


def test_the_description_is_everybodys(scene: Scene) -> None:
    answer: Any = System(scene).browser.get("/v1/openapi.json", headers={"host": HOST})
    assert answer.status_code == 200
    assert set(answer.json()["paths"]) >= {"/v1/orders", "/v1/accounts", "/v1/webhooks"}


def test_people_are_shown_what_there_is(scene: Scene) -> None:
    page: Any = System(scene).browser.get("/v1/", headers={"host": HOST})
    assert page.status_code == 200
    assert "/v1/accounts/{account}/transactions" in page.content.decode()


# How often


def test_who_asks_too_often_is_told_when_to_come_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "bounds", lambda _at: Bounds(a_minute=2, at_once=5))
    system = System(scene)
    answers = [system.get("/v1/accounts") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert (answers[-1].json()["code"], answers[-1]["Retry-After"]) == ("rest.often", "30")
    scene.later(seconds=30)
    assert system.get("/v1/accounts").status_code == 200


def test_at_most_so_many_are_answered_at_once() -> None:
    pace, bounds = Pace(), Bounds(a_minute=100, at_once=2)
    assert [pace.begin("a", bounds, at=AT) for _ in range(3)] == [0, 0, 1]
    pace.end("a")
    assert (pace.begin("a", bounds, at=AT), pace.begin("b", bounds, at=AT)) == (0, 0)


def test_a_bucket_that_nobody_asks_is_forgotten() -> None:
    pace, bounds = Pace(), Bounds(a_minute=100, at_once=2)
    pace.begin("held", bounds, at=AT)
    for number in range(KEPT_MOST + 10):
        assert pace.begin(str(number), bounds, at=AT) == 0
        pace.end(str(number))
    assert len(pace._buckets) <= KEPT_MOST  # noqa: SLF001  what it keeps is what is asked
    assert "held" in pace._buckets  # noqa: SLF001  the same


def test_the_headers_are_those_of_the_standard(scene: Scene) -> None:
    message = Message("POST", f"http://{HOST}/v1/orders", {"idempotency-key": "P1"}, b"{}")
    made = signed_headers(message, KEYS["ed25519"], fingerprint="ab" * 32, at=AT, nonce="n" * 16)
    assert sorted(made) == ["content-digest", "signature", "signature-input"]
    assert made["signature-input"].startswith('qiao=("@method" "@target-uri" "idempotency-key" "content-digest")')
