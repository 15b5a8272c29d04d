"""The bank's authority and what it signs; keys as files; a signature that no changed bit survives."""

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.actions import certifying
from qiao.directlink.adapters import authority, keeping
from qiao.directlink.adapters.agent_settings import read_operator, read_settings
from qiao.directlink.adapters.bank_line import BankLine
from qiao.directlink.adapters.signing import public_key_of, read_certificate, verify
from qiao.directlink.rules.naming import checked_host, checked_name, checked_title
from qiao.directlink.rules.signature import HEADERS, read_signed, text_to_sign
from qiao.directlink.tests.agents import settings_of
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

NOW = datetime(2030, 5, 8, 9, 0, tzinfo=UTC)
NAME = "1000000001-op01"


@pytest.fixture(scope="module")
def bank() -> authority.Holder:
    return authority.make_authority("made-up bank", at=NOW, days=3650)


def refused(code: str) -> "pytest.RaisesExc[Refusal]":
    """A refusal of this code."""
    return pytest.raises(Refusal, check=lambda refusal: refusal.code == code)


def test_the_authority_signs_holders_and_no_other_authority(bank: authority.Holder) -> None:
    basic = bank.certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert (basic.critical, basic.value.ca, basic.value.path_length) == (True, True, 0)
    bank.certificate.verify_directly_issued_by(bank.certificate)


def test_a_server_is_certified_for_its_names_and_addresses(bank: authority.Holder) -> None:
    server = authority.make_server(bank, ("link.bank.example", "127.0.0.1", "::1"), at=NOW, days=825)
    server.certificate.verify_directly_issued_by(bank.certificate)
    names = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["link.bank.example"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]


@pytest.mark.parametrize("kind", authority.KeyKind)
def test_an_enterprises_request_becomes_an_operators_certificate(
    bank: authority.Holder, kind: authority.KeyKind
) -> None:
    key = authority.new_key(kind)
    request = authority.make_request(key, NAME).decode()
    certificate = authority.sign_request(bank, request, at=NOW, days=730)
    certificate.verify_directly_issued_by(bank.certificate)
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert certificate.not_valid_after_utc == NOW + timedelta(days=730)
    read = read_certificate(authority.certificate_pem(certificate).decode())
    assert read.subject == f"CN={NAME}"


def test_a_certificate_does_not_outlast_the_authority(bank: authority.Holder) -> None:
    request = authority.make_request(authority.new_key(authority.KeyKind.P256), NAME).decode()
    late = bank.certificate.not_valid_after_utc - timedelta(days=10)
    assert authority.sign_request(bank, request, at=late, days=730).not_valid_after_utc == late + timedelta(days=10)
    with refused("link.authority_over"):
        authority.sign_request(bank, request, at=late + timedelta(days=11), days=730)


def test_what_a_request_asks_for_beyond_name_and_key_is_not_given(bank: authority.Holder) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, NAME), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "bank")]
        )
    )
    wishing = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    pem = wishing.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    certificate = authority.sign_request(bank, pem, at=NOW, days=1)
    assert certificate.subject.rfc4514_string() == f"CN={NAME}"
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_a_request_that_was_tampered_with_is_refused(bank: authority.Holder) -> None:
    der = bytearray(
        x509.load_pem_x509_csr(authority.make_request(authority.new_key(authority.KeyKind.ED25519), NAME)).public_bytes(
            serialization.Encoding.DER
        )
    )
    place = der.find(NAME.encode())
    der[place] = ord("2")
    pem = x509.load_der_x509_csr(bytes(der)).public_bytes(serialization.Encoding.PEM).decode()
    with refused("link.request_key"):
        authority.sign_request(bank, pem, at=NOW, days=1)


@pytest.mark.parametrize(
    "text", ["", "text", "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----", "字"]
)
def test_what_is_no_request_is_refused(bank: authority.Holder, text: str) -> None:
    with refused("link.request"):
        authority.sign_request(bank, text, at=NOW, days=1)


def test_a_key_of_another_kind_is_refused(bank: authority.Holder) -> None:
    key = rsa.generate_private_key(65537, 2048)
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    with refused("certificate.key"):
        authority.sign_request(
            bank,
            request.public_bytes(serialization.Encoding.PEM).decode(),
            at=NOW,
            days=1,
        )


@pytest.mark.parametrize("days", [0, -1, 10_951])
def test_a_certificate_holds_for_a_time_that_makes_sense(days: int) -> None:
    with refused("link.days"):
        authority.make_authority("made-up bank", at=NOW, days=days)


