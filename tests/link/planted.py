"""The link's worker with a fault planted in it: what it books it books under a second number too."""

import os
import threading
from typing import Any

import django

django.setup()

from qiao.directlink.actions import ledger, working  # noqa: E402  its tables are there once the framework has started
from qiao.directlink.adapters.embedded import EmbeddedCore  # noqa: E402  the same
from qiao.directlink.models import Entry, LedgerAccount  # noqa: E402  the same
from qiao.directlink.rules.ledger import AccountKind  # noqa: E402  the same
from qiao.project.beside import is_orphan  # noqa: E402  the same

LOOK_SECONDS = 0.5


def plant() -> None:
    """Have every transfer be kept twice, balances and all: only who counts transfers can see it."""
    keep = ledger.keep

    def twice(rows: Any, carried: Any, **about: Any) -> None:
        keep(rows, carried, **about)
        for entry in Entry.objects.filter(transfer__in={one.transfer for one in carried.postings}).order_by("id"):
            account = LedgerAccount.objects.get(pk=entry.account_id)
            entry.pk, entry.transfer = None, f"{entry.transfer}D"
            if account.kind != AccountKind.INTERNAL.value:
                account.booked_fen += entry.amount_fen
                account.save(update_fields=["booked_fen"])
                entry.balance_fen = account.booked_fen
            entry.save(force_insert=True)

    ledger.keep = twice


def work() -> None:
    """Work until the test that began it is gone, or kills it."""
    stop, parent = threading.Event(), os.getppid()

    def watch() -> None:
        while not stop.wait(LOOK_SECONDS):
            if is_orphan(parent):
                stop.set()

    threading.Thread(target=watch, daemon=True).start()
    working.run_forever(stop, EmbeddedCore())


if __name__ == "__main__":
    plant()
    work()
