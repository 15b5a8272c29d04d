"""Fill a home with a million customers and search them, in the process that would answer a page.

Run by `bench.search.million` as a script with QIAO_HOME (and DATABASE_URL) set: `make N` or `measure`; prints a table.
"""

import hashlib
import os
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import django

if TYPE_CHECKING:
    from django.test import Client

STAFF, BRANCHES, TEAM, ROUNDS = 5_000, 50, 4, 40
POSTS = ("auditor", "head", "lead", "rm")
HEADERS = {"HX-Request": "true", "Host": "127.0.0.1"}
NOBODY = "nothing there"
CUSTOMER_LINK = re.compile(rb"/customers/(C\d+)/")
ANSWERS = "answers.sha256"  # in the home: of whom every search brought, in order
BEGAN = 18_262  # 2020-01-01 as a day number


def make(number: int) -> None:
    """Units, managers, customers and who serves whom, through the actions a load calls."""
    import pyarrow as pa  # noqa: PLC0415  as in the product: with the first use
    from django.core.management import call_command  # noqa: PLC0415  models need the settings

    from bench.search.names import people  # noqa: PLC0415  the same
    from qiao.customers import actions as customers  # noqa: PLC0415  the same
    from qiao.customers.queries import PARTY_COLUMNS  # noqa: PLC0415  the same
    from qiao.people.actions import extract as staff  # noqa: PLC0415  the same
    from qiao.people.queries.staff import ORG_COLUMNS, STAFF_COLUMNS  # noqa: PLC0415  the same
    from qiao.portfolio.actions import intake as portfolio  # noqa: PLC0415  the same
    from qiao.portfolio.queries.serving import ASSIGNMENT_COLUMNS  # noqa: PLC0415  the same

    def table(columns: Sequence[Any], rows: Sequence[dict[str, Any]]) -> pa.Table:
        schema = pa.schema([(one.name, pa.type_for_alias(one.kind)) for one in columns])
        return pa.Table.from_pylist(list(rows), schema=schema)

    call_command("migrate", interactive=False, verbosity=0)
    orgs = [{"org_id": "O", "name": "总行", "kind": "head"}]
    orgs += [{"org_id": f"O{one}", "name": f"支行{one}", "kind": "branch", "parent_id": "O"} for one in range(BRANCHES)]
    orgs += [{"org_id": "T1", "name": "团队1", "kind": "team", "parent_id": "O1"}]
    posts = [{"staff_id": "AUD", "name": "审计", "org_id": "O", "post": "auditor"}]
    posts += [{"staff_id": "HEAD", "name": "行长", "org_id": "O1", "post": "head"}]
    posts += [{"staff_id": "LEAD", "name": "队长", "org_id": "T1", "post": "lead"}]
    team = {1 + BRANCHES * one for one in range(TEAM)}
    posts += [
        {
            "staff_id": f"R{one:04d}",
            "name": "经理",
            "org_id": "T1" if one in team else f"O{one % BRANCHES}",
            "post": "rm",
        }
        for one in range(STAFF)
    ]
    staff.take_in_org(table(ORG_COLUMNS, orgs), None, actor="bench")
    staff.take_in_staff(table(STAFF_COLUMNS, posts), None, actor="bench")
    names = ("party_id", "kind", "name", "id_no", "phone")
    rows = [dict(zip(names, row, strict=True)) for row in people(7, number=number)]
    begun = time.perf_counter()
    customers.take_in_party(table(PARTY_COLUMNS, rows), None, actor="bench")
    print(f"customers with their search index: {time.perf_counter() - begun:.1f} s", flush=True)
    served = [
        {
            "party_id": row["party_id"],
            "staff_id": f"R{place % STAFF:04d}",
            "role": "lead",
            "since_day": BEGAN,
            "share_bp": 10_000,
        }
        for place, row in enumerate(rows)
    ]
    portfolio.take_in_assignment(table(ASSIGNMENT_COLUMNS, served), None, actor="bench")
    let_in()


def see() -> None:
    """Let everybody see by post and unit, as the load does; without, every search finds nobody."""
    from qiao.ground import clock  # noqa: PLC0415  models need the settings
    from qiao.people.actions import extract as staff  # noqa: PLC0415  the same

    staff.renew_visibility(on=clock.today(), actor="bench")


def let_in() -> None:
    """Log-ins of an auditor, the head of a branch, the lead of a team and a manager."""
    from qiao.project import logins  # noqa: PLC0415  models need the settings

    logins.add("bench-admin", post="admin", staff_id=None, password="bench-of-search-2026", actor="bench")  # noqa: S106  of made-up people
    for post, staff_id in zip(POSTS, ("AUD", "HEAD", "LEAD", "R0001"), strict=True):
        logins.add(f"bench-{post}", post=None, staff_id=staff_id, password="bench-of-search-2026", actor="bench")  # noqa: S106  of made-up people


