"""Damaged requests at every door: no 5xx, and nothing is paid but what stood, whole, in a request that was let in.

Two thousand, always the same ones; `make fuzz` sends a hundred thousand (QIAO_FUZZ_DOORS says how many).
"""

import io
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

import pytest
from django.test import override_settings

from qiao.directlink.actions import working
from qiao.directlink.adapters import passwords, signing
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.adapters.pace import Bounds
from qiao.directlink.api import fox
from qiao.directlink.api.rest import door
from qiao.directlink.api.rest.mount import api
from qiao.directlink.models import Enterprise, Operator, Payment
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests.at_desk import Scene, opened_desk
from qiao.directlink.tests.door_mutants import Shot, When, shots
from qiao.directlink.tests.link_laws import Laws
from qiao.directlink.tests.rest_system import HOST, KEYS, System

pytestmark = pytest.mark.django_db(transaction=True)  # the doors commit, and look after connections
SHOTS = int(os.environ.get("QIAO_FUZZ_DOORS") or 2_000)
SEED = int(os.environ.get("QIAO_FUZZ_SEED") or 20300508)
BOOKS = 500
"""So many requests lie between two looks at all of the books."""
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
AMOUNT = re.compile(r"\d+(?:\.\d+)?")
JOINED = re.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[|\]\]>", re.DOTALL)
"""What a reader of XML takes away: figures to both sides of it are one."""


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before all doors, rich, asked as often as one likes; one who knows the password may pay unsigned."""
    monkeypatch.setattr(door, "bounds", lambda _at: Bounds(a_minute=10**9, at_once=100))
    fox._bank.cache_clear()  # noqa: SLF001  it keeps the clock of the process
    with (
        opened_desk(monkeypatch) as opened,
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
    ):
        Operator.objects.filter(enterprise_id=roles.COMPANY).update(password=passwords.stored(roles.PASSWORD))
        Enterprise.objects.update(signature_wanted=False)
        roles.wants(0)
        yield opened
    fox._bank.cache_clear()  # noqa: SLF001  the same


def by_fox(shot: Shot, system: System, nonce: str) -> int:
    """A message to its own door; the status."""
    told: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "REMOTE_ADDR": HOST,
        "CONTENT_LENGTH": str(len(shot.body)),
        "wsgi.input": io.BytesIO(shot.body),
    }
    if shot.when is not When.UNSIGNED:
        signed = signing.sign_message(
            KEYS["ed25519"], shot.signed_body, fingerprint=system.fingerprint, at=system.scene.at, nonce=nonce
        )
        environ |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in signed.headers.items()}
    said = b"".join(fox.application(environ, lambda status, _headers: told.append(status)))
    assert said.startswith(b"<?xml") or not said
    return int(told[0][:3])


def by_rest(shot: Shot, system: System, nonce: str) -> int:
    """A request of the REST interface; the status."""
    headers = {"idempotency-key": shot.number} if shot.number else {}
    if shot.when is not When.UNSIGNED:
        signed = partial(system.signed, shot.method, shot.signed_path, shot.signed_body, nonce=nonce)
        headers = signed(idempotency_key=shot.number) if shot.number else signed()
    kind = "application/xml" if shot.path.startswith("/v1/files") else "application/json"
    return system.send(shot.method, shot.path, shot.body, headers=headers, kind=kind).status_code


def operations() -> list[tuple[str, str]]:
    """Methods and paths of the REST interface, as it describes itself."""
    described = api.get_openapi_schema()["paths"].items()
    return sorted((method.upper(), path) for path, ways in described for method in ways if method in METHODS)


def amounts_in(text: str) -> set[int]:
    """Every amount that a text may have meant, in fen."""
    found = set()
    for figure in AMOUNT.findall(text):
        try:
            found.add(int(Decimal(figure) * 100))
        except (InvalidOperation, OverflowError):
            continue
    return found


def test_what_is_damaged_breaks_nothing_and_pays_nothing_that_was_not_asked(scene: Scene) -> None:
    system, laws = System(scene), Laws()
    counts: Counter[str] = Counter()
    paid: Counter[str] = Counter()
    last, slowest = 0, 0.0
    for place, shot in enumerate(shots(SEED, SHOTS, operations())):
        begun = time.perf_counter()
        status = (by_fox if shot.is_fox else by_rest)(shot, system, f"{place:032x}")
        slowest = max(slowest, time.perf_counter() - begun)
        counts[f"{'FOX' if shot.is_fox else shot.method} {shot.when.name}: {status}"] += 1
        assert status < 500, shot
        made = list(Payment.objects.filter(id__gt=last).order_by("id").values_list("id", "other_account", "amount_fen"))
        if made:
            last = made[-1][0]
            paid[f"{'FOX' if shot.is_fox else 'REST'} {shot.when.name}"] += len(made)
            text = JOINED.sub("", shot.body.decode("latin-1"))
            meant = amounts_in(text)
            assert not shot.is_forged, shot
            assert shot.is_fox or shot.when is not When.UNSIGNED, shot
            assert [one for one in made if one[1] not in text or one[2] not in meant] == [], shot
        Operator.objects.filter(failures__gt=0).update(
            failures=0, locked_at=None
        )  # wrong passwords lock, as they should
        if place % BOOKS == BOOKS - 1 or place == SHOTS - 1:
            scene.at += timedelta(seconds=BOOKS)
            while working.work_once(EmbeddedCore(), now=lambda: scene.at):
                pass
            laws.check(on=scene.at.date())
    sys.stdout.write(f"\n{SHOTS:,} requests, seed {SEED}, the slowest answer {slowest:.2f} s; payments {dict(paid)}\n")
    sys.stdout.writelines(f"  {times:8,}  {said}\n" for said, times in sorted(counts.items()))
    ways = {"FOX NEVER", "FOX BEFORE", "FOX UNSIGNED", "REST NEVER", "REST BEFORE"}
    assert {way for way in ways if paid[way] > SHOTS / 200} == ways
    assert counts["POST NEVER: 201"] > SHOTS / 100
    assert counts["POST UNSIGNED: 401"] > SHOTS / 100
