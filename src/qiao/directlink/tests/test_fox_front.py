"""What may come near the endpoint of messages, judged by its head."""

from io import BytesIO
from typing import Any

import pytest

from qiao.directlink.api import fox
from qiao.directlink.rules.agent_messages import parsed
from qiao.directlink.rules.bounds import BODY_BYTES_MOST, refused_length
from qiao.directlink.rules.signature import HEADERS, STATE_HEADER, Standing, standing_of
from qiao.ground.refusals import Refusal

pytestmark = [pytest.mark.whatever_database, pytest.mark.django_db]  # its connections are looked after


def answered(method: str = "POST", *, body: bytes = b"", **more: object) -> tuple[str, dict[str, str], bytes]:
    """Status, headers and body of what the endpoint answers."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    environ |= {name.replace("unread", "wsgi.input"): value for name, value in more.items()}
    started: list[tuple[str, dict[str, str]]] = []
    parts = fox.application(environ, lambda status, headers: started.append((status, dict(headers))))
    return *started[0], b"".join(parts)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 411),
        ("", 411),
        ("0", 400),
        ("-3", 400),
        ("+3", 400),
        ("1e3", 400),
        ("３", 400),
        ("9" * 40, 400),
        ("1", None),
        (str(BODY_BYTES_MOST), None),
        (str(BODY_BYTES_MOST + 1), 413),
    ],
)
def test_a_length_is_judged_before_anything_is_read(given: str | None, status: int | None) -> None:
    refused = refused_length(given)
    assert (refused.value if refused else None) == status
    if status is None:
        return

    class Unread(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError(size)

    told = answered(CONTENT_LENGTH=given, unread=Unread())
    assert told[0].startswith(str(status))


def test_a_body_shorter_than_its_head_said_is_refused() -> None:
    status, headers, _body = answered(body=b"<FOX/>", CONTENT_LENGTH="7")
    assert (status, headers["Connection"]) == ("400 Bad Request", "close")


@pytest.mark.parametrize(("method", "status"), [("GET", "405"), ("PUT", "405"), ("HEAD", "405"), ("OPTIONS", "204")])
def test_messages_are_posted(method: str, status: str) -> None:
    answer = answered(method)
    assert answer[0].startswith(status)
    assert answer[1]["Allow"] == "POST, OPTIONS"


def test_a_refusal_is_answered_in_the_form_of_messages() -> None:
    status, headers, body = answered(body=b"<FOX/>", HTTP_QIAO_EFFECT="sign")
    assert (status, headers["Content-Type"]) == ("200 OK", "application/x-fox; charset=GBK")
    assert parsed(body).findtext("SIGNONMSGSRSV1/SONRS/STATUS/CODE") == "2000"
    assert "签名" in body.decode("gbk")


def test_without_any_header_of_a_signature_there_is_none() -> None:
    assert fox.signed_of({}) is None


@pytest.mark.parametrize(
    "time",
    [f"{day}Z" for day in ("2030-99-99T00:00:00", "2030-02-30T00:00:00", "0000-01-01T00:00:00")]
    + [f"2030-05-08T{hour}Z" for hour in ("24:00:00", "23:59:60")],
)
@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_a_moment_that_no_calendar_shows_is_refused_before_anybody_is_known(method: str, time: str) -> None:
    values = ("ab" * 32, "sign", time, "0f" * 16, "c2ln")
    given = {"HTTP_" + name.upper().replace("-", "_"): one for name, one in zip(HEADERS, values, strict=True)}
    with pytest.raises(Refusal) as refusal:
        fox.signed_of(given)
    assert refusal.value.code == "signature.form"
    status, headers, body = answered(method, body=b"<FOX/>", **given)
    if method == "POST":
        assert (status, parsed(body).findtext("SIGNONMSGSRSV1/SONRS/STATUS/CODE")) == ("200 OK", "2000")
    else:
        assert (status, standing_of(headers.get(STATE_HEADER))) == ("204 No Content", Standing.UNSAID)


@pytest.mark.parametrize("missing", HEADERS)
def test_a_signature_is_whole_or_refused(missing: str) -> None:
    given = dict(zip(HEADERS, ("ab" * 32, "sign", "2030-05-08T01:02:03Z", "0f" * 16, "c2ln"), strict=True))
    environ = {"HTTP_" + name.upper().replace("-", "_"): value for name, value in given.items()}
    signed = fox.signed_of(environ)
    assert signed is not None
    assert signed.signature == "c2ln"
    del environ["HTTP_" + missing.upper().replace("-", "_")]
    with pytest.raises(Refusal) as refusal:
        fox.signed_of(environ)
    assert refusal.value.code == "signature.form"
