"""What an agent is told of its certificate before any message: a signed OPTIONS at the endpoint."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from qiao.directlink.actions.admitting import REFUSED
from qiao.directlink.adapters import signing
from qiao.directlink.adapters.pace import Pace
from qiao.directlink.api import fox
from qiao.directlink.models import Certificate, Enterprise, JournalRecord, Nonce, Operator
from qiao.directlink.rules.signature import STATE_HEADER, Standing, standing_of
from qiao.directlink.tests.cast import AT, play
from qiao.directlink.tests.keys import bind
from qiao.ground import clock

pytestmark = [pytest.mark.whatever_database, pytest.mark.django_db]  # its connections are looked after
KEY, FINGERPRINT = ed25519.Ed25519PrivateKey.generate(), "ab" * 32


@pytest.fixture(autouse=True)
def _bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's key is bound to op01, and the bank's clock stands."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(fox, "pace", Pace())
    play()
    bind(KEY.public_key(), FINGERPRINT, at=AT, name="op01")


def told(*, body: bytes = b"", at: datetime = AT, fingerprint: str = FINGERPRINT, **more: str) -> str | None:
    """What the endpoint says of the certificate that signs."""
    headers = signing.sign_message(KEY, body, fingerprint=fingerprint, at=at, nonce="0" * 32).headers
    environ: dict[str, Any] = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in headers.items()}
    started: list[dict[str, str]] = []
    parts = fox.application(
        {"REQUEST_METHOD": "OPTIONS", **environ, **more}, lambda _status, head: started.append(dict(head))
    )
    assert not b"".join(parts)
    return started[0].get(STATE_HEADER)


def test_a_bound_certificate_is_known_as_often_as_it_asks() -> None:
    assert [told(), told()] == ["bound", "bound"]
    assert not Nonce.objects.exists()


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({"fingerprint": "cd" * 32}, Standing.UNKNOWN),
        ({"at": AT - timedelta(minutes=6)}, Standing.CLOCK),
        ({"body": b"<FOX/>"}, Standing.WRONG),
    ],
)
def test_what_is_wrong_is_told(more: dict[str, Any], standing: Standing) -> None:
    assert standing_of(told(**more)) is standing


@pytest.mark.parametrize("changed", [{"revoked_at": AT}, {"until": AT}, {"since": AT + timedelta(seconds=1)}])
def test_a_certificate_that_has_ended_is_told(changed: dict[str, datetime]) -> None:
    Certificate.objects.update(**changed)
    assert standing_of(told()) is Standing.ENDED


@pytest.mark.parametrize("changed", [{"revoked_at": AT}, {"until": AT}])
def test_whether_it_has_ended_is_told_to_nobody_but_who_has_the_key(changed: dict[str, datetime]) -> None:
    Certificate.objects.update(**changed)
    assert standing_of(told(body=b"<FOX/>")) is Standing.WRONG


@pytest.mark.parametrize("changed", [{"locked_at": AT}, {"is_active": False}])
def test_an_operator_who_is_locked_or_gone_is_told(changed: dict[str, Any]) -> None:
    Operator.objects.update(**changed)
    assert [standing_of(told()), standing_of(told(body=b"<FOX/>"))] == [Standing.LOCKED, Standing.WRONG]


def test_an_address_that_was_not_agreed_on_is_told_and_kept_for_the_banks_desk() -> None:
    Enterprise.objects.update(addresses=["192.0.2.0/24"])
    asked = [told(REMOTE_ADDR=one) for one in ("192.0.2.7", "198.51.100.4", "198.51.100.4")]
    assert asked == ["bound", "address", "address"]
    assert told(REMOTE_ADDR="203.0.113.9", body=b"<FOX/>") == "wrong"
    kept = JournalRecord.objects.filter(kind=REFUSED).values_list("subject", flat=True)
    assert list(kept) == ["198.51.100.4"], "once, and of nobody without the key"


def test_one_address_asks_so_often_and_others_go_on() -> None:
    asked = [told(REMOTE_ADDR="192.0.2.7") for _ in range(fox.ASKS.a_minute + 2)]
    assert (asked.count("bound"), asked[-2:]) == (fox.ASKS.a_minute, [None, None])
    assert told(REMOTE_ADDR="192.0.2.8") == "bound"


def test_a_bank_that_says_nothing_and_headers_without_form_leave_it_unsaid() -> None:
    assert standing_of(told(HTTP_QIAO_SIGNATURE="")) is Standing.UNSAID
    assert (standing_of(None), standing_of("new word")) == (Standing.UNSAID, Standing.UNSAID)
