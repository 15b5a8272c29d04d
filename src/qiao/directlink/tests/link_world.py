"""The bank, the enterprise and the line between them, on one virtual clock: what the machine of chance moves about.

The bank is the real one: its endpoint's `answer`, its database and its worker. The line loses, doubles, delays and
reorders; processes die after they have written. What the bank has said of an order is kept in the order of its saying.
"""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ed25519
from django.db.models import F
from django.utils.timezone import localtime

from qiao.directlink.actions import deciding, opening, settling, working
from qiao.directlink.adapters import passwords, signing
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.models import (
    Enterprise,
    Entry,
    FeeRow,
    Instruction,
    LedgerAccount,
    Operator,
    Payment,
    SignatureStep,
    WatchedName,
)
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.messages import Reply, Request
from qiao.directlink.rules.ledger import AccountState
from qiao.directlink.rules.signature import Signed
from qiao.directlink.rules.states import WITH_SIGNERS, State
from qiao.directlink.tests import cast as roles
from qiao.directlink.tests import erp, keys
from qiao.directlink.tests.scripted_core import Died, ScriptedCore
from qiao.ground.refusals import Refusal

MORNING = datetime(2030, 5, 8, 1, 10, tzinfo=UTC)
"""Ten past nine on a Wednesday, by the bank's clock."""
KEY = ed25519.Ed25519PrivateKey.from_private_bytes(b"made up for the tests of a link.")
FINGERPRINT = "ab" * 32
BANK = "BANK1"
RICH_FEN = 10_000_000_00
FREE_FEN, ONE_FEN = 5_000_00, 50_000_00
"""Up to how much an order goes without a signature, and with one."""
SUSPECT = "远方公司"
MINUTES_HEALED, DAYS_HEALED = 16, 40
ROUNDS_MOST = 60


@dataclass(frozen=True, slots=True)
class Flying:
    """A message on the line: of which order, and where to; a question bears no order's signature."""

    order: str
    body: bytes
    signed: Signed | None


def scene() -> roles.Cast:
    """The cast, with a second account, fees, signatures by amount, and a certificate of op04."""
    cast = roles.play()
    opening.open_account(
        erp.RICH, "云杉贸易", customer_number=roles.COMPANY, balance_fen=RICH_FEN, at=roles.AT, actor=roles.BANK
    )
    Operator.objects.filter(name__in=["op01", "op04"]).update(password=passwords.stored(erp.PASSWORD))
    Enterprise.objects.update(signature_wanted=False)
    steps = ((FREE_FEN, 0), (ONE_FEN, 1), (None, 2))
    SignatureStep.objects.bulk_create(
        SignatureStep(enterprise_id=roles.COMPANY, business="", up_to_fen=most, signatures=count)
        for most, count in steps
    )
    FeeRow.objects.bulk_create(
        FeeRow(route=route, since=roles.TODAY, fee_fen=fen) for route, fen in (("small", 5_00), ("large", 10_00))
    )
    bind()
    return cast


def bind() -> None:
    """Bind the key of the tests to op04."""
    keys.bind(KEY.public_key(), FINGERPRINT, at=MORNING, days=2_000)


