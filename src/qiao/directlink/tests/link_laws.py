"""What must hold of the bank's books at every moment, whatever came over the line; asserted in whole, not sampled."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F

from qiao.directlink.models import Enterprise, Entry, Instruction, JournalRecord, LedgerAccount, Payment
from qiao.directlink.rules.journal import FIRST_DIGEST, Event, digest_after
from qiao.directlink.rules.ledger import AccountKind
from qiao.directlink.rules.orders import Form
from qiao.directlink.rules.states import State

UNDER_WAY = frozenset({State.SENT.value, State.UNKNOWN.value})
Row = Any
"""A row as the database gives it, by name; read in one piece, since the laws are asked after every step."""
Statement = tuple[tuple[object, ...], ...]


@dataclass(slots=True)
class Laws:
    """The laws, with what was seen so far of what may never change: closed days' statements, the journals' ends."""

    closed: dict[tuple[str, date], Statement] = field(default_factory=dict)
    closed_until: date = date.min
    journal: dict[str, tuple[int, str]] = field(default_factory=dict)

    def check(self, *, on: date) -> None:
        """Hold the books against all of them."""
        entries = list(Entry.objects.order_by("id").values_list(*ENTRY, named=True))
        rows = {row.number: row for row in LedgerAccount.objects.values_list(*ACCOUNT, named=True)}
        owned = Payment.objects.annotate(
            owner=F("instruction__account_id"), order=F("instruction_id"), form=F("instruction__form")
        )
        payments = list(owned.order_by("id").values_list(*PAYMENT, named=True))
        self._nothing_made(entries)
        self._balances_follow(entries, rows)
        self._earmarks(payments, rows)
        self._each_once(entries, payments)
        self._closed_days(entries, on=on)
        self._journals_go_on()

    def check_journals(self) -> None:
        """Follow every chain from its first record; its end is the one that was seen while it grew."""
        seen, self.journal = self.journal, {}
        self._journals_go_on()
        assert self.journal == seen

    def _nothing_made(self, entries: Sequence[Row]) -> None:
        sums: dict[str, int] = defaultdict(int)
        for entry in entries:
            sums[entry.transfer] += entry.amount_fen
        assert {transfer: left for transfer, left in sums.items() if left} == {}

    def _balances_follow(self, entries: Sequence[Row], rows: Mapping[str, Row]) -> None:
        """Every line's balance is the one before and its amount; the account's is the last of them."""
        balances = dict.fromkeys(rows, 0)
        for entry in entries:
            balances[entry.account_id] += entry.amount_fen
            if rows[entry.account_id].kind != AccountKind.INTERNAL.value:
                assert entry.balance_fen == balances[entry.account_id], entry
        for number, row in rows.items():
            if row.kind != AccountKind.INTERNAL.value:
                assert (number, row.booked_fen) == (number, balances[number])
                assert row.booked_fen >= row.held_fen >= 0, number

    def _earmarks(self, payments: Sequence[Row], rows: Mapping[str, Row]) -> None:
        """What is held on an account is what is under way from it, and nothing else."""
        held = dict.fromkeys(rows, 0)
        for payment in payments:
            if payment.is_earmarked:
                assert payment.state in UNDER_WAY, payment
                held[payment.owner] += payment.amount_fen + payment.fee_fen
        assert {number: row.held_fen for number, row in rows.items()} == held, "earmarked for nothing"

    def _each_once(self, entries: Sequence[Row], payments: Sequence[Row]) -> None:
        """Of each instruction the enterprise was debited (credited) what is paid, once; its numbers stand once."""
        owners = {payment.transfer: payment for payment in payments}
        owners |= {f"{payment.transfer}S": payment for payment in payments if payment.place == 1}
        debited: dict[int, int] = defaultdict(int)
        for entry in entries:
            payment = owners.get(entry.transfer)
            if payment is not None and entry.account_id == payment.owner:
                debited[payment.order] -= entry.amount_fen
        paid: dict[int, int] = defaultdict(int)
        for payment in payments:
            if payment.state == State.PAID.value:
                is_collected = payment.form == Form.COLLECTION.value
                paid[payment.order] += -payment.amount_fen if is_collected else payment.amount_fen + payment.fee_fen
        assert dict(debited) == dict(paid)
        numbers = list(Instruction.objects.values_list("enterprise_id", "number"))
        assert len(numbers) == len(set(numbers))

    def _closed_days(self, entries: Sequence[Row], *, on: date) -> None:
        """What a closed day's statement showed once it shows for ever, and a closed day gets no line any more."""
        days: dict[tuple[str, date], list[tuple[object, ...]]] = defaultdict(list)
        for entry in entries:
            if entry.on < on:
                days[entry.account_id, entry.on].append(tuple(entry))
        now = {day: tuple(lines) for day, lines in days.items()}
        assert {day: now.get(day) for day in self.closed} == self.closed, "a closed day's statement has changed"
        assert {day for day in now.keys() - self.closed.keys() if day[1] < self.closed_until} == set()
        self.closed, self.closed_until = now, on

    def _journals_go_on(self) -> None:
        """Every chain goes on where it was left, without a gap; its end is what the enterprise's row says."""
        for enterprise in Enterprise.objects.all():
            sequence, digest = self.journal.get(enterprise.pk, (0, FIRST_DIGEST))
            rows = JournalRecord.objects.filter(enterprise=enterprise, sequence__gt=sequence).order_by("sequence")
            for row in rows:
                assert (row.sequence, row.previous_digest) == (sequence + 1, digest), row
                event = Event(row.sequence, row.at, row.actor, row.kind, row.subject, row.facts)
                sequence, digest = row.sequence, digest_after(digest, event)
                assert row.digest == digest, row
            self.journal[enterprise.pk] = (sequence, digest)
            assert (enterprise.sequence, enterprise.digest) == (sequence, digest)


ENTRY = (
    *("id", "transfer", "line", "account_id", "amount_fen", "balance_fen", "on", "at", "summary", "purpose"),
    *("other_account", "is_reversal"),
)
ACCOUNT = ("number", "kind", "booked_fen", "held_fen")
PAYMENT = ("transfer", "place", "amount_fen", "fee_fen", "state", "is_earmarked", "owner", "order", "form")
