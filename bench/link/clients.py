"""Clients that pay one payment after the other for a while, each on a connection that stays, and say what each took.

Usage, by throughput.py: python -m bench.link.clients PORT CLIENTS SECONDS KEYS|bare. Answers JSON on its output.
"""

import json
import os
import sys
import threading
import time
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ed25519

from qiao.directlink.adapters.signing import sign_message
from qiao.directlink.rules.fox.asking import build
from qiao.directlink.rules.fox.messages import Request, SignOn
from qiao.directlink.rules.fox.parts import part_of

PASSWORD = "correct-horse-1"  # noqa: S105  of the bench's bank, which lives a minute


class Client(threading.Thread):
    """One client; `took` gathers the milliseconds of its payments so far."""

    def __init__(self, port: int, place: int, *, until: float, keys: list[dict[str, str]]) -> None:
        """Nothing is sent yet."""
        super().__init__()
        self.port, self.place, self.until, self.keys = port, place, until, keys
        self.took: list[float] = []
        self.wrong = 0

    def run(self) -> None:
        """Pay until the time is over."""
        link, count = HTTPConnection("127.0.0.1", self.port, timeout=60), 0
        while time.perf_counter() < self.until:
            body, headers = self._message(count)
            begun = time.perf_counter()
            link.request("POST", "/", body=body, headers=headers)
            said = link.getresponse().read()
            self.took.append((time.perf_counter() - begun) * 1000)
            self.wrong += b"PAYOUT" not in said
            count += 1
        link.close()

    def _message(self, count: int) -> tuple[bytes, dict[str, str]]:
        """A signed payment to the neighbour, or the bare endpoint's body."""
        if not self.keys:
            return str(self.place % 8).encode(), {"Content-Type": "application/x-fox"}
        own, other = self.keys[self.place % 8], self.keys[(self.place + 1) % 8]
        number = f"{os.getpid()}-{self.place}-{count}"
        info = {
            "ACCTFROM": {"ACCTID": own["account"]},
            "ACCTTO": {"@INTERBANK": "Y", "@LOCAL": "Y", "ACCTID": other["account"], "NAME": other["name"]},
            "TRNAMT": "0.01",
            "PURPOSE": "货款",
        }
        signing_on = SignOn("2030-05-08 09:00:00", own["customer"], "op01", PASSWORD)
        body = build(signing_on, [Request("XFER", number, part_of({"XFERINFO": info}))])
        key = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(own["key"]))
        nonce = f"{os.getpid():08x}{self.place:08x}{count:016x}"
        signed = sign_message(key, body, fingerprint=f"{self.place % 8:064x}", at=datetime.now(UTC), nonce=nonce)
        return body, {"Content-Type": "application/x-fox", **signed.headers}


def main() -> None:
    """Run them together."""
    port, count, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    keys: list[dict[str, str]] = [] if sys.argv[4] == "bare" else json.loads(Path(sys.argv[4]).read_text("utf-8"))
    begun = time.perf_counter()
    clients = [Client(port, place, until=begun + seconds, keys=keys) for place in range(count)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    took = sorted(one for client in clients for one in client.took)
    told: dict[str, Any] = {
        "per_second": len(took) / (time.perf_counter() - begun),
        "wrong": sum(client.wrong for client in clients),
        **{f"p{share}": took[len(took) * share // 100] for share in (50, 95, 99)},
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
