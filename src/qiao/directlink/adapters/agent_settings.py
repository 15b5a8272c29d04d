"""The settings of a front-end agent, from an ini file in the spirit of CIBOnline.ini, and the files they name."""

import configparser
import ipaddress
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from qiao.directlink.adapters import authority, keeping
from qiao.directlink.adapters.signing import PrivateKey, Read, read_certificate
from qiao.directlink.rules.signature import Effect
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

AGENT, BANK = "Agent", "Bank"
USUAL = {
    AGENT: {"Listen": "127.0.0.1:8007", "Allow": "", "EnableSign": "NO", "EnableLog": "NO", "LogFile": "agent.log"},
    BANK: {
        "Address": "",
        "Authority": "authority.pem",
        "Certificate": "operator.pem",
        "Key": "operator.key",
        "ConnectSeconds": "10",
        "AnswerSeconds": "60",
        "AskSeconds": "120",
        "PauseSeconds": "2",
    },
}
"""Every key there is, and what holds where it is left out."""
YES_NO = {"YES": True, "NO": False}
SECONDS_MOST = 3600
PORTS = range(1, 65_536)
HTTPS_PORT = 443
OVER_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """What an agent is told: where it listens and to whom, to which effect it signs, where the bank is."""

    host: str
    port: int
    allow: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]
    effect: Effect
    log_file: Path | None
    bank_host: str
    bank_port: int
    path: str
    authority: Path
    certificate: Path
    key: Path
    connect_seconds: int
    answer_seconds: int
    ask_seconds: int
    pause_seconds: int


@dataclass(frozen=True, slots=True)
class Operator:
    """The operator's key with what is known of its certificate; the passphrase opens the key's file for TLS too."""

    key: PrivateKey
    certificate: Read
    passphrase: str


def read_settings(file: Path) -> AgentSettings:
    """Read the file; a key that is not known is refused, so that a slip of the pen never goes unseen."""
    given = _sections(file)
    agent, bank = given[AGENT], given[BANK]
    host, port = _listen(agent["Listen"])
    allow = _networks(agent["Allow"], host)
    address = urlsplit(bank["Address"])
    if address.scheme != "https" or not address.hostname or address.query or address.fragment or address.username:
        raise _wrong("Address", bank["Address"], "https://link.bank.example:8443/")
    folder = file.absolute().parent
    return AgentSettings(
        host=host,
        port=port,
        allow=allow,
        effect=Effect.SIGN if _yes("EnableSign", agent["EnableSign"]) else Effect.LODGE,
        log_file=folder / agent["LogFile"] if _yes("EnableLog", agent["EnableLog"]) else None,
        bank_host=address.hostname,
        bank_port=_port(address.netloc, bank["Address"]),
        path=address.path or "/",
        authority=folder / bank["Authority"],
        certificate=folder / bank["Certificate"],
        key=folder / bank["Key"],
        connect_seconds=_seconds("ConnectSeconds", bank),
        answer_seconds=_seconds("AnswerSeconds", bank),
        ask_seconds=_seconds("AskSeconds", bank),
        pause_seconds=_seconds("PauseSeconds", bank),
    )


def read_operator(settings: AgentSettings, *, at: datetime) -> Operator:
    """The key and the certificate; refused where others may read the key, the two differ, or the time is over."""
    passphrase = os.environ.get("QIAO_LINK_PASSPHRASE", "")
    pem = keeping.content_of(settings.certificate)
    holder = authority.read_holder(keeping.secret_of(settings.key), pem, passphrase=passphrase)
    certificate = read_certificate(holder.certificate_pem.decode("ascii"))
    if not certificate.since <= at < certificate.until:
        raise Refusal(
            "link.certificate_over",
            _("The certificate %(file)s holds from %(since)s until %(until)s; ask the bank for another one."),
            file=str(settings.certificate),
            since=certificate.since.date().isoformat(),
            until=certificate.until.date().isoformat(),
        )
    return Operator(holder.key, certificate, passphrase)


def is_over_soon(operator: Operator, *, at: datetime) -> bool:
    """Whether another certificate is to be asked for now."""
    return operator.certificate.until - at < OVER_SOON


def _sections(file: Path) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the library's own way to keep capitals
    try:
        parser.read_string(keeping.content_of(file).decode("utf-8-sig"), source=str(file))
    except (configparser.Error, UnicodeDecodeError) as error:
        raise Refusal(
            "link.ini",
            _("%(file)s cannot be read as an ini file (%(cause)s)."),
            file=str(file),
            cause=str(error).splitlines()[0],
        ) from error
    found = {name: dict(values) for name, values in USUAL.items()}
    for section in parser.sections():
        for key, value in parser.items(section):
            if key not in found.get(section, {}):
                raise Refusal(
                    "link.ini_key",
                    _("%(file)s: [%(section)s] %(key)s is not known. Known are: %(known)s."),
                    file=str(file),
                    section=section,
                    key=key,
                    known="; ".join(f"[{name}] {', '.join(keys)}" for name, keys in USUAL.items()),
                )
            found[section][key] = value
    return found


def _listen(value: str) -> tuple[str, int]:
    host, _colon, port = value.rpartition(":")
    try:
        return str(ipaddress.ip_address(host.strip("[]"))), _in_range(port)
    except ValueError as error:
        raise _wrong("Listen", value, "127.0.0.1:8007") from error


def _networks(value: str, host: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Who may hand in messages; without a word only this machine, and then only there is it listened to."""
    try:
        named = tuple(ipaddress.ip_network(one.strip()) for one in value.split(",") if one.strip())
    except ValueError as error:
        raise _wrong("Allow", value, "10.1.2.3, 10.1.4.0/24") from error
    if not named and not ipaddress.ip_address(host).is_loopback:
        raise Refusal(
            "link.open",
            _("Listen = %(host)s lets other machines in: name those that may hand in messages in Allow."),
            host=host,
        )
    return named or (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1"))


def _port(netloc: str, whole: str) -> int:
    host, colon, port = netloc.rpartition(":")
    if not colon or netloc.endswith("]"):
        return HTTPS_PORT
    try:
        return _in_range(port) if host else HTTPS_PORT
    except ValueError as error:
        raise _wrong("Address", whole, "https://link.bank.example:8443/") from error


def _in_range(port: str) -> int:
    if port.isascii() and port.isdecimal() and int(port) in PORTS:
        return int(port)
    raise ValueError(port)


def _yes(key: str, value: str) -> bool:
    if value.strip().upper() not in YES_NO:
        raise _wrong(key, value, "YES, NO")
    return YES_NO[value.strip().upper()]


def _seconds(key: str, values: dict[str, str]) -> int:
    value = values[key].strip()
    if value.isascii() and value.isdecimal() and 1 <= int(value) <= SECONDS_MOST:
        return int(value)
    raise _wrong(key, values[key], USUAL[BANK][key])


def _wrong(key: str, value: str, example: str) -> Refusal:
    words = _("%(key)s = %(value)s cannot be read; write it as %(example)s.")
    return Refusal("link.ini_value", words, key=key, value=ascii(value), example=example)
