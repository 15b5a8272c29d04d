"""What the bank's desk reads: connections with what needs care, instructions, unknowns, certificates, journals."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from qiao.directlink.models import (
    Certificate,
    ClearingBank,
    Enterprise,
    Entry,
    FeeRow,
    Instruction,
    JournalRecord,
    LedgerAccount,
    Mandate,
    Operator,
    Payee,
    Payment,
    Right,
    RightsChange,
    SignatureStep,
    WatchedName,
)
from qiao.directlink.queries import parties, webhooks
from qiao.directlink.rules import parameters
from qiao.directlink.rules.checking import plain_name
from qiao.directlink.rules.journal import FIRST_DIGEST, Event, first_break
from qiao.directlink.rules.ledger import AccountKind, AccountState, is_looser
from qiao.directlink.rules.orders import Route
from qiao.directlink.rules.rights import orders_alone
from qiao.directlink.rules.states import State
from qiao.office import queries as office
from qiao.office.queries import Approval

__all__ = (
    "Certificate",
    "ClearingBank",
    "Enterprise",
    "Entry",
    "FeeRow",
    "Instruction",
    "JournalRecord",
    "LedgerAccount",
    "Mandate",
    "Operator",
    "Payee",
    "Payment",
    "Right",
    "RightsChange",
    "SignatureStep",
    "WatchedName",
)
ROWS_MOST, PAYEES_MOST, RECORDS_AT_ONCE, LOOKED_AT_MOST = 500, 1_000, 2_000, 20_000
HOLDS_MOST = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of the list of instructions; '' and None leave one out. Amounts in fen; the day is the payment's."""

    enterprise: str = ""
    state: str = ""
    number: str = ""
    account: str = ""
    least_fen: int | None = None
    most_fen: int | None = None
    day: date | None = None


def connections(rows: "QuerySet[Enterprise]", *, text: str = "", state: str = "") -> "QuerySet[Enterprise]":
    """Enterprises by number, narrowed to a state and to a part of the number or name."""
    if state:
        rows = rows.filter(state=state)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(customer_number__startswith=text))
    return rows.order_by("customer_number")


@dataclass(frozen=True, slots=True)
class Care:
    """What of an enterprise needs care: last message, certificates ending, unknown and held, paused webhooks."""

    seen_at: datetime | None
    ending: int
    unknown: int
    held: int
    operators: int
    locked: int
    paused: int


def care_of(numbers: Sequence[str], *, at: datetime, on: date) -> dict[str, Care]:
    """The same of a page of enterprises, in five statements and one parameter."""
    operators = {
        row["enterprise_id"]: row
        for row in Operator.objects.filter(enterprise_id__in=numbers, is_active=True)
        .values("enterprise_id")
        .annotate(seen=Max("seen_at"), people=Count("id"), locked=Count("id", filter=~Q(locked_at=None)))
    }
    ending = _counted(ending_certificates(at=at, on=on).filter(operator__enterprise_id__in=numbers), "operator__")
    unknown = _counted(unknown_payments().filter(instruction__enterprise_id__in=numbers), "instruction__")
    held = _counted(held_instructions().filter(enterprise_id__in=numbers), "")
    paused = webhooks.paused(numbers)
    return {
        number: Care(
            operators[number]["seen"] if number in operators else None,
            ending.get(number, 0),
            unknown.get(number, 0),
            held.get(number, 0),
            operators[number]["people"] if number in operators else 0,
            operators[number]["locked"] if number in operators else 0,
            paused.get(number, 0),
        )
        for number in numbers
    }


def _counted(rows: "QuerySet[Certificate] | QuerySet[Payment] | QuerySet[Instruction]", way: str) -> dict[str, int]:
    found = rows.order_by().values_list(f"{way}enterprise_id").annotate(Count("pk"))
    return {str(number): int(count) for number, count in found}


def ending_certificates(*, at: datetime, on: date) -> "QuerySet[Certificate]":
    """Certificates in use that end within the days the bank wants to know of, ended ones too, by their end."""
    days = office.parameter(parameters.CERTIFICATE_DAYS.name, on=on)
    rows = Certificate.objects.filter(revoked_at=None, until__lt=at + timedelta(days=days), operator__is_active=True)
    return rows.select_related("operator__enterprise").order_by("until", "pk")


