"""Messages damaged at random, by a seed: what a broken program, a broken line or an ill-wisher may send."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from qiao.directlink.rules.iso.versions import VERSIONS
from qiao.directlink.tests import vectors
from qiao.directlink.tests.iso_files import many, written
from qiao.directlink.tests.iso_withdrawals import DUPL, part, payment, request, whole
from qiao.directlink.tests.message_corpus import published

MESSAGE_BYTES_MOST = 40_000
SHARE = 20
"""So often our own files of orders stand beside the published messages, most of which are refused for their kind."""
TAG = re.compile(rb"<[^<>]{1,80}>")
NUMBER = re.compile(rb">[0-9.]{1,20}<")
INSERTS = (
    *(b"<", b">", b"&", b"&a;", b"&#0;", b"&#x110000;", b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x", b"?>", b"\0"),
    *(b"<!DOCTYPE a>", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b" ", b"\n", b"9" * 40, b"-", b"1e9", b"NaN"),
    *(b"<a>" * 300, b"x" * 5_000, "长".encode() * 200, b'xmlns="urn:x"', b"<CdtTrfTxInf>", b"</PmtInf>", b"<GrpHdr/>"),
)


def originals(folder: Path | None) -> tuple[tuple[str, bytes], ...]:
    """Messages of our own, of each reader and version, and published ones where they are at hand; with their reader."""
    ours = [
        *(("orders", written(many(8, version=version))) for version in VERSIONS.values()),
        ("orders", written(many(120))),
        ("cancellation", request(whole())),
        ("cancellation", request(part(payment("E1") + payment("E2", DUPL)))),
        ("fox", vectors.message(vectors.payment("F1"))),
    ]
    if folder is not None:
        for _name, message in published(folder / "messages"):
            if len(message) <= MESSAGE_BYTES_MOST and message.lstrip().startswith(b"<"):
                ours.append(("cancellation" if b"camt.055" in message else "orders", message))
        ours += ours[: len(VERSIONS)] * SHARE
    return tuple(ours)


def mutant(sources: Sequence[tuple[str, bytes]], random: Random) -> tuple[str, bytes]:
    """One message with up to four damages, and who is to read it."""
    reader, message = random.choice(sources)
    return reader, damaged(message, random, sources, most=4)


def damaged(message: bytes, random: Random, sources: Sequence[tuple[str, bytes]], *, most: int) -> bytes:
    """A message with one to so many damages; pieces of the sources may be grafted into it."""
    for _ in range(random.randint(1, most)):
        message = random.choice(DAMAGES)(message, random, sources) if message else b"<"
    return message


def _place(message: bytes, random: Random) -> int:
    return random.randrange(len(message) + 1)


def _flip(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    place = random.randrange(len(message))
    return message[:place] + bytes([message[place] ^ 1 << random.randrange(8)]) + message[place + 1 :]


def _insert(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    place = _place(message, random)
    return message[:place] + random.choice(INSERTS) + message[place:]


def _drop(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    place = _place(message, random)
    return message[:place] + message[place + random.randint(1, 200) :]


def _repeat(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    place = _place(message, random)
    piece = message[place : place + random.randint(1, 400)]
    return message[:place] + piece * random.randint(2, 5) + message[place + len(piece) :]


def _cut(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    return message[: _place(message, random)]


def _graft(message: bytes, random: Random, sources: Sequence[tuple[str, bytes]]) -> bytes:
    other = random.choice(sources)[1]
    place, begin = _place(message, random), random.randrange(len(other))
    return message[:place] + other[begin : begin + random.randint(1, 600)] + message[place:]


def _swap_tags(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    tags = list(TAG.finditer(message))
    if not tags:
        return message
    one, other = random.choice(tags), random.choice(tags)
    return message[: one.start()] + other[0] + message[one.end() :]


def _drop_tag(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    tags = list(TAG.finditer(message))
    if not tags:
        return message
    one = random.choice(tags)
    return message[: one.start()] + message[one.end() :]


def _change_number(message: bytes, random: Random, _sources: Sequence[tuple[str, bytes]]) -> bytes:
    numbers = list(NUMBER.finditer(message))
    if not numbers:
        return message
    one = random.choice(numbers)
    other = random.choice([b"0", b"-1", b"0.001", b"9" * 15, b"1." + b"0" * 20, b"", b" 7.00 ", b"1,5", b"00000000007"])
    return message[: one.start()] + b">" + other + b"<" + message[one.end() :]


DAMAGES: tuple[Callable[[bytes, Random, Sequence[tuple[str, bytes]]], bytes], ...] = (
    *(_flip, _insert, _drop, _repeat, _cut, _graft, _swap_tags, _drop_tag, _change_number),
)
