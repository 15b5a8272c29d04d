"""Ties of a bank of a million customers: generated, worked out by the nightly job, groups opened; prints the figures.

    python bench/ties/measure.py [CUSTOMERS] [HOME]

Four in ten are companies. Of these, two in three have a holder among the companies, some of them a thousand below one
head; one in five is vouched for, 20,000 by one guarantee company; records name as many holders again; one in ten shares
its address and one in ten its telephone number with another. Made up from a seed.
"""

# ruff: noqa: PLR2004  the numbers are what this bank is made up of

import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

SEED, DAY, BATCH = 20_261_126, "2020-01-01", 5_000
COMPANIES_IN_TEN = 4


def main(customers: int, home: str) -> None:
    """Generate, work out, open."""
    os.environ["QIAO_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = home, "qiao.project.settings"
    import django  # noqa: PLC0415  after the home is named

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  after the set-up

    call_command("migrate", interactive=False, verbosity=0)
    begun = time.perf_counter()
    fill(customers)
    print(f"generated   {time.perf_counter() - begun:8.1f} s")
    work(customers)


def fill(customers: int) -> None:
    """The book's tables, straight into the database."""
    from qiao.customers.models import Customer, CustomerTie  # noqa: PLC0415  after the set-up
    from qiao.ground import bulk  # noqa: PLC0415  after the set-up
    from qiao.profile.models import ItemValue  # noqa: PLC0415  after the set-up

    chance = random.Random(SEED)  # noqa: S311  made-up data
    names = ("party_id", "kind", "name", "id_type", "id_no", "industry", "region", "address", "postcode", "phone")
    bulk.replace(Customer, names, batches(parties(customers, chance)))
    companies = customers * COMPANIES_IN_TEN // 10
    ties = dict.fromkeys(contract(customers, companies, chance))
    bulk.replace(CustomerTie, ("party", "related", "role", "since", "share_bp"), batches(row for row in ties))
    values = ("party_id", "item", "entry", "values", "valid_from", "known_at", "actor", "source", "taken_back_by")
    bulk.replace(ItemValue, values, batches(records(companies, chance)))
    print(
        f"customers {customers:,}, ties of the contract {len(ties):,}, holders of records {ItemValue.objects.count():,}"
    )


def batches(rows: Iterator[Any]) -> Iterator[list[Any]]:
    """So many rows at a time."""
    held = []
    for row in rows:
        held.append(row)
        if len(held) == BATCH:
            yield held
            held = []
    yield held


def key(number: int) -> str:
    """A customer's number as the bank writes it."""
    return f"C{number:08d}"


def parties(customers: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Customers; one in ten has the address, one in ten the telephone number of another."""
    for number in range(customers):
        kind = "company" if number < customers * COMPANIES_IN_TEN // 10 else "person"
        house = chance.randrange(customers) if chance.random() < 0.1 else number
        line = chance.randrange(customers) if chance.random() < 0.1 else number
        code = f"CODE{number:014d}"
        yield key(number), kind, f"演示{number}", "", code, "", "", f"演示市演示路{house}号", "", f"13{line:09d}"


def contract(customers: int, companies: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Holders, guarantors, legal representatives and spouses."""
    for number in range(1, companies):
        holder = number // 1_000 * 1_000 if number < 20_000 else chance.randrange(max(0, number - 500), number)
        if holder != number and chance.random() < 0.66:
            share = chance.choice((10_000, 8_000, 6_000, 5_100, 5_000, 3_000))
            yield key(number), key(holder), "parent" if share > 9_000 else "shareholder", DAY, share
        if chance.random() < 0.2:
            yield key(number), key(min(companies - 1, number + chance.randrange(1, 40))), "guarantor", DAY, None
        yield key(number), key(companies + chance.randrange(customers - companies)), "legal_representative", DAY, None
    for number in range(min(20_000, companies - 1)):  # a guarantee company
        yield key(number), key(companies - 1), "guarantor", "2020-01-02", None
    for number in range(companies, customers - 1, 2):
        yield key(number), key(number + 1), "spouse", DAY, None
        yield key(number + 1), key(number), "spouse", DAY, None


def records(companies: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    """Holders named in records: half of them customers by their code, half outsiders."""
    for number in range(companies):
        named = chance.randrange(companies) if number % 2 else None
        code = "" if named is None else f"CODE{named:014d}"
        said = {"name": f"演示股东{chance.randrange(companies)}", "credit_code": code, "share": 2_500}
        yield key(number), "shareholder", "x", json.dumps(said), DAY, f"{DAY} 00:00:00", "bench", "bench", ""


def work(customers: int) -> None:
    """The nightly job and what pages ask."""
    from qiao.ground import clock  # noqa: PLC0415  after the set-up
    from qiao.ties.actions.computing import work_out  # noqa: PLC0415  after the set-up
    from qiao.ties.queries import kept  # noqa: PLC0415  after the set-up

    begun = time.perf_counter()
    run = work_out(on=clock.today(), actor="bench")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"worked out  {time.perf_counter() - begun:8.1f} s, peak {peak:,.0f} MiB, {run.counts}")
    largest = kept.groups().order_by("-customers", "id")[0]
    begun = time.perf_counter()
    members = kept.members_of(largest.pk)
    kept.edges_round(members[:60], on=run.day)
    print(
        f"largest group, {largest.members:,} members, with its picture {1000 * (time.perf_counter() - begun):6.0f} ms"
    )
    spent = []
    for number in range(0, customers, max(1, customers // 200)):
        begun = time.perf_counter()
        kept.membership_of(key(number))
        kept.shared_by(key(number))
        kept.edges_round([key(number)], on=run.day)
        spent.append(1000 * (time.perf_counter() - begun))
    spent.sort()
    print(f"a customer's ties p50 {spent[len(spent) // 2]:.0f} ms, p95 {spent[len(spent) * 95 // 100]:.0f} ms")


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    if len(sys.argv) > 2:
        main(size, sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(size, folder)