@dataclass(slots=True)
class World:
    """Everything and where it stands so far; `counts` what has happened how often."""

    cast: roles.Cast
    core: ScriptedCore
    at: datetime = MORNING
    client: erp.Erp = field(default_factory=erp.Erp)
    requests: list[Flying] = field(default_factory=list)
    answers: list[tuple[str, bytes]] = field(default_factory=list)
    finals: dict[str, erp.Told] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    nonces: int = 0

    @property
    def on(self) -> date:
        """The bank's day."""
        return localtime(self.at).date()

    def now(self) -> datetime:
        """The virtual clock."""
        return self.at

    # The enterprise

    def send(self, number: str) -> None:
        """Put an order on the line, the first time or again; what is signed is signed anew."""
        sent = self.client.sent[number]
        self._fly(number, sent.request, is_signed=sent.is_signed)

    def ask(self, number: str) -> None:
        """Put the question for an order on the line."""
        self._fly(number, self.client.ask(number), is_signed=False)

    def _fly(self, order: str, request: Request, *, is_signed: bool) -> None:
        body = erp.message(request, operator="op04" if is_signed else "op01")
        self.requests.append(Flying(order, body, self._sign(body) if is_signed else None))
        self.counts["messages"] += 1

    def _sign(self, body: bytes) -> Signed:
        self.nonces += 1
        return signing.sign_message(KEY, body, fingerprint=FINGERPRINT, at=self.at, nonce=f"{self.nonces:032x}")

    def hear(self, place: int) -> None:
        """Let the enterprise read one of the answers that are on their way."""
        order, body = self.answers.pop(place)
        for reply in read_answer(body).replies:
            self.client.hear(order, erp.told_of(reply))

    # The bank

    def arrive(self, place: int) -> None:
        """Let the bank answer one of the messages; the answer sets out unless the process dies before it is sent."""
        flying = self.requests.pop(place)
        try:
            body = self.answered(flying)
        except Died:
            self.counts["died answering"] += 1
            return
        self.answers.append((flying.order, body))
        for reply in read_answer(body).replies:
            self._said(flying.order, reply)

    def answered(self, flying: Flying) -> bytes:
        """The bank's answer to one message."""
        return answer(flying.body, flying.signed, "127.0.0.1", bank=Bank(self.core, self.now))

    def _said(self, order: str, reply: Reply) -> None:
        """Hold what the bank says against what it said before: what was final stays so."""
        told = erp.told_of(reply)
        if told is None:
            self.counts["refused"] += 1
            return
        self.counts[told.state.value] += 1
        if order in self.finals:
            assert told == self.finals[order], f"{order} was told final and has changed"
        elif told.state.is_final:
            self.finals[order] = told

    def work(self) -> int:
        """A round of the worker, which may die in its midst; how many things it moved on."""
        try:
            return working.work_once(self.core, now=self.now)
        except Died:
            self.counts["died working"] += 1
            return 1

    def others_act(self) -> None:
        """What may happen while the core is asked: another worker's round, a message, a person who resolves."""
        self.counts["meanwhile"] += 1
        self.work()
        self.resolve(0)
        if self.requests:
            self.arrive(0)

    # People

    def waiting(self) -> list[Instruction]:
        """What waits for people of the enterprise."""
        states = [state.value for state in WITH_SIGNERS]
        return list(Instruction.objects.filter(state__in=states).order_by("id"))

    def sign(self, number: int, *, by_second: bool) -> None:
        """Sign an instruction; who may not is refused."""
        who = self.cast.second if by_second else self.cast.approver
        with suppress(Refusal, Died):
            deciding.sign(number, who, at=self.at, core=self.core)
            self.counts["signed"] += 1

    def send_back(self, number: int) -> None:
        """Return an instruction to its maker, or give in again what was returned."""
        with suppress(Refusal):
            if Instruction.objects.get(pk=number).state == State.RETURNED.value:
                deciding.give_in_again(number, self.cast.maker, at=self.at)
            else:
                deciding.send_back(number, self.cast.approver, words="which invoice?", at=self.at)
                self.counts["returned"] += 1

    def withdraw(self, place: int) -> None:
        """Withdraw what waits for people or for its day."""
        open_ones = Instruction.objects.filter(state__in=["lodged", "returned", "scheduled"]).order_by("id")
        found = list(open_ones)
        if found:
            with suppress(Refusal):
                deciding.withdraw(found[place % len(found)].pk, self.cast.maker, at=self.at)
                self.counts["withdrawn"] += 1

    def resolve(self, place: int) -> None:
        """The bank decides an unknown payment as the core's book says; what is not in it is struck out there first."""
        unknown = list(Payment.objects.filter(state=State.UNKNOWN.value).order_by("id"))
        if unknown:
            payment = unknown[place % len(unknown)]
            self.core.strike_out(payment.transfer)
            paid = payment.transfer in self.core.booked
            settling.resolve(payment.pk, paid=paid, reason="as the core's book says", by=BANK, at=self.at)
            self.counts["resolved"] += 1

    def look_at(self, *, pays: bool) -> None:
        """The bank decides the first of the instructions that it stopped."""
        held = Instruction.objects.filter(state=State.HELD.value).order_by("id").first()
        if held is not None:
            settling.decide_held(held.pk, pays=pays, by=BANK, at=self.at, core=self.core)
            self.counts["looked at"] += 1

    def watch(self, *, on: bool) -> None:
        """Put the far company on the list of names to look out for, or take it off."""
        if on:
            WatchedName.objects.get_or_create(name=SUSPECT, defaults={"why": "a list", "added_at": self.at})
        else:
            WatchedName.objects.all().delete()

    def freeze(self, number: str, *, state: AccountState, frozen_fen: int) -> None:
        """Freeze an account or a part of it, or set it free."""
        opening.freeze_account(number, state=state, frozen_fen=frozen_fen, reason="order", at=self.at, actor=BANK)

    def suspend(self, *, on: bool) -> None:
        """Suspend the link, or open it again."""
        state = "suspended" if on else "open"
        opening.set_state(roles.COMPANY, state=state, reason="asked for", at=self.at, actor=BANK)

    def give_back(self, place: int) -> None:
        """Another bank sends back what was paid."""
        paid = list(Payment.objects.filter(state=State.PAID.value).exclude(route="book").order_by("id"))
        if paid:
            with suppress(Refusal):
                settling.give_back(paid[place % len(paid)].pk, words="closed", by=BANK, at=self.at)
                self.counts["given back"] += 1

    # The end

    def heal(self) -> None:
        """The line and the core are well again, the bank has looked, and the clock goes on until nothing moves."""
        self.core.script.clear()
        self.core.catch_up()
        for number in (roles.A, erp.RICH):
            self.freeze(number, state=AccountState.OPEN, frozen_fen=0)
        self.watch(on=False)
        self.suspend(on=False)
        while self.requests:
            self.arrive(0)
        while self.answers:
            self.hear(0)
        for _ in range(ROUNDS_MOST):
            self.look_at(pays=True)
            moved = self.work()
            if not moved and not Payment.objects.exclude(again_at=None).exists():
                break
            self.at += timedelta(minutes=MINUTES_HEALED)
        self.at += timedelta(days=DAYS_HEALED)
        for _ in range(ROUNDS_MOST):
            if not self.work() and not Payment.objects.exclude(again_at=None).exists():
                break
            self.at += timedelta(minutes=MINUTES_HEALED)
        self.at += timedelta(days=1)

    def reconcile(self) -> None:
        """Hold the enterprise's journal against the bank: nothing lost, nothing doubled, everything final."""
        for number in self.client.open:
            self.ask(number)
            self.arrive(len(self.requests) - 1)
            self.hear(len(self.answers) - 1)
        standing = {row.number: row for row in Instruction.objects.filter(enterprise_id=roles.COMPANY)}
        assert standing.keys() <= self.client.sent.keys(), "the bank has an order that nobody made"
        assert {number for number, row in standing.items() if row.state not in FINAL_VALUES} == set()
        for number in self.client.sent:
            told = self.client.told.get(number)
            assert (told is not None) == (number in standing), number
            if told is not None:
                assert told.state.is_final, number
        self._core_agrees()
        self._statements_agree()

    def _core_agrees(self) -> None:
        """The core has booked what is paid through it, each number once, and nothing else."""
        booked = {number: [one.amount_fen for one in told] for number, told in self.core.booked.items()}
        payments = Payment.objects.filter(state=State.PAID.value)
        if self.core.keeps_here:
            payments = payments.exclude(route="book")
        kept = {payment.transfer: [payment.amount_fen] for payment in payments}
        assert booked == kept, "the core's book is not the bank's"

    def _statements_agree(self) -> None:
        """What the enterprise reads in its statements is what it was told of its orders, fees beside."""
        for account in (roles.A, erp.RICH):
            fees = sum(
                -entry.amount_fen for entry in Entry.objects.filter(account_id=account, summary="904", amount_fen__lt=0)
            )
            orders = [number for number, sent in self.client.sent.items() if sent.draft.account == account]
            paid = sum(self._paid_fen(number) for number in orders)
            told = {number: self._paid_fen(number) for number in orders}
            assert self._debits(account) - fees == paid, (account, told)
            row = LedgerAccount.objects.get(pk=account)
            assert (row.held_fen, row.frozen_fen) == (0, 0)

    def _paid_fen(self, number: str) -> int:
        """What the enterprise was told that it has paid under a number."""
        told, pays = self.client.told.get(number), self.client.sent[number].draft.pays
        if told is None or not told.state.is_success:
            return 0
        if not told.items:
            return sum(pay.fen for pay in pays)
        return sum(pay.fen for pay, item in zip(pays, told.items, strict=True) if item in {"PAYOUT", "23"})

    def _debits(self, account: str) -> int:
        fen, page, more = 0, 1, True
        last = f"{self.on - timedelta(days=1)}"
        while more:
            asked = erp.statement(f"S{page}", account, "2030-05-08", last=last, page=page)
            body = answer(erp.message(asked), None, "127.0.0.1", bank=Bank(self.core, self.now))
            (reply,) = read_answer(body).replies
            fen += erp.debits(reply.part.parts("TRANLIST/STMTTRN"))
            more, page = reply.part.text("TRANLIST/@MORE") == "Y", page + 1
        return fen


FINAL_VALUES = frozenset({"paid", "partly_paid", "failed", "cancelled", "expired"})


class WorldThatForgetsEarmarks(World):
    """A planted bug: what the core refused stays earmarked."""

    def work(self) -> int:
        """A round after which the earmarks of what was refused in it stand again."""
        earmarked = list(Payment.objects.filter(is_earmarked=True).values_list("pk", flat=True))
        moved = super().work()
        refused = Payment.objects.filter(pk__in=earmarked, state=State.FAILED.value)
        for payment in refused.select_related("instruction"):
            account = LedgerAccount.objects.filter(pk=payment.instruction.account_id)
            account.update(held_fen=F("held_fen") + payment.amount_fen + payment.fee_fen)
        return moved


class WorldThatRunsAgain(World):
    """A planted bug: an order that was sent again is run again, beside the first."""

    def answered(self, flying: Flying) -> bytes:
        """The answer of a bank that does not know the number any more."""
        known = Instruction.objects.filter(number=flying.order)
        if b"<XFERTRNRQ>" in flying.body:
            known.update(number=F("id"))
        return super().answered(flying)
