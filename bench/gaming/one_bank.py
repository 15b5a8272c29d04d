"""One bank of the bench in a process of its own: made, loaded, settled, looked through; prints tricks and signs.

python -m bench.gaming.one_bank FOLDER SEED CUSTOMERS      (QIAO_HOME names the home)
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import django

from bench.gaming.measure import Trick
from qiao.appraisal.rules.gaming.key_dates import ends_a_quarter
from qiao.appraisal.rules.gaming.signs import Sign
from qiao.ground.money import FEN_A_YUAN
from qiao.project.demo.accounts import Account, balance_on
from qiao.project.demo.bank import Bank, make_bank
from qiao.project.demo.calendar import span_of
from qiao.project.demo.deposits import dresses
from qiao.project.demo.facts import BankFacts
from qiao.project.demo.write import write_bank

UNTIL, MONTHS = "2026-09", 13
UNKNOWN_MONTHS = 2  # the first, before which there is no ordinary level
QIAO = (sys.executable, "-m", "qiao.project.cli")
LEAST_FEN, RISE_PERCENT, DAYS = 1_000_000 * FEN_A_YUAN, 20, 5


def main() -> None:
    """Make the bank and look through it."""
    folder, seed, customers = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    facts = write_bank(folder / "bank", seed=seed, customers=customers, gaming=True, until_month=UNTIL, months=MONTHS)
    _run("load", str(folder / "bank"))
    for month in facts.months[UNKNOWN_MONTHS:]:
        _run("settle", month)
    for one in (*planted_tricks(facts), *dresser_tricks(seed, customers=customers)):
        print(_line(one))
    for line in signs(facts.months[UNKNOWN_MONTHS:]):
        print(line)


def _run(*arguments: str) -> None:
    subprocess.run([*QIAO, *arguments], check=True, stdout=subprocess.DEVNULL)  # noqa: S603  our own command


def planted_tricks(facts: BankFacts) -> Iterator[Trick]:
    """The planted things."""
    for one in facts.planted:
        yield Trick(one.name, one.pattern, one.key_day, frozenset(one.party_ids), one.is_gaming, one.hard)


def _line(one: Trick) -> str:
    marks = "".join(str(int(flag)) for flag in (one.is_gaming, one.hard, one.small))
    return "\t".join(("trick", one.name, one.pattern, str(one.key_day), marks, " ".join(sorted(one.party_ids))))


def dresser_tricks(seed: int, *, customers: int, months: int = MONTHS) -> Iterator[Trick]:
    """The companies of the bank that dress up month-ends; those by little, as between quarters, are marked small."""
    bank = make_bank(span_of(UNTIL, months=months), seed=seed, count=customers)
    deposits: dict[int, list[Account]] = {}
    for account in bank.accounts:
        if account.product.side == "deposit":
            deposits.setdefault(account.customer, []).append(account)
    spiking = {one.number for one in bank.customers if one.story == "quarter_end_spike"}
    for customer in bank.customers:
        if dresses(customer, seed=seed) or customer.number in spiking:
            for key_day in _ends(bank):
                small = not ends_a_quarter(key_day) or _is_small(deposits[customer.number], key_day=key_day)
                yield Trick("dresser", "dressing", key_day, frozenset({customer.party_id}), is_gaming=True, small=small)


def _ends(bank: Bank) -> list[int]:
    return [month.until_day - 1 for month in bank.span.months[UNKNOWN_MONTHS - 1 : -1]]


def _is_small(accounts: list[Account], *, key_day: int) -> bool:
    """Whether the bank itself made the rise of all deposits less than what is looked at, or let it stay."""
    before, top, later = (
        sum(balance_on(account.events, day=day) for account in accounts)
        for day in (key_day - DAYS, key_day, key_day + DAYS)
    )
    rise = top - before
    return rise < LEAST_FEN or rise * 100 < RISE_PERCENT * before or later > before + rise // 2


def signs(months: tuple[str, ...]) -> Iterator[str]:
    """What is found, each sign once, and the seconds of a month on average."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
    django.setup()
    from qiao.appraisal.queries.signs import look_through  # noqa: PLC0415  its models are there once Django is
    from qiao.appraisal.rules.gaming.thresholds import BUILT_IN  # noqa: PLC0415  the same
    from qiao.contribution.queries.runs import latest_run  # noqa: PLC0415  the same

    found: dict[str, Sign] = {}
    begun = time.perf_counter()
    for month in months:
        run = latest_run(month)
        assert run is not None, month
        with tempfile.TemporaryDirectory() as scratch:
            found |= {one.key: one for one in look_through(run, limits=BUILT_IN, scratch=Path(scratch)).signs}
    seconds = (time.perf_counter() - begun) / len(months)
    for one in found.values():
        yield "\t".join(("sign", one.pattern.value, str(one.key_day), " ".join(one.party_ids)))
    yield f"seconds\t{seconds:.3f}"


if __name__ == "__main__":
    main()