def certificates_of(number: str) -> list[Certificate]:
    """All certificates of an enterprise, those in use first, the latest end first; at most 500."""
    rows = Certificate.objects.filter(operator__enterprise_id=number).select_related("operator")
    return list(rows.order_by("revoked_at", "-until", "pk")[:ROWS_MOST])


def unknown_payments() -> "QuerySet[Payment]":
    """Payments of which nobody has said what became of them, the longest first."""
    rows = Payment.objects.filter(instruction__state=State.UNKNOWN.value, state=State.UNKNOWN.value)
    return rows.select_related("instruction__enterprise", "instruction__account").order_by("state_at", "id")


def held_instructions() -> "QuerySet[Instruction]":
    """Instructions that the bank has stopped to look at, the longest first."""
    rows = Instruction.objects.filter(state=State.HELD.value)
    return rows.select_related("enterprise", "account", "maker").order_by("state_at", "id")


def instructions(seen: Collection[str] | None, asked: Asked) -> "QuerySet[Instruction]":
    """Instructions of the enterprises that are seen (None: all), newest first."""
    rows = Instruction.objects.select_related("enterprise", "account", "maker").order_by("-id")
    if seen is not None:
        rows = rows.filter(enterprise_id__in=seen)
    equal = {"enterprise_id": asked.enterprise, "state": asked.state, "number": asked.number, "day": asked.day}
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if asked.account:
        rows = rows.filter(Q(account_id=asked.account) | Q(payments__other_account=asked.account)).distinct()
    if asked.least_fen is not None:
        rows = rows.filter(total_fen__gte=asked.least_fen)
    return rows if asked.most_fen is None else rows.filter(total_fen__lte=asked.most_fen)


def instruction_of(number: int) -> Instruction | None:
    """One instruction by the bank's own number."""
    rows = Instruction.objects.select_related("enterprise", "account", "maker")
    return rows.filter(pk=number).first() if number < 2**63 else None


def payment_of(number: int) -> Payment | None:
    """One payment by its id."""
    rows = Payment.objects.select_related("instruction__enterprise", "instruction__account")
    return rows.filter(pk=number).first() if number < 2**63 else None


def payment_by_transfer(transfer: str) -> Payment | None:
    """One payment by its number towards the core."""
    rows = Payment.objects.select_related("instruction__enterprise", "instruction__account")
    return rows.filter(transfer=transfer[:40]).first()


def may_come_back(payment: Payment) -> bool:
    """Whether a payment went to another bank and its money has not come back yet."""
    goes_out = payment.route != Route.BOOK.value and payment.instruction.form != "collection"
    is_paid = payment.state == State.PAID.value
    return goes_out and is_paid and not Entry.objects.filter(transfer=f"{payment.transfer}R").exists()


def came_back(payment_ids: Sequence[int]) -> frozenset[int]:
    """Those of these payments whose money came back."""
    rows = Entry.objects.filter(payment_id__in=payment_ids, is_reversal=True).values_list("payment_id", flat=True)
    return frozenset(rows)


def accounts_of_enterprise(number: str) -> list[LedgerAccount]:
    """The accounts of an enterprise by number, at most 500."""
    return list(LedgerAccount.objects.filter(enterprise_id=number).order_by("number")[:ROWS_MOST])


def account_of(number: str) -> LedgerAccount | None:
    """One account of an enterprise."""
    rows = LedgerAccount.objects.select_related("enterprise").exclude(enterprise=None)
    return rows.filter(pk=number[:32]).first()


def loosens(row: LedgerAccount, *, state: AccountState, frozen_fen: int) -> bool:
    """Whether an account would be held less than it is now."""
    return is_looser(AccountState(row.state), state, frozen_fen=row.frozen_fen, then_fen=frozen_fen)


def enterprise_of(number: str) -> Enterprise | None:
    """One enterprise."""
    return Enterprise.objects.filter(pk=number[:10]).first()