@pytest.mark.parametrize(
    ("host", "as_kept"),
    [
        ("Link.Bank.example.", "link.bank.example"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
        ("localhost", "localhost"),
    ],
)
def test_a_host_is_a_name_or_an_address(host: str, as_kept: str) -> None:
    assert checked_host(host) == as_kept


@pytest.mark.parametrize("host", ["", "a b", "-a.example", "*.example", "银行.example", "a" * 64, "a..b", "https://a"])
def test_anything_else_is_no_host(host: str) -> None:
    with refused("link.host"):
        checked_host(host)


@pytest.mark.parametrize("name", ["", "../op", "a/b", ".op", "a" * 65, "a b", "a\n"])
def test_a_name_names_a_file_and_no_way_elsewhere(name: str) -> None:
    with refused("link.name"):
        checked_name(name)
    assert checked_title("made-up bank") == "made-up bank"


# Files


def test_keys_are_for_their_owner_and_nothing_is_replaced_unasked(tmp_path: Path) -> None:
    first = certifying.lay_authority(tmp_path, name="made-up bank", days=10, at=NOW, anew=False)
    assert stat.S_IMODE((tmp_path / "authority.key").stat().st_mode) == 0o600
    with refused("link.there"):
        certifying.lay_authority(tmp_path, name="made-up bank", days=10, at=NOW, anew=False)
    assert certifying.lay_authority(tmp_path, name="made-up bank", days=10, at=NOW, anew=True) != first


def test_an_authority_whose_key_others_can_read_signs_nothing(tmp_path: Path) -> None:
    certifying.lay_authority(tmp_path, name="made-up bank", days=10, at=NOW, anew=False)
    (tmp_path / "authority.key").chmod(0o644)
    with refused("link.key_open"):
        certifying.lay_server(tmp_path, hosts=["localhost"], days=1, at=NOW, anew=False)


def test_a_sealed_key_opens_by_its_passphrase_alone(tmp_path: Path) -> None:
    key, _request = certifying.lay_request(tmp_path, name=NAME, kind="p256", passphrase="a long one", anew=False)
    assert b"ENCRYPTED" in key.read_bytes()
    certifying.lay_authority(tmp_path, name="made-up bank", days=10, at=NOW, anew=False)
    laid = certifying.lay_signed(tmp_path, request=tmp_path / f"{NAME}.csr", out=None, days=5, at=NOW, anew=False)
    pems = key.read_bytes(), laid.place.read_bytes()
    assert authority.read_holder(*pems, passphrase="a long one").certificate_pem == pems[1]
    for passphrase, code in (("", "link.sealed"), ("another", "link.key")):
        with refused(code):
            authority.read_holder(*pems, passphrase=passphrase)
    with refused("link.unlike"):
        authority.read_holder((tmp_path / "authority.key").read_bytes(), pems[1])
    with refused("link.file"):
        keeping.content_of(tmp_path / "nothing")


# The signature


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it went out, and the certificate of whoever sent it."""

    body: bytes
    headers: tuple[str, ...]
    public_pem: str


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sent]:
    """The same message, signed and lodged by keys of both kinds."""
    found = {}
    for kind, sign in (("p256", "YES"), ("ed25519", "NO")):
        folder = tmp_path_factory.mktemp(kind)
        settings = read_settings(settings_of(folder, {"EnableSign": sign}, port=1, kind=kind))
        operator = read_operator(settings, at=datetime.now(UTC))
        body = f"<FOX>{kind}</FOX>".encode()
        headers = BankLine(settings, operator).headers(body)
        found[kind] = Sent(body, tuple(headers[name] for name in HEADERS), operator.certificate.public_pem)
    return found


def is_good(sent: Sent) -> bool:
    """What the bank finds of a message."""
    try:
        fingerprint, effect, time, nonce, signature = sent.headers
        signed = read_signed(fingerprint, effect, time=time, nonce=nonce, signature=signature)
    except Refusal:
        return False
    digest = hashlib.sha256(sent.body).hexdigest()
    text = text_to_sign(signed.effect, "/", body_sha256=digest, time=signed.time, nonce=signed.nonce)
    return verify(public_key_of(sent.public_pem), signed.signature, text=text)


@pytest.mark.parametrize(("kind", "effect"), [("p256", "sign"), ("ed25519", "lodge")])
def test_a_message_bears_the_effect_and_its_signature_is_good(sent: dict[str, Sent], kind: str, effect: str) -> None:
    assert sent[kind].headers[1] == effect
    assert is_good(sent[kind])


@pytest.mark.parametrize("kind", ["p256", "ed25519"])
def test_no_changed_bit_survives(sent: dict[str, Sent], kind: str) -> None:
    """But for the fingerprint's, which says whose key is to be taken: another one's signature it is not."""
    one = sent[kind]
    bodies = [Sent(changed, one.headers, one.public_pem) for changed in each_flipped(one.body)]
    heads = [
        Sent(one.body, (*one.headers[:place], changed.decode("latin-1"), *one.headers[place + 1 :]), one.public_pem)
        for place in range(1, len(HEADERS))
        for changed in each_flipped(one.headers[place].encode("ascii"))
    ]
    assert len(bodies) + len(heads) > 1000
    assert [changed for changed in (*bodies, *heads) if is_good(changed)] == []


@given(body=st.binary(min_size=1, max_size=2000))
def test_only_the_body_that_was_signed_is_good(sent: dict[str, Sent], body: bytes) -> None:
    one = sent["p256"]
    assert is_good(Sent(body, one.headers, one.public_pem)) == (body == one.body)


def test_one_operators_signature_is_not_anothers(sent: dict[str, Sent]) -> None:
    one, other = sent["p256"], sent["ed25519"]
    assert not is_good(Sent(one.body, one.headers, other.public_pem))


def each_flipped(raw: bytes) -> Iterator[bytes]:
    """The bytes with one bit changed, for each bit."""
    for bit in range(len(raw) * 8):
        changed = bytearray(raw)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)
