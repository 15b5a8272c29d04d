"""A small certificate authority by the `cryptography` library: the bank's own, for its server and for operators.

What an enterprise asks for in its request beyond its name and key is not copied: a certificate signed here is for one
operator's front-end agent and can sign no other.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from qiao.directlink.adapters.signing import PrivateKey, PublicKey
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

EARLIER = timedelta(hours=1)
"""A certificate holds from an hour before it was made: a clock that is a little behind takes it too."""
DAYS_MOST = 10_950
REQUEST_LETTERS_MOST = 20_000


class KeyKind(StrEnum):
    """The two kinds of key that are taken."""

    ED25519 = "ed25519"
    P256 = "p256"


@dataclass(frozen=True, slots=True)
class Holder:
    """A key with its certificate."""

    key: PrivateKey
    certificate: x509.Certificate

    @property
    def key_pem(self) -> bytes:
        """The key as it is kept: in a file for its owner only."""
        return key_pem(self.key)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate, to be handed out."""
        return certificate_pem(self.certificate)


def new_key(kind: KeyKind) -> PrivateKey:
    """A fresh key."""
    return ed25519.Ed25519PrivateKey.generate() if kind == KeyKind.ED25519 else ec.generate_private_key(ec.SECP256R1())


def key_pem(key: PrivateKey, passphrase: str = "") -> bytes:
    """A key in PEM (PKCS #8), sealed where there is a passphrase."""
    sealed = serialization.BestAvailableEncryption(passphrase.encode()) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, sealed)


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """A certificate in PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def make_authority(name: str, *, at: datetime, days: int) -> Holder:
    """The authority's own key and certificate; it signs certificates of holders, and no further authority."""
    key = new_key(KeyKind.P256)
    builder = _builder(_named(name), key.public_key(), at=at, until=_until(at, days))
    builder = builder.issuer_name(_named(name)).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    builder = builder.add_extension(_usage(signs=False), critical=True)
    return Holder(key, builder.sign(key, hashes.SHA256()))


def make_server(authority: Holder, hosts: tuple[str, ...], *, at: datetime, days: int) -> Holder:
    """A server's key and certificate for the names and addresses under which it is reached."""
    key = new_key(KeyKind.P256)
    builder = _below(authority, _named(hosts[0][:64]), key.public_key(), at=at, days=days)
    builder = builder.add_extension(x509.SubjectAlternativeName([_alternative(host) for host in hosts]), critical=False)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return Holder(key, _signed(builder, authority.key))


def make_request(key: PrivateKey, name: str) -> bytes:
    """An enterprise's request for a certificate, in PEM."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(_named(name))
    return builder.sign(key, _digest(key)).public_bytes(serialization.Encoding.PEM)


def sign_request(authority: Holder, request: str, *, at: datetime, days: int) -> x509.Certificate:
    """The certificate for a request; refused where the request is not signed by the very key it is for."""
    try:
        read = x509.load_pem_x509_csr(request[:REQUEST_LETTERS_MOST].encode("ascii"))
        key, is_own = read.public_key(), read.is_signature_valid
        names = read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    except (ValueError, UnicodeEncodeError) as error:
        raise Refusal("link.request", _("This is no request for a certificate in PEM.")) from error
    if not is_own:
        raise Refusal("link.request_key", _("The request is not signed by the key it is for."))
    is_p256 = isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    if not (is_p256 or isinstance(key, ed25519.Ed25519PublicKey)):
        raise Refusal("certificate.key", _("The certificate's key has to be Ed25519 or P-256."))
    if len(names) != 1:
        raise Refusal("link.request_name", _("The request has to bear one common name."))
    assert isinstance(key, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey)
    builder = _below(authority, _named(str(names[0].value)), key, at=at, days=days)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return _signed(builder, authority.key)


def make_self_signed(key: PrivateKey, name: str, *, at: datetime, days: int) -> x509.Certificate:
    """An operator's certificate without an authority, for a trial on one machine."""
    builder = _builder(_named(name), key.public_key(), at=at, until=_until(at, days)).issuer_name(_named(name))
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
    return _signed(builder, key)


def read_holder(key: bytes, certificate: bytes, *, passphrase: str = "") -> Holder:
    """A key with its certificate, both in PEM; refused where they are not of one another."""
    read_key = _read_key(key, passphrase)
    try:
        read = x509.load_pem_x509_certificate(certificate)
    except ValueError as error:
        raise Refusal("certificate.form", _("This is no certificate in PEM.")) from error
    if _plain(read.public_key()) != _plain(read_key.public_key()):
        raise Refusal("link.unlike", _("The key and the certificate do not belong together."))
    return Holder(read_key, read)


def _read_key(key: bytes, passphrase: str) -> PrivateKey:
    try:
        read = serialization.load_pem_private_key(key, passphrase.encode() or None)
    except TypeError as error:  # sealed without a passphrase, or open with one
        if passphrase:
            return _read_key(key, "")
        raise Refusal(
            "link.sealed", _("The key is sealed: put its passphrase into the variable QIAO_LINK_PASSPHRASE.")
        ) from error
    except ValueError as error:
        raise Refusal(
            "link.key", _("The key cannot be read: it is no PEM, or the passphrase is not its own.")
        ) from error
    if isinstance(read, ed25519.Ed25519PrivateKey):
        return read
    if isinstance(read, ec.EllipticCurvePrivateKey) and isinstance(read.curve, ec.SECP256R1):
        return read
    raise Refusal("certificate.key", _("The certificate's key has to be Ed25519 or P-256."))


def _below(
    authority: Holder, subject: x509.Name, key: PublicKey, *, at: datetime, days: int
) -> x509.CertificateBuilder:
    """A certificate under the authority, which does not outlast it."""
    until = min(_until(at, days), authority.certificate.not_valid_after_utc)
    if until <= at:
        raise Refusal("link.authority_over", _("The authority's own certificate is over; make it anew."))
    above = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    builder = _builder(subject, key, at=at, until=until).issuer_name(authority.certificate.subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs=True), critical=True)
    return builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above), critical=False)


def _builder(subject: x509.Name, key: PublicKey, *, at: datetime, until: datetime) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(at - EARLIER).not_valid_after(until)
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)


def _until(at: datetime, days: int) -> datetime:
    if not 1 <= days <= DAYS_MOST:
        raise Refusal(
            "link.days", _("A certificate holds 1 to %(most)s days, and not %(days)s."), most=DAYS_MOST, days=days
        )
    return at + timedelta(days=days)


def _usage(*, signs: bool) -> x509.KeyUsage:
    """A holder signs what passes; an authority signs certificates."""
    return x509.KeyUsage(
        digital_signature=signs,
        key_cert_sign=not signs,
        crl_sign=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(builder: x509.CertificateBuilder, key: PrivateKey) -> x509.Certificate:
    return builder.sign(key, _digest(key))


def _digest(key: PrivateKey) -> hashes.SHA256 | None:
    """Ed25519 brings its own."""
    return None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _plain(key: CertificatePublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
