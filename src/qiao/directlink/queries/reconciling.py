"""The reconciliation of a month: accounts, transfers, payments and journals held against each other.

Lines are read once, in the order of accounts; what is reckoned is reckoned by `rules.reconciling`.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet, Sum

from qiao.directlink.models import Enterprise, Entry, Errand, LedgerAccount, Payment
from qiao.directlink.queries.connections import journal_break
from qiao.directlink.rules.ledger import AccountKind, whole_fen
from qiao.directlink.rules.orders import Form
from qiao.directlink.rules.reconciling import (
    AccountSaid,
    Break,
    LineSaid,
    PaymentSaid,
    Sums,
    Trouble,
    break_of_payment,
    breaks_of_accounts,
    gap_of,
    is_of_no_payment,
    months_of,
)
from qiao.directlink.rules.statement import Opened
from qiao.directlink.rules.states import UNDER_WAY
from qiao.ground.looks import midnight
from qiao.ground.periods import Period, month_name

ACCOUNTS_MOST, BREAKS_MOST, LINES_AT_ONCE = 20_000, 500, 5_000


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """An account's month; `agreed` says whether its enterprise has answered the balance statement."""

    account: LedgerAccount
    month: Opened
    agreed: Errand | None

    @property
    def is_asked(self) -> bool:
        """Whether there is an enterprise to be asked whether it agrees."""
        return self.account.enterprise_id is not None


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A month as it was held against itself; `sums` are the whole ledger's, where all of it is in sight."""

    months: tuple[AccountMonth, ...]
    breaks: tuple[Break, ...]
    sums: Sums | None
    transfers: int
    payments: int
    journals: int

    @property
    def holds(self) -> bool:
        """Whether everything does."""
        return not self.breaks


def reconcile(period: Period, seen: Collection[str] | None, *, enterprise: str = "") -> Reconciled:
    """Hold a month against itself: of the enterprises that are seen (None: the whole ledger), or of one of them."""
    numbers = _narrowed(seen, enterprise)
    accounts = LedgerAccount.objects.exclude(kind=AccountKind.INTERNAL.value).order_by("number")
    if numbers is not None:
        accounts = accounts.filter(enterprise_id__in=numbers)
    rows = list(accounts.select_related("enterprise")[:ACCOUNTS_MOST])
    months = _months(rows, accounts, period)
    sums = _sums() if numbers is None else None
    transfers, one_sided = _transfers(period, numbers)
    payments, of_payments = _payments(period, numbers)
    journals, of_journals = _journals(numbers)
    breaks = [
        *(sums.breaks() if sums is not None else ()),
        *_gaps(months, period),
        *breaks_of_accounts(_accounts(accounts)),
        *one_sided,
        *of_payments,
        *_strays(period, numbers),
        *of_journals,
    ]
    agreed = _agreed(period, numbers)
    told = tuple(AccountMonth(row, months[row.number], _answer(row, agreed)) for row in rows)
    return Reconciled(told, tuple(breaks[:BREAKS_MOST]), sums, transfers, payments, journals)


def _narrowed(seen: Collection[str] | None, enterprise: str) -> Collection[str] | None:
    if not enterprise:
        return seen
    return {enterprise} if seen is None or enterprise in seen else set()


def _months(rows: list[LedgerAccount], accounts: "QuerySet[LedgerAccount]", period: Period) -> dict[str, Opened]:
    last = Entry.objects.filter(account__in=accounts.order_by(), on__lt=period.since).values("account_id")
    newest = last.annotate(newest=Max("id")).order_by().values("newest")
    openings = dict(Entry.objects.filter(pk__in=newest).values_list("account_id", "balance_fen"))
    lines = Entry.objects.filter(account__in=accounts.order_by(), on__gte=period.since, on__lt=period.until)
    told = lines.order_by("account_id", "id").values_list("account_id", "id", "amount_fen", "balance_fen")
    read = (LineSaid(*one) for one in told.iterator(chunk_size=LINES_AT_ONCE))
    return months_of([row.number for row in rows], {key: fen or 0 for key, fen in openings.items()}, read)


def _gaps(months: dict[str, Opened], period: Period) -> Iterator[Break]:
    for number, month in months.items():
        if month.gap_at is not None:
            rows = Entry.objects.filter(account_id=number, on__gte=period.since, on__lt=period.until).order_by("id")
            yield gap_of(number, month, lines=list(rows.values_list("id", "amount_fen", "balance_fen")))