def texts() -> dict[str, Callable[[Random], str]]:
    """Ways in which a person looks for a customer."""
    from bench.search.names import GIVEN, PLACES, SURNAMES, TRADES, WORDS  # noqa: PLC0415  as above

    def pair(letters: str, chance: Random) -> str:
        place = chance.randrange(len(letters) // 2) * 2
        return letters[place : place + 2]

    return {
        "two letters": lambda chance: chance.choice(SURNAMES[:40]) + chance.choice(GIVEN),
        "three letters": lambda chance: chance.choice(SURNAMES[:40]) + chance.choice(GIVEN) + chance.choice(GIVEN),
        "曾 单 解": lambda chance: chance.choice("曾单解") + chance.choice(GIVEN),
        "zeng shan xie": lambda chance: chance.choice(("zeng", "shan", "xie")) + chance.choice(("wei", "min", "jun")),
        "one letter": lambda chance: chance.choice(SURNAMES),
        "place and word": lambda chance: pair(PLACES, chance) + pair(WORDS, chance),
        "a trade": lambda chance: chance.choice(TRADES),
        "a whole firm": lambda chance: pair(PLACES, chance) + pair(WORDS, chance) + chance.choice(TRADES),
        "有限公司": lambda _chance: "有限公司",
        "initials": lambda chance: "".join(chance.choice("zwlyxcjh") for _ in range(3)),
        "one syllable": lambda chance: chance.choice(("zhang", "chen", "wang", "li", "jin", "wei", "gong")),
        "a latin letter": lambda chance: chance.choice("qrlzwcg"),
        "a number begun": lambda chance: f"C{chance.choice(('', '0', '00', '01'))}",
        "pinyin": lambda chance: chance.choice(("wangwei", "zhangmin", "lijun", "chenjie", "liuyang")),
        "number": lambda chance: f"C{chance.randrange(10**6):07d}",
        "phone's end": lambda chance: f"{chance.randrange(10**4):04d}",
        NOBODY: lambda chance: "龘" + chance.choice(GIVEN),
    }


def measure() -> None:
    """Milliseconds of the worker for one page of the search, by way and post."""
    from django.test import Client  # noqa: PLC0415  models need the settings

    from qiao.ground.models import User  # noqa: PLC0415  the same

    see()
    everything: list[float] = []
    print(
        f"{'looked for':16}"
        + "".join(f"{post:>22}" for post in POSTS)
        + "   (p50 / p95 / most ms, answers with customers)"
    )
    columns: dict[str, list[list[Answer]]] = {name: [] for name in texts()}
    for post in POSTS:
        browser = Client()
        browser.force_login(User.objects.get(username=f"bench-{post}"))
        chance = Random(11)  # noqa: S311  no secret
        for name, text in texts().items():
            taken = [taken_by(browser, text(chance)) for _round in range(ROUNDS + 1)][1:]  # the first one warms
            columns[name].append(taken)
            everything += [one.milliseconds for one in taken]
    for name, found in columns.items():
        print(f"{name:16}" + "".join(f"{_column(taken):>22}" for taken in found))
    lacking = [name for name, (auditors, *_others) in columns.items() if bool(_finding(auditors)) is (name == NOBODY)]
    assert not lacking, f"the auditor finds nobody, or somebody who is not there: {lacking}"
    print(f"all {len(everything)} answers: {_told(everything)}", flush=True)
    brought = [one.found for posts in columns.values() for taken in posts for one in taken]
    Path(os.environ["QIAO_HOME"], ANSWERS).write_text(hashlib.sha256(repr(brought).encode()).hexdigest())


class Answer(NamedTuple):
    """What one search took and whom it brought."""

    milliseconds: float
    found: tuple[bytes, ...]


def taken_by(browser: "Client", text: str) -> Answer:
    """One search."""
    begun = time.perf_counter()
    answer = browser.get("/search/", {"text": text}, headers=HEADERS)
    taken = (time.perf_counter() - begun) * 1000
    assert answer.status_code == HTTPStatus.OK, answer.status_code
    return Answer(taken, tuple(CUSTOMER_LINK.findall(answer.content)))


def _finding(answers: Sequence[Answer]) -> int:
    return sum(bool(one.found) for one in answers)


def _column(answers: Sequence[Answer]) -> str:
    return f"{_told([one.milliseconds for one in answers])} {_finding(answers):>3}"


def _told(taken: list[float]) -> str:
    ordered = sorted(taken)
    return f"{statistics.median(ordered):.0f} / {ordered[len(ordered) * 95 // 100]:.0f} / {ordered[-1]:.0f}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
    django.setup()
    if sys.argv[1] == "make":
        make(int(sys.argv[2]))
    else:
        measure()
