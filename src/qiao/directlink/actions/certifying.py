"""Keys and certificates of the direct link as files: the bank's authority and server, an enterprise's request.

A key never leaves the machine on which it was made: an enterprise hands in a request, and gets a certificate back.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from qiao.directlink.adapters import authority, keeping
from qiao.directlink.rules.naming import checked_host, checked_name, checked_title

AUTHORITY, SERVER = "authority", "server"


@dataclass(frozen=True, slots=True)
class Laid:
    """A certificate that was laid: where, its fingerprint, and until when it holds."""

    place: Path
    fingerprint: str
    until: datetime


def lay_authority(folder: Path, *, name: str, days: int, at: datetime, anew: bool) -> Laid:
    """Make the bank's authority; whoever has its key lets anybody in."""
    keeping.check_free((folder / f"{AUTHORITY}.key", folder / f"{AUTHORITY}.pem"), anew=anew)
    return _lay(folder, AUTHORITY, holder=authority.make_authority(checked_title(name), at=at, days=days), anew=anew)


def lay_server(folder: Path, *, hosts: list[str], days: int, at: datetime, anew: bool) -> Laid:
    """Make the key and the certificate of the link's server."""
    reached = tuple(checked_host(host) for host in hosts)
    made = authority.make_server(_authority_of(folder), reached, at=at, days=days)
    return _lay(folder, SERVER, holder=made, anew=anew)


def lay_request(folder: Path, *, name: str, kind: str, passphrase: str, anew: bool) -> tuple[Path, Path]:
    """Make an operator's key and the request for its certificate; answers where they are."""
    key = authority.new_key(authority.KeyKind(kind))
    places = folder / f"{checked_name(name)}.key", folder / f"{name}.csr"
    contents = authority.key_pem(key, passphrase), authority.make_request(key, name)
    keeping.lay_files(dict(zip(places, contents, strict=True)), anew=anew)
    return places


def lay_self_signed(
    folder: Path, *, name: str, kind: str, passphrase: str, days: int, at: datetime, anew: bool
) -> Laid:
    """Make an operator's key and certificate without an authority, for a trial."""
    key = authority.new_key(authority.KeyKind(kind))
    certificate = authority.make_self_signed(key, checked_name(name), at=at, days=days)
    holder = authority.Holder(key, certificate)
    place = folder / f"{name}.pem"
    files = {folder / f"{name}.key": authority.key_pem(key, passphrase), place: holder.certificate_pem}
    keeping.lay_files(files, anew=anew)
    return _laid(place, certificate)


def lay_signed(folder: Path, *, request: Path, out: Path | None, days: int, at: datetime, anew: bool) -> Laid:
    """Sign an enterprise's request with the authority in the folder."""
    text = keeping.content_of(request).decode("ascii", "replace")
    certificate = authority.sign_request(_authority_of(folder), text, at=at, days=days)
    place = out or request.with_name(f"{request.stem}.pem")
    keeping.lay_files({place: authority.certificate_pem(certificate)}, anew=anew)
    return _laid(place, certificate)


def _authority_of(folder: Path) -> authority.Holder:
    key, certificate = (folder / f"{AUTHORITY}{ending}" for ending in (".key", ".pem"))
    return authority.read_holder(keeping.secret_of(key), keeping.content_of(certificate))


def _lay(folder: Path, name: str, *, holder: authority.Holder, anew: bool) -> Laid:
    place = folder / f"{name}.pem"
    keeping.lay_files({folder / f"{name}.key": holder.key_pem, place: holder.certificate_pem}, anew=anew)
    return _laid(place, holder.certificate)


def _laid(place: Path, certificate: x509.Certificate) -> Laid:
    return Laid(place, certificate.fingerprint(hashes.SHA256()).hex(), certificate.not_valid_after_utc)