def enterprise_of_change(subject: str) -> str:
    """The enterprise that a change asked for at the link's desk is about (`kind:thing`); '' where there is none."""
    kind, _colon, rest = subject.partition(":")
    if kind == "account":
        row = account_of(rest)
        return row.enterprise_id or "" if row is not None else ""
    found = enterprise_of(rest.partition(":")[0])
    return found.pk if found is not None else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for a second person, and the name of the enterprise that it is about."""

    row: Approval
    enterprise: str


def changes_waiting(kinds: Collection[str], *, seen: Collection[str] | None) -> list[Waiting]:
    """Requests of these kinds that wait, the longest first, of the enterprises seen (None: all); at most 500.

    Looked for among 20,000, in four statements however many wait.
    """
    rows = Approval.objects.filter(state="asked", kind__in=list(kinds))
    waiting = list(rows.order_by("pk").values_list("pk", "subject")[:LOOKED_AT_MOST])
    owner = _enterprises_of([subject for _number, subject in waiting])
    near = {number: owner[subject] for number, subject in waiting if owner[subject] and _is_seen(owner[subject], seen)}
    wanted = list(near)[:ROWS_MOST]
    found = Approval.objects.in_bulk(wanted)
    names = {one.pk: one.name for one in Enterprise.objects.in_bulk({near[number] for number in wanted}).values()}
    return [
        Waiting(found[number], names[near[number]]) for number in wanted if number in found and near[number] in names
    ]


def _is_seen(number: str, seen: Collection[str] | None) -> bool:
    return seen is None or number in seen


def _enterprises_of(subjects: Sequence[str]) -> dict[str, str]:
    """Which enterprise each of these changes is about, by subject; '' where an account is nobody's."""
    parts = {subject: subject.split(":", 2)[:2] for subject in subjects}
    accounts = {number for kind, number in parts.values() if kind == "account"}
    holders = {one.pk: one.enterprise_id or "" for one in LedgerAccount.objects.in_bulk(accounts).values()}
    return {
        subject: holders.get(number, "") if kind == "account" else number for subject, (kind, number) in parts.items()
    }


def last_hold(row: LedgerAccount) -> int:
    """The number in the enterprise's journal under which an account was last held or set free; 0 for never."""
    return _holds(row).values_list("sequence", flat=True).first() or 0


def holds_until(row: LedgerAccount, sequence: int) -> list[JournalRecord]:
    """What the journal up to a number says of why an account is held, since it was free; at most 50, oldest first."""
    found: list[JournalRecord] = []
    for record in _holds(row).filter(sequence__lte=sequence)[:HOLDS_MOST]:
        if record.facts["new"] == {"state": AccountState.OPEN.value, "frozen_fen": 0}:
            break
        found.insert(0, record)
    return found


def _holds(row: LedgerAccount) -> "QuerySet[JournalRecord]":
    rows = JournalRecord.objects.filter(enterprise_id=row.enterprise_id, subject=row.number, kind="account")
    return rows.order_by("-sequence")


def account_name(number: str) -> str:
    """The name that an account of this bank bears; '' where it is none, or the bank's own."""
    rows = LedgerAccount.objects.exclude(kind=AccountKind.INTERNAL.value)
    return rows.filter(pk=number[:32]).values_list("name", flat=True).first() or ""


def is_bound(fingerprint: str) -> bool:
    """Whether a certificate is bound, or was."""
    return Certificate.objects.filter(pk=fingerprint).exists()


def has_mandate(number: str, *, firm: str, payer: str, contract: str, on: date) -> bool:
    """Whether an enterprise has this agreement to collect, and it has not ended by a day."""
    rows = Mandate.objects.filter(enterprise_id=number, firm=firm, contract=contract, payer_account=payer)
    return rows.exclude(until__lte=on).exists()


def may_order_at_once(number: str, name: str) -> bool:
    """Whether an order of somebody of an enterprise may go by the certificate alone, without another's signature."""
    rows = Operator.objects.filter(enterprise_id=number, name=name)
    return bool(order_at_once(number).intersection(rows.values_list("pk", flat=True)))


def order_at_once(number: str) -> frozenset[int]:
    """Who of an enterprise may let an order go by the certificate alone, by id."""
    steps = parties.steps_of(number)
    by_operator = parties.grants_of_enterprise(number)
    return frozenset(operator for operator, grants in by_operator.items() if orders_alone(grants, steps))


def operators_of(number: str) -> list[Operator]:
    """The people of an enterprise by post and name, at most 500."""
    return list(Operator.objects.filter(enterprise_id=number).order_by("post", "name")[:ROWS_MOST])


