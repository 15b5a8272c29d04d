"""What a manager is told of the enterprises on the link that he or she serves, each only where it has agreed to it.

For the workbench alone. A handful of statements for all enterprises of a person together, however many there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from qiao.customers import queries as customers
from qiao.directlink.models import Enterprise, Instruction, Operator, Payment
from qiao.directlink.rules import parameters
from qiao.directlink.rules.orders import Form, Route
from qiao.directlink.rules.signals import RECENT_DAYS, Bounds, Facts, Found, Signal, signals_of
from qiao.directlink.rules.states import State
from qiao.ground.figures import money_part
from qiao.ground.looks import midnight
from qiao.ground.models import User
from qiao.ground.money import FEN_A_YUAN
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.office.rules.tasks import TASKS_MOST, TaskLine
from qiao.portfolio.queries import serving as portfolio

SOURCE = "directlink"
SERVED_MOST, PAYMENTS_MOST, PAYROLL_DAYS_KEPT = 5_000, 2_000, 400
SERVING = frozenset({"rm", "lead"})
LINE_WORDS: Mapping[Signal, str] = {
    Signal.IDLE: _("%(customer)s: no message over the direct link for %(days)s days; ask how it goes"),
    Signal.PAYROLL: _("%(customer)s: no payroll over the direct link for %(days)s days; ask why"),
    Signal.NEW_BANK: _("%(customer)s paid to %(bank)s for the first time; ask what the account there is for"),
    Signal.LARGE_OUT: _("%(customer)s paid %(amount)s yuan to %(payee)s; ask what is next"),
}


@dataclass(slots=True)
class _Heard:
    """What was heard of an enterprise so far."""

    seen_on: date | None = None
    payrolls: set[date] = field(default_factory=set)
    new_banks: dict[str, date] = field(default_factory=dict)
    large_out: list[tuple[date, str, int]] = field(default_factory=list)


def signals_for(numbers: Mapping[str, Sequence[str]], *, on: date) -> dict[str, tuple[Found, ...]]:
    """The agreed signals on a day of enterprises, given by number with what each has agreed to."""
    asked = [number for number, agreed in numbers.items() if agreed]
    if not asked:
        return dict.fromkeys(numbers, ())
    bounds = Bounds(
        idle_days=office.parameter(parameters.SIGNAL_IDLE.name, on=on),
        payroll_days=office.parameter(parameters.SIGNAL_PAYROLL.name, on=on),
    )
    facts = _facts_of(asked, on=on)
    return {
        number: signals_of(facts[number], frozenset(agreed), bounds=bounds, on=on) if agreed else ()
        for number, agreed in numbers.items()
    }


def _facts_of(numbers: Sequence[str], *, on: date) -> dict[str, Facts]:
    heard = {number: _Heard() for number in numbers}
    seen = Operator.objects.filter(enterprise_id__in=numbers).values_list("enterprise_id").annotate(Max("seen_at"))
    for number, at in seen:
        heard[number].seen_on = localtime(at).date() if at is not None else None
    paid = (State.PAID.value, State.PARTLY_PAID.value)
    payrolls = Instruction.objects.filter(
        enterprise_id__in=numbers,
        form=Form.PAYROLL.value,
        state__in=paid,
        day__gt=on - timedelta(days=PAYROLL_DAYS_KEPT),
    )
    for number, day in payrolls.order_by().values_list("enterprise_id", "day").distinct():
        heard[number].payrolls.add(day)
    _hear_payments(heard, on=on)
    return {
        number: Facts(
            one.seen_on,
            tuple(sorted(one.payrolls)),
            tuple(sorted((day, bank) for bank, day in one.new_banks.items())),
            tuple(one.large_out),
        )
        for number, one in heard.items()
    }


def _hear_payments(heard: Mapping[str, _Heard], *, on: date) -> None:
    """Payments of the last days: those that are large, and those to banks that were never paid before."""
    large_fen = office.parameter(parameters.SIGNAL_FLOW.name, on=on)
    since = midnight(on - timedelta(days=RECENT_DAYS))
    out = Payment.objects.filter(instruction__enterprise_id__in=list(heard), state=State.PAID.value)
    out = out.exclude(instruction__form=Form.COLLECTION.value)
    told = ("instruction__enterprise_id", "state_at", "route", "bank_number", "bank_name", "other_name", "amount_fen")
    recent = list(out.filter(state_at__gte=since).order_by("-id").values_list(*told)[:PAYMENTS_MOST])
    known = _paid_before(out.filter(state_at__lt=since), {row[3] for row in recent if row[2] != Route.BOOK.value})
    for number, at, route, bank_number, bank_name, payee, amount_fen in recent:
        day, bank = localtime(at).date(), bank_name or bank_number
        if route != Route.BOOK.value and bank_number and (number, bank_number) not in known:
            heard[number].new_banks[bank] = min(day, heard[number].new_banks.get(bank, day))
        if amount_fen >= large_fen:
            heard[number].large_out.append((day, payee, amount_fen))


def _paid_before(rows: "QuerySet[Payment]", banks: set[str]) -> set[tuple[str, str]]:
    if not banks:
        return set()
    pairs = rows.filter(bank_number__in=sorted(banks)).order_by()
    return set(pairs.values_list("instruction__enterprise_id", "bank_number").distinct())


def words_of(found: Found, customer: str) -> tuple[str, dict[str, object]]:
    """A signal as a sentence: marked words and their facts."""
    facts: dict[str, object] = {"customer": customer, **found.facts}
    if "amount_fen" in facts:
        facts["amount"] = money_part(int(str(facts.pop("amount_fen"))), FEN_A_YUAN)
    return LINE_WORDS[found.signal], facts


def duties_of(person: User, on: date) -> list[TaskLine]:
    """A line for each agreed signal of the customers whom a manager serves, the newest first; at most 50."""
    if person.post not in SERVING or not person.staff_id:
        return []
    rows = _agreed(person, on=on)
    if not rows:
        return []
    found = signals_for({one.customer_number: one.signals for one in rows}, on=on)
    lines = [(signal.since, _line(one, signal)) for one in rows for signal in found[one.customer_number]]
    lines.sort(key=lambda pair: pair[0], reverse=True)
    return [line for _since, line in lines[:TASKS_MOST]]


def _agreed(person: User, *, on: date) -> list[Enterprise]:
    """The enterprises with anything agreed whose customers a person serves."""
    agreed = Enterprise.objects.filter(state="open").exclude(Q(party_id="") | Q(signals=[]))
    rows = list(agreed.order_by("customer_number")[:SERVED_MOST])
    if not rows:
        return []
    served = portfolio.running(on).filter(staff_id=person.staff_id).values_list("party_id", flat=True).distinct()
    family = set(customers.with_families(list(served[:SERVED_MOST])))
    return [one for one in rows if one.party_id in family]


def _line(one: Enterprise, signal: Found) -> TaskLine:
    words, facts = words_of(signal, one.name)
    return TaskLine(words, reverse("customer", args=[one.party_id]), None, facts, source=SOURCE)
