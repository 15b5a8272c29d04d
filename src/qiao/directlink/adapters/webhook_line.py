"""The way to an enterprise's webhook: an address that is looked at before anything is sent, and nothing followed.

The name is resolved once, every address it has must lie outside, and the connection goes to that very address. No
redirect is followed, an answer is read to its status and a thousand bytes, and the whole is over within ten seconds.
"""

import http.client
import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from qiao.directlink.rules.webhooks import Place, is_outside, place_of
from qiao.ground.refusals import Refusal

SECONDS_MOST = 10.0
ANSWER_BYTES_MOST = 1_000
GOOD = range(200, 300)
WORDS_MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What came back: a status, or none and why."""

    status: int | None
    words: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether the other side has taken the event."""
        return self.status is not None and self.status in GOOD


def lets_inside() -> bool:
    """Whether this process may tell systems inside its own net: for a trial, named by the environment."""
    return os.environ.get("QIAO_LINK_WEBHOOKS_INSIDE") == "1"


def tell(url: str, body: bytes, headers: Mapping[str, str]) -> Told:
    """Post one event."""
    inside = lets_inside()
    try:
        place = place_of(url, inside=inside)
        address = _address_of(place, inside=inside)
    except Refusal as refusal:
        return Told(None, refusal.code)
    except (OSError, ValueError) as error:  # a name that is none is told by the second
        return Told(None, _cause(error))
    line = _Pinned(place, address)
    over = threading.Timer(SECONDS_MOST, line.cut)
    over.daemon = True
    over.start()
    try:
        line.request("POST", place.target, body=body, headers={"Content-Type": "application/json", **headers})
        answer = line.getresponse()
        answer.read(ANSWER_BYTES_MOST)
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Told(None, _cause(error))
    finally:
        over.cancel()
        line.close()
    return Told(None, "cut off") if line.is_cut else Told(answer.status)


def _address_of(place: Place, *, inside: bool) -> str:
    """The one address that is asked; refused where any that the name has lies inside."""
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]).partition("%")[0] for one in found]
    if not inside and not all(is_outside(ipaddress.ip_address(one)) for one in addresses):
        raise Refusal("webhook.inside", "The name leads inside.")
    return addresses[0]


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name that it was asked by."""

    def __init__(self, place: Place, address: str) -> None:
        """Nothing is reached yet."""
        super().__init__(place.host, place.port, timeout=SECONDS_MOST)
        self.place, self.address, self.is_cut = place, address, False
        self.reached: socket.socket | None = None

    def connect(self) -> None:
        """Reach the address; TLS is held against the name."""
        line = self.reached = socket.create_connection((self.address, self.place.port), timeout=SECONDS_MOST)
        self._go_on()
        if self.place.is_secure:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=self.place.host)
            self.reached = line
        self.sock = line
        self._go_on()

    def _go_on(self) -> None:
        """End what was cut while nothing could be: before the address was reached, or while its TLS was agreed on."""
        if self.is_cut:
            raise TimeoutError("cut off")

    def cut(self) -> None:
        """End whatever is waited for: bytes that come one by one would keep each single wait short."""
        self.is_cut = True
        line = self.reached
        if line is not None:
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                return  # it has ended by itself


def _cause(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:WORDS_MOST]
