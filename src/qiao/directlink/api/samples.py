"""Every sample request with its answer: a simulated bank whose clock stands is asked them all, one after the other.

The answers are those of the server's own endpoint; nothing of them is written down anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.utils.timezone import get_current_timezone

from qiao.directlink.actions import playing, working
from qiao.directlink.adapters import authority, signing
from qiao.directlink.adapters.played_core import PlayedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.asking import build
from qiao.directlink.rules.fox.samples import SIGNED_ONLY, sample_of, sign_on_of
from qiao.directlink.rules.signature import Signed
from qiao.directlink.rules.simulating import Script

MORNING = time(9, 10)
ADDRESS = "127.0.0.1"
ROUNDS_MOST = 50


@dataclass(frozen=True, slots=True)
class Sample:
    """One interface's request as it is sent, and its answer as it came."""

    name: str
    request: bytes
    answer: bytes


def request_of(name: str, *, on: date) -> bytes:
    """The bytes of a sample request on a day."""
    return build(sign_on_of(on), [sample_of(name, on=on)])


def answered(*, on: date, keys: Path) -> Iterator[Sample]:
    """All samples in the order in which they make sense; needs an empty database, and lays keys into the folder."""
    at = datetime.combine(on, MORNING, tzinfo=get_current_timezone()).astimezone(UTC)
    playing.set_up(at=at, certificate="")
    laid = playing.lay_keys(keys, at=at)
    core = PlayedCore(lambda _number: Script.GOOD, lambda: on)
    bank = Bank(core, lambda: at)
    for place, name in enumerate(interfaces.ALL):
        body = request_of(name, on=on)
        signed = _signed(body, laid, at=at, place=place) if name in SIGNED_ONLY else None
        yield Sample(name, body, answer(body, signed, ADDRESS, bank=bank))
        _work(core, at=at)


def _signed(body: bytes, laid: playing.Keys, *, at: datetime, place: int) -> Signed:
    """The operator's signature, as the front-end agent makes it."""
    stem = laid.folder / laid.operator
    pem = stem.with_suffix(".pem").read_bytes()
    holder = authority.read_holder(stem.with_suffix(".key").read_bytes(), pem)
    fingerprint = signing.read_certificate(pem.decode("ascii")).fingerprint
    return signing.sign_message(holder.key, body, fingerprint=fingerprint, at=at, nonce=f"{place:032x}")


def _work(core: PlayedCore, *, at: datetime) -> None:
    for _round in range(ROUNDS_MOST):
        if not working.work_once(core, now=lambda: at):
            return
