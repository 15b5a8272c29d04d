"""Serving the direct link on an address of its own: TLS that demands a certificate of whoever comes, by granian.

TLS holds the chain (who may speak at all); whose message it is, the signature on it says, for granian does not tell an
application which certificate was shown.
"""

import ipaddress
import stat
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections
from django.utils.translation import gettext
from granian import Granian
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.log import LogLevels

from qiao.ground import home
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import serving
from qiao.project.beside import beside

FOLDER = "link"
HEAD_MILLISECONDS = 10_000  # a head that does not end within ten seconds is not waited for


@dataclass(frozen=True, slots=True)
class Chain:
    """The files of TLS: the server's certificate and key, and the authority whose certificates are let in."""

    certificate: Path
    key: Path
    authority: Path


def chain() -> Chain | None:
    """The files in the folder of all state, as `qiao link certify` lays them; None where not all are there."""
    folder = home.home() / FOLDER
    found = Chain(folder / "server.pem", folder / "server.key", folder / "authority.pem")
    return found if all(path.is_file() for path in (found.certificate, found.key, found.authority)) else None


def chosen_chain(host: str, *, plain: bool) -> Chain | None:
    """TLS, or none where it was asked for on this machine itself."""
    if plain:
        if not is_loopback(host):
            raise Refusal(
                "link.plain",
                _("Without TLS the link is served on this machine only (127.0.0.1), and %(host)s is another address."),
                host=host,
            )
        return None
    found = chain()
    if found is None:
        raise Refusal(
            "link.uncertified",
            _(
                "There are no certificates in %(folder)s: make them by `qiao link certify authority` and "
                "`qiao link certify server HOST`, or serve this machine alone with --plain."
            ),
            folder=str(home.home() / FOLDER),
        )
    if found.key.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise Refusal(
            "link.key_open", _("%(file)s can be read by others; take their rights away: chmod 600."), file=found.key
        )
    return found


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve(host: str, port: int, *, chain: Chain | None, workers: int, companions: Sequence[Sequence[str]]) -> None:
    """Serve until stopped; `companions` are the command lines of programs that run as long as the server does."""
    serving.free_or_refused(host, port)
    connections.close_all()  # the workers are forked: they open their own
    words = gettext("The direct link is served on %(address)s (stop with Ctrl-C)")
    scheme = "https" if chain else "http"
    sys.stdout.write(words % {"address": f"{scheme}://{host}:{port}"} + "\n")
    sys.stdout.flush()
    server = Granian(
        "qiao.project.link_front:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MILLISECONDS),
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
        log_access=False,
        **_tls(chain),
    )
    with beside(companions):
        server.serve()


def _tls(chain: Chain | None) -> dict[str, Any]:
    if chain is None:
        return {}
    return {
        "ssl_cert": chain.certificate,
        "ssl_key": chain.key,
        "ssl_ca": chain.authority,
        "ssl_client_verify": True,
        "ssl_protocol_min": SSLProtocols.tls12,
    }
