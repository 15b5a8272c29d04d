"""Requests at every door of the link, damaged at random by a seed: before they were signed, after it, or unsigned."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

from qiao.directlink.queries.profiles import profiles, sample_in
from qiao.directlink.tests import vectors
from qiao.directlink.tests.cast import NING, A, B
from qiao.directlink.tests.iso_mutants import damaged

NAMES = ("from", "to", "cursor", "limit", "account", "state", "day", "form", "after", "at", "effect")
BODIES = (b"", b"{}", b'{"url":"https://a.cn/","events":[]}', b"[" * 900)
HOSTILE = (
    *(
        "",
        "0",
        "-1",
        "1e9",
        "9" * 400,
        "2030-13-45",
        "2030-05-08",
        "..%2F..",
        "%00",
        "%FF",
        "%27%20OR%201%3D1",
        "%F0%9F%92%B0",
    ),
    *(A, B, "9" * 18, "F1", "a,b", "%7B%7Bx%7D%7D", "+", "%2525"),
)


VALUE = re.compile(rb"(?<=>)[^<>]+(?=<)|(?<=\")[^\"]*(?=\")")
"""What stands between two tags, or between quotation marks."""
VALUES = (
    *(b"", b" ", b"0.04", b"-0.01", b"0.001", b" 0.05 ", b"1e1", b"00.05", b"9" * 40, b"2030-05-09", b"2030-02-30"),
    *(
        A.encode(),
        B.encode(),
        NING.encode(),
        b"Y",
        b"N",
        b"RMB",
        b"op01",
        "白桦物流".encode("gbk"),
        "白桦物流".encode(),
    ),
)


class When(Enum):
    """When a request was damaged: what was damaged after it was signed may do nothing."""

    NEVER, BEFORE, AFTER, UNSIGNED = range(4)


@dataclass(frozen=True, slots=True)
class Shot:
    """One request: how it looked when it was signed, and how it came over the line; `fox` by that door."""

    when: When
    method: str
    path: str
    body: bytes
    signed_path: str
    signed_body: bytes
    number: str = ""
    is_fox: bool = False

    @property
    def is_forged(self) -> bool:
        """Whether it is not what its signature says."""
        return self.when is When.AFTER and (self.path, self.body) != (self.signed_path, self.signed_body)


@dataclass(frozen=True, slots=True)
class Source:
    """What requests are made of: files, methods and paths with holes, and how many numbers an order may have.

    There are half as many numbers as requests, so that some come again, with other content.
    """

    files: tuple[bytes, ...]
    operations: Sequence[tuple[str, str]]
    numbers: int


def shots(seed: int, count: int, operations: Sequence[tuple[str, str]]) -> Iterator[Shot]:
    """So many requests; `operations` are methods and paths with holes, as the REST interface describes them."""
    files = tuple(sample_in(one) for one in profiles() if one.channel == "files")
    source = Source(files, operations, max(count // 2, 1))
    for place in range(count):
        random = Random(f"{seed}-{place}")  # noqa: S311  damage, not secrets
        yield random.choice((_fox, _fox, _order, _order, _file, _asked))(random, source)


def _fox(random: Random, source: Source) -> Shot:
    number = f"F{random.randrange(source.numbers)}"
    by_name = vectors.sign_on(USERID="op04", USERPASS="correct-horse-1")
    wrappers = random.choice(
        (
            (vectors.payment(number, amount=f"0.{random.randrange(1, 99):02}"),),
            (vectors.payment(number, amount="0.02"), vectors.question(f"Q{number}", number)),
            (vectors.batch(number, vectors.batch_item(1, B, name="白桦物流", amount="0.01"), total="0.01"),),
            (vectors.super_payment(number, "0.05"),),
            (vectors.statement(number, "2030-05-08", "2030-05-08", version="2.0"),),
            (vectors.current_account(number, A),),
        )
    )
    whole = vectors.message(*wrappers, signed=by_name)
    others = [("", whole), ("", random.choice(list(vectors.VECTORS.values())).sent)]
    when = random.choice(list(When))
    body = whole if when is When.NEVER else _spoilt(whole, random, others)
    signed = whole if when is When.AFTER else body
    return Shot(when, "POST", "/", body, "/", signed, is_fox=True)


def _order(random: Random, source: Source) -> Shot:
    one = {"account": B, "name": "白桦物流", "amount": f"0.{random.randrange(1, 99):02}"}
    wage = {"account": NING, "name": "宁小舟", "amount": "0.03"}
    said: Mapping[str, Any] = random.choice(
        (
            {"form": "single", "account": A, "payments": [one], "purpose": "运费"},
            {"form": "batch", "account": A, "payments": [one, {**one, "amount": "0.01"}], "purpose": "运费"},
            {"form": "payroll", "account": A, "payments": [wage], "title": "工资"},
            {"form": "single", "account": A, "payments": [one], "due": "2030-05-10", "effect": "lodge"},
        )
    )
    body = json.dumps(said, ensure_ascii=random.random() < 0.5).encode()
    return _rest("POST", "/v1/orders", body, random, number=f"R{random.randrange(source.numbers)}")


def _file(random: Random, source: Source) -> Shot:
    stem = f"M{random.randrange(source.numbers)}".encode()
    whole = random.choice(source.files).replace(b"<MsgId>", b"<MsgId>" + stem, 1)
    return _rest("POST", "/v1/files?effect=sign", whole, random)


def _asked(random: Random, source: Source) -> Shot:
    method, path = random.choice(source.operations)
    while "{" in path:
        begin, _, rest = path.partition("{")
        path = begin + random.choice((*HOSTILE, "1", "2", "R1", A)) + rest.partition("}")[2]
    pairs = [(random.choice((*NAMES, *HOSTILE)), random.choice(HOSTILE)) for _ in range(random.randrange(4))]
    query = "&".join(f"{name}={value}" for name, value in pairs)
    body = b"" if method in {"GET", "DELETE"} else random.choice(BODIES)
    return _rest(method, f"{path}?{query}" if query else path, body, random, number=random.choice(("", "R1", "x" * 90)))


def _rest(method: str, path: str, body: bytes, random: Random, *, number: str = "") -> Shot:
    when = random.choice(list(When))
    came = body if when is When.NEVER or not body else _spoilt(body, random, [("", body)])
    return Shot(when, method, path, came, path, body if when is When.AFTER else came, number)


def _spoilt(body: bytes, random: Random, sources: Sequence[tuple[str, bytes]]) -> bytes:
    """Damaged anywhere, or whole but for one value: most of the former are no message any more."""
    values = list(VALUE.finditer(body))
    if random.random() < 0.5 or not values:
        return damaged(body, random, sources, most=2)
    one = random.choice(values)
    return body[: one.start()] + random.choice(VALUES) + body[one.end() :]