def _accounts(accounts: "QuerySet[LedgerAccount]") -> Iterator[AccountSaid]:
    """Each account with the sum of all its lines, and of what payments under way have earmarked on it."""
    under_way = Payment.objects.filter(state__in=[one.value for one in UNDER_WAY], is_earmarked=True)
    asked: dict[str, int] = {}
    columns = ("instruction__account_id", "instruction__form", "other_account")
    sums = under_way.values_list(*columns).annotate(amounts=Sum("amount_fen"), fees=Sum("fee_fen"))
    for own, form, other, amount_fen, fee_fen in sums:
        payer = other if form == Form.COLLECTION.value else own
        asked[payer] = asked.get(payer, 0) + whole_fen(amount_fen, fee_fen=fee_fen)
    told = accounts.annotate(total=Sum("entries__amount_fen")).values_list("number", "booked_fen", "held_fen", "total")
    for number, booked_fen, held_fen, lines_fen in told.iterator(chunk_size=LINES_AT_ONCE):
        yield AccountSaid(number, booked_fen, lines_fen or 0, held_fen, asked.get(number, 0))


def _sums() -> Sums:
    internal = Q(account__kind=AccountKind.INTERNAL.value)
    found = Entry.objects.aggregate(own=Sum("amount_fen", filter=internal), theirs=Sum("amount_fen", filter=~internal))
    customers = LedgerAccount.objects.exclude(kind=AccountKind.INTERNAL.value)
    balances_fen = customers.aggregate(total=Sum("booked_fen"))["total"] or 0
    return Sums(balances_fen, found["theirs"] or 0, found["own"] or 0)


def _transfers(period: Period, numbers: Collection[str] | None) -> tuple[int, list[Break]]:
    """How many transfers the month has, and those whose lines do not add up; all lines of each are looked at."""
    rows = Entry.objects.filter(on__gte=period.since, on__lt=period.until)
    if numbers is not None:
        own = rows.filter(account__enterprise_id__in=numbers).values("transfer")
        rows = rows.filter(transfer__in=own)
    count = rows.aggregate(transfers=Count("transfer", distinct=True))["transfers"]
    sided = rows.order_by().values("transfer").annotate(total=Sum("amount_fen"), first=Max("id")).exclude(total=0)
    breaks = [
        Break(Trouble.ONE_SIDED, row["transfer"], row["first"], 0, row["total"])
        for row in sided.order_by("transfer")[:BREAKS_MOST]
    ]
    return count, breaks


def _payments(period: Period, numbers: Collection[str] | None) -> tuple[int, list[Break]]:
    """How many payments the month has, and those that say another than their lines."""
    rows = Payment.objects.filter(state_at__gte=midnight(period.since), state_at__lt=midnight(period.until))
    if numbers is not None:
        rows = rows.filter(instruction__enterprise_id__in=numbers)
    credited = Q(entries__amount_fen__gt=0, entries__is_reversal=False)
    told = rows.annotate(
        credited=Sum("entries__amount_fen", filter=credited),
        lines=Count("entries", filter=Q(entries__is_reversal=False)),
    ).values_list("transfer", "state", "amount_fen", "fee_fen", "credited", "lines")
    count, breaks = 0, list[Break]()
    for transfer, state, amount_fen, fee_fen, credited_fen, lines in told.iterator(chunk_size=LINES_AT_ONCE):
        count += 1
        found = break_of_payment(
            PaymentSaid.told(transfer, state, wanted=(amount_fen, fee_fen), found=(credited_fen or 0, lines))
        )
        if found is not None:
            breaks.append(found)
    return count, breaks


def _strays(period: Period, numbers: Collection[str] | None) -> list[Break]:
    """Lines that stand for no payment and are none of those that may."""
    rows = Entry.objects.filter(on__gte=period.since, on__lt=period.until, payment=None)
    if numbers is not None:
        rows = rows.filter(account__enterprise_id__in=numbers)
    found = rows.order_by("id").values_list("id", "transfer", "account_id", "amount_fen")
    return [
        Break(Trouble.NO_PAYMENT, account, line, None, amount_fen)
        for line, transfer, account, amount_fen in found.iterator(chunk_size=LINES_AT_ONCE)
        if not is_of_no_payment(transfer)
    ][:BREAKS_MOST]


def _journals(numbers: Collection[str] | None) -> tuple[int, list[Break]]:
    rows = Enterprise.objects.order_by("customer_number")
    if numbers is not None:
        rows = rows.filter(pk__in=numbers)
    count, breaks = 0, list[Break]()
    for enterprise in rows:
        count += 1
        broken = journal_break(enterprise)
        if broken is not None:
            breaks.append(Break(Trouble.JOURNAL, enterprise.pk, broken))
    return count, breaks


def _agreed(period: Period, numbers: Collection[str] | None) -> dict[tuple[str, str], Errand]:
    """The answers "agrees" of a month by enterprise and account; '' stands for all accounts."""
    rows = Errand.objects.filter(kind="agrees", period=month_name(period)).exclude(state="failed")
    if numbers is not None:
        rows = rows.filter(enterprise_id__in=numbers)
    found = rows.select_related("maker").order_by("-id")[:ACCOUNTS_MOST]
    return {(one.enterprise_id, one.account): one for one in found}


def _answer(row: LedgerAccount, agreed: dict[tuple[str, str], Errand]) -> Errand | None:
    number = str(row.enterprise_id)
    return agreed.get((number, row.number)) or agreed.get((number, ""))
