"""What an agent is told of its certificate before any message: a signed OPTIONS at the endpoint."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from qiao.directlink.adapters import signing
from qiao.directlink.api import fox
from qiao.directlink.models import Certificate, Nonce, Operator
from qiao.directlink.rules.signature import STATE_HEADER, Standing, standing_of
from qiao.directlink.tests.cast import AT, COMPANY, play
from qiao.ground import clock

pytestmark = [pytest.mark.whatever_database, pytest.mark.django_db]  # its connections are looked after
KEY, FINGERPRINT = ed25519.Ed25519PrivateKey.generate(), "ab" * 32


@pytest.fixture(autouse=True)
def _bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's key is bound to op01, and the bank's clock stands."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    play()
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    Certificate.objects.create(
        fingerprint=FINGERPRINT,
        operator=Operator.objects.get(enterprise_id=COMPANY, name="op01"),
        subject="CN=op01",
        public_pem=pem.decode(),
        since=AT - timedelta(days=1),
        until=AT + timedelta(days=1),
        bound_at=AT,
        bound_by="gu",
    )


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


def test_a_bank_that_says_nothing_and_headers_without_form_leave_it_unsaid() -> None:
    assert standing_of(told(HTTP_QIAO_SIGNATURE="")) is Standing.UNSAID
    assert (standing_of(None), standing_of("new word")) == (Standing.UNSAID, Standing.UNSAID)
