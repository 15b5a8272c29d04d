"""The bank's core system by HTTP: PUT /bookings/<number> books once, GET /bookings/<number> tells what became of it.

The contract, as JSON: PUT sends debit, credit, amount_fen, fee_fen, route, name, bank_number, purpose and is answered
by 200 with {"state": "booked" | "refused" | "pending", "words": ""}, whether it is the first time or not; GET is
answered alike, and by 404 where the number was never heard of. Anything else (409 for a number that stands for another
content, which people have to look into) and no answer in time are no reply.
"""

import http.client
import json
from dataclasses import asdict
from urllib.parse import quote, urlsplit

from qiao.directlink.rules.core import Answer, Booking, NoReply, Verdict

ANSWER_BYTES_MOST = 65_536
FOUND, MISSING = 200, 404


class HttpCore:
    """A core system behind an address; it keeps the accounts of this bank itself."""

    keeps_here = False

    def __init__(self, address: str, *, key: str = "", timeout_s: float = 10.0) -> None:
        """Remember where it is; nothing is asked yet."""
        parts = urlsplit(address)
        self._secure = parts.scheme == "https"
        self._host, self._port, self._path = parts.hostname or "", parts.port, parts.path.rstrip("/")
        self._key, self._timeout_s = key, timeout_s

    def book(self, booking: Booking) -> Answer:
        """Book under the number."""
        content = asdict(booking)
        del content["number"]
        return self._answer("PUT", booking.number, json.dumps(content, ensure_ascii=False).encode())

    def ask(self, number: str) -> Answer:
        """What became of the number."""
        return self._answer("GET", number, None)

    def _answer(self, method: str, number: str, body: bytes | None) -> Answer:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        link = kind(self._host, self._port, timeout=self._timeout_s)
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        try:
            link.request(method, f"{self._path}/bookings/{quote(number, safe='')}", body=body, headers=headers)
            reply = link.getresponse()
            said = reply.read(ANSWER_BYTES_MOST)
        except (OSError, http.client.HTTPException) as error:
            raise NoReply(str(error)) from error
        finally:
            link.close()
        return _read(reply.status, said)


def _read(status: int, said: bytes) -> Answer:
    if status == MISSING:
        return Answer(Verdict.UNHEARD)
    try:
        content = json.loads(said)
        verdict = Verdict(content["state"])
        words = str(content.get("words", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoReply(f"status {status}") from error
    if status != FOUND or verdict is Verdict.UNHEARD:
        raise NoReply(f"status {status}")
    return Answer(verdict, words)