def rights_of(number: str) -> list[Right]:
    """The rights in force of an enterprise's people, at most 500."""
    rows = Right.objects.filter(operator__enterprise_id=number).select_related("operator")
    return list(rows.order_by("operator__name", "role", "account", "business")[:ROWS_MOST])


def steps_of_enterprise(number: str) -> list[SignatureStep]:
    """How many signatures an enterprise wants, at most 500 steps."""
    return list(SignatureStep.objects.filter(enterprise_id=number).order_by("business", "up_to_fen")[:ROWS_MOST])


def mandates_of(number: str) -> list[Mandate]:
    """Whose accounts an enterprise collects from, at most 500."""
    return list(Mandate.objects.filter(enterprise_id=number).order_by("firm", "contract", "payer_account")[:ROWS_MOST])


def journal_of(number: str) -> "QuerySet[JournalRecord]":
    """An enterprise's journal, the newest record first."""
    return JournalRecord.objects.filter(enterprise_id=number).order_by("-sequence")


def records_about(number: str, *subjects: str) -> list[JournalRecord]:
    """What an enterprise's journal says of these things, in its order, at most 500 records."""
    rows = JournalRecord.objects.filter(enterprise_id=number, subject__in=[one[:80] for one in subjects])
    return list(rows.order_by("sequence")[:ROWS_MOST])


def journal_break(enterprise: Enterprise) -> int | None:
    """The first record of an enterprise's journal that does not follow; None where it is unbroken to its head."""
    rows = JournalRecord.objects.filter(enterprise=enterprise).order_by("sequence")
    found = first_break(
        (Event(row.sequence, row.at, row.actor, row.kind, row.subject, row.facts), row.previous_digest, row.digest)
        for row in rows.iterator(chunk_size=RECORDS_AT_ONCE)
    )
    if found is not None:
        return found
    head = rows.values_list("sequence", "digest").last() or (0, FIRST_DIGEST)
    return None if head == (enterprise.sequence, enterprise.digest) else head[0] + 1


def banks(*, text: str = "") -> "QuerySet[ClearingBank]":
    """Banks of the payment systems by number, narrowed to a part of the name or the beginning of the number."""
    rows = ClearingBank.objects.order_by("number")
    return rows.filter(Q(name__icontains=text) | Q(number__startswith=text)) if text else rows


def fees() -> list[FeeRow]:
    """All fees, by route, newest table first; at most 500."""
    return list(FeeRow.objects.order_by("route", "-since", "up_to_fen")[:ROWS_MOST])


def watched() -> list[WatchedName]:
    """Names at which a payment stops, at most 500."""
    return list(WatchedName.objects.order_by("name")[:ROWS_MOST])


def open_requests(kinds: Collection[str], subjects: Collection[str]) -> dict[str, int]:
    """The requests of these kinds that wait for their decision, by what they are about."""
    rows = Approval.objects.filter(state="asked", kind__in=list(kinds), subject__in=list(subjects))
    return dict(rows.values_list("subject", "pk"))


def stopped_at(instruction: Instruction) -> list[tuple[str, str]]:
    """The names to look out for among an instruction's payees, each with why; at most 500.

    A name is found with and without its blanks, as the screening finds it; that of the first thousand payments.
    """
    called = instruction.payments.order_by("place").values_list("other_name", flat=True)[:PAYEES_MOST]
    plain = {plain_name(name) for name in called}
    named = Q(name__in=instruction.payments.values("other_name")) | Q(name__in=plain)
    rows = WatchedName.objects.filter(named).order_by("name")
    return list(rows.values_list("name", "why")[:ROWS_MOST])


def orders_of(transfers: Collection[str]) -> dict[str, int]:
    """The instructions that transfers belong to, by transfer."""
    return dict(Payment.objects.filter(transfer__in=list(transfers)).values_list("transfer", "instruction_id"))


def of_enterprises(numbers: Collection[str]) -> frozenset[str]:
    """Those of these accounts that an enterprise has."""
    rows = LedgerAccount.objects.filter(pk__in=list(numbers)).exclude(enterprise=None)
    return frozenset(rows.values_list("pk", flat=True))
