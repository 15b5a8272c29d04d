"""Webhooks: who is told what, in order, at least once; what is signed; where nothing is sent; who keeps them."""

import hashlib
import hmac
import ipaddress
import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from qiao.directlink.actions import deciding, delivering, settling
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters import webhook_line
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.adapters.webhook_line import Told
from qiao.directlink.models import Enterprise, JournalRecord, Payment, Webhook
from qiao.directlink.queries.connections import journal_break
from qiao.directlink.rules.webhooks import GIVEN_UP_AFTER, HookKind, is_outside, place_of
from qiao.directlink.tests.at_desk import Scene, opened_desk
from qiao.directlink.tests.cast import COMPANY, FAR_ACCOUNT, OTHER_COMPANY, pay, wants
from qiao.directlink.tests.rest_system import System
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.django_db
URL = "https://erp.example.com/hook?of=qiao"
ALL = sorted(HookKind)


@dataclass(slots=True)
class Listener:
    """The enterprise's system as a webhook meets it: it answers what it is told to, and keeps what came."""

    answers: list[int | None] = field(default_factory=list)
    came: list[tuple[dict[str, Any], dict[str, str], bytes]] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        """Keep an event and answer 200, or what was prepared."""
        assert url == URL
        self.came.append((json.loads(body), dict(headers), body))
        status = self.answers.pop(0) if self.answers else 200
        return Told(status, "" if status else "TimeoutError")

    @property
    def told(self) -> list[tuple[str, str, str | None]]:
        """Kind, number and new state of what came."""
        return [(one["kind"], one["number"], one["new"]) for one, _headers, _body in self.came]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the interface."""
    with opened_desk(monkeypatch) as opened:
        yield opened


def subscribed(scene: Scene, *, kinds: list[str] | None = None) -> dict[str, Any]:
    answer = System(scene, name="admin").post("/v1/webhooks", {"url": URL, "kinds": kinds or ALL})
    assert answer.status_code == 201, answer.content.decode()
    told: dict[str, Any] = answer.json()
    return told


def delivered(scene: Scene, listener: Listener) -> int:
    return delivering.deliver_once(now=lambda: scene.at, tell=listener)


def test_what_becomes_of_an_order_is_told_in_order(scene: Scene) -> None:
    subscribed(scene)
    wants(1)
    listener = Listener()
    taken = take(pay("P1"), scene.cast.maker, at=scene.at, core=EmbeddedCore())
    deciding.sign(taken.instruction.pk, scene.cast.approver, at=scene.at, core=EmbeddedCore())
    assert delivered(scene, listener) == 3
    assert listener.told == [("order", "P1", "lodged"), ("signing", "P1", "signed"), ("order", "P1", "paid")]
    assert [one["old"] for one, _headers, _body in listener.came] == [None, None, "lodged"]
    assert delivered(scene, listener) == 0


def test_a_payment_to_another_bank_and_money_that_comes_back(scene: Scene) -> None:
    subscribed(scene)
    listener = Listener()
    take(pay("P1", to=FAR_ACCOUNT, name="远方公司"), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    payment = Payment.objects.get()
    settling.settle(payment.pk, EmbeddedCore(), now=lambda: scene.at)
    settling.give_back(payment.pk, words="account closed", by="he", at=scene.at)
    delivered(scene, listener)
    assert listener.told == [
        ("order", "P1", "sent"),
        ("payment", payment.transfer, "paid"),
        ("order", "P1", "paid"),
        ("money_back", payment.transfer, "given_back"),
    ]


def test_a_system_is_told_of_what_it_wished_for_and_of_nobody_else(scene: Scene) -> None:
    subscribed(scene, kinds=["signing"])
    listener = Listener()
    take(pay("P1"), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    Enterprise.objects.filter(pk=OTHER_COMPANY).update(sequence=99)
    delivered(scene, listener)
    assert listener.came == []
    assert Webhook.objects.get().after == Enterprise.objects.get(pk=COMPANY).sequence


def test_an_event_is_signed_by_the_secret_that_was_told_once(scene: Scene) -> None:
    made = subscribed(scene)
    listener = Listener()
    take(pay("P1"), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    delivered(scene, listener)
    told, headers, body = listener.came[0]
    moment, signed = (part.split("=")[1] for part in headers["Qiao-Webhook-Signature"].split(","))
    assert hmac.new(made["secret"].encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == signed
    assert int(moment) == int(scene.at.timestamp())
    assert headers["Qiao-Webhook-Id"] == told["id"] == f"{COMPANY}-{Enterprise.objects.get(pk=COMPANY).sequence}"
    stored = [str(value) for value in Webhook.objects.values_list().get()]
    assert not any(made["secret"] in value for value in stored)
    assert "secret" not in System(scene, name="admin").get("/v1/webhooks").json()["webhooks"][0]
    anew = System(scene, name="admin").post(f"/v1/webhooks/{made['id']}/secret").json()
    assert anew["secret"] != made["secret"]


def test_an_event_that_was_not_taken_is_told_again_before_those_behind_it(scene: Scene) -> None:
    subscribed(scene, kinds=["order"])
    listener = Listener(answers=[200, 500, None])
    for number in ("P1", "P2", "P3"):
        take(pay(number, fen=1_00), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    assert delivered(scene, listener) == 1
    assert delivered(scene, listener) == 0
    for pause in (5, 30):
        scene.later(seconds=pause)
        delivered(scene, listener)
    assert [number for _kind, number, _new in listener.told] == ["P1", "P2", "P2", "P2", "P3"]
    ids = [one["id"] for one, _headers, _body in listener.came]
    assert ids[1] == ids[2] == ids[3]
    found = Webhook.objects.get()
    assert (found.tries, found.failing_since, found.last_status) == (0, None, 200)


def test_after_a_day_nobody_is_told_until_it_is_wished_for_and_nothing_is_lost(scene: Scene) -> None:
    made = subscribed(scene, kinds=["order"])
    take(pay("P1"), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    silent = Listener(answers=[None] * 500)
    until = scene.at + GIVEN_UP_AFTER + timedelta(hours=1)
    while scene.at < until:
        delivered(scene, silent)
        scene.later(seconds=900)
    assert Webhook.objects.get().state == "paused"
    assert 90 < len(silent.came) < 120
    note = JournalRecord.objects.get(kind="webhook_paused")
    assert (note.facts["old"], note.facts["new"]) == ("open", "paused")
    listener = Listener()
    assert delivered(scene, listener) == 0
    assert System(scene, name="admin").post(f"/v1/webhooks/{made['id']}/resume").json()["state"] == "open"
    assert (delivered(scene, listener), listener.told) == (1, [("order", "P1", "paid")])
    assert journal_break(Enterprise.objects.get(pk=COMPANY)) is None


def test_two_workers_do_not_tell_at_once(scene: Scene) -> None:
    subscribed(scene)
    take(pay("P1"), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    outer = Listener()

    def nested(url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        assert delivered(scene, outer) == 0
        return Told(200)

    assert delivering.deliver_once(now=lambda: scene.at, tell=nested) == 1


def test_what_was_ended_meanwhile_stays_ended(scene: Scene) -> None:
    made = subscribed(scene)
    take(pay("P1"), scene.cast.signer, at=scene.at, core=EmbeddedCore())
    path = f"/v1/webhooks/{made['id']}"
    system = System(scene, name="admin")

    def ending(url: str, body: bytes, headers: Mapping[str, str]) -> Told:
        system.send("DELETE", path, headers=system.signed("DELETE", path))
        return Told(500)

    delivering.deliver_once(now=lambda: scene.at, tell=ending)
    assert Webhook.objects.get().state == "ended"
    assert system.get("/v1/webhooks").json()["webhooks"] == []
    assert system.post(f"{path}/resume").status_code == 404
    assert {"webhook_made", "webhook_ended"} <= set(JournalRecord.objects.values_list("kind", flat=True))


def test_the_administrator_keeps_them_and_nobody_else(scene: Scene) -> None:
    made = subscribed(scene)
    for name, company in (("op04", COMPANY), ("chief", COMPANY)):
        system = System(scene, name=name, company=company)
        asked = [
            system.get("/v1/webhooks"),
            system.post("/v1/webhooks", {"url": URL, "kinds": ALL}),
            system.post(f"/v1/webhooks/{made['id']}/secret"),
            system.post(f"/v1/webhooks/{made['id']}/resume"),
        ]
        assert [answer.status_code for answer in asked] == [403] * 4
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"url": "http://erp.example.com/", "kinds": ALL}, "webhook.url"),
        ({"url": "https://me:secret@erp.example.com/", "kinds": ALL}, "webhook.url"),
        ({"url": "https:///nowhere", "kinds": ALL}, "webhook.url"),
        ({"url": "https://a b/", "kinds": ALL}, "webhook.url"),
        ({"url": "https://a:99999/", "kinds": ALL}, "webhook.url"),
        ({"url": "https://a/#x", "kinds": ALL}, "webhook.url"),
        ({"url": "file:///etc/passwd", "kinds": ALL}, "webhook.url"),
        ({"url": "https://[::1", "kinds": ALL}, "webhook.url"),
        ({"url": URL, "kinds": []}, "request.invalid"),
        ({"url": URL, "kinds": ["gossip"]}, "request.invalid"),
        ({"url": URL}, "request.invalid"),
        ({"url": "https://" + "a" * 500, "kinds": ALL}, "request.invalid"),
    ],
)
def test_what_is_no_address_is_refused(scene: Scene, said: dict[str, Any], code: str) -> None:
    answer = System(scene, name="admin").post("/v1/webhooks", said)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_an_enterprise_has_ten_at_most(scene: Scene) -> None:
    for _ in range(10):
        subscribed(scene)
    answer = System(scene, name="admin").post("/v1/webhooks", {"url": URL, "kinds": ALL})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook.full")


INSIDE = (
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1"),
    *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "::"),
    *("255.255.255.255", "198.18.0.1", "2001:db8::1"),
)


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_known_as_one(address: str) -> None:
    assert not is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_an_address_outside_is_known_as_one(address: str) -> None:
    assert is_outside(ipaddress.ip_address(address))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "127.1"])
def test_nothing_is_sent_inside(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QIAO_LINK_WEBHOOKS_INSIDE", raising=False)
    told = webhook_line.tell(f"https://{host}:9/", b"{}", {})
    assert (told.status, told.words) == (None, "webhook.inside")


@contextmanager
def answering(parts: list[bytes]) -> Iterator[str]:
    """A system on this machine that answers each connection with these bytes, and then keeps silent."""
    over = threading.Event()

    def serve(listening: socket.socket) -> None:
        while not over.is_set():
            try:
                line, _address = listening.accept()
            except OSError:
                return
            with line:
                line.recv(65_536)
                for part in parts:
                    line.sendall(part)
                over.wait(5)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/hook"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


FOUND = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
GOOD = b"HTTP/1.1 204 No Content\r\n\r\n"
ENDLESS = b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n" + b"x" * 2_000


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([GOOD], 204),
        ([FOUND], 302),
        ([ENDLESS], 200),
        ([b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"], 500),
        ([b"no http at all\r\n\r\n"], None),
        ([], None),
        ([b"HTTP/1.1 200 OK\r\n"], None),
    ],
)
def test_an_answer_is_read_to_its_status_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, parts: list[bytes], status: int | None
) -> None:
    monkeypatch.setenv("QIAO_LINK_WEBHOOKS_INSIDE", "1")
    monkeypatch.setattr(webhook_line, "SECONDS_MOST", 1.0)
    with answering(parts) as url:
        told = webhook_line.tell(url, b"{}", {"Qiao-Webhook-Id": "1"})
    assert (told.status, told.is_taken) == (status, status in {200, 204})


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "nowhere.invalid", "127.0.0.1:1"])
def test_a_name_that_leads_nowhere_is_no_answer(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("QIAO_LINK_WEBHOOKS_INSIDE", "1")
    told = webhook_line.tell(f"http://{host}/", b"{}", {})
    assert told.status is None
    assert told.words


def test_a_trial_may_name_a_system_inside() -> None:
    assert place_of("http://127.0.0.1:8012/hook", inside=True).port == 8012
    with pytest.raises(Refusal):
        place_of("http://127.0.0.1:8012/hook", inside=False)
