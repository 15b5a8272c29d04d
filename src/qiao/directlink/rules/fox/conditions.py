"""What of a request depends on its other values or on the day: known without the bank's book, and checked before it.

Source: piece 7 (limits of the direct link). A day on which a payment is wished lies within bounds that differ by
interface; a statement is of today or of days that are over, never of both; totals that are sent have to be those of
the items. Windows and bounds that the bank or a payment system may change are dated parameters.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.directlink.rules import parameters
from qiao.directlink.rules.fox import itemlines
from qiao.directlink.rules.fox.batches import ITEMS_MOST
from qiao.directlink.rules.fox.codes import Code, Status, refused
from qiao.directlink.rules.fox.collecting import OTHER_BANK_WAYS
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import TEXT, Part
from qiao.ground.money import text_of_scaled
from qiao.office.rules.parameter import Parameter, numbers

OWN_BANK = "兴业银行"
"""What the name of another bank must not hold."""
FILE_LINES_STEP, FILE_LINES_MOST = 100, 1_000
MONTHS_A_YEAR, FEN_A_WAN = 12, 1_000_000
DIGITS = "一二三四五六七八九"
Lookup = Callable[[Parameter, str], int]
"""The bank's number in force, of a parameter and a key of its table; asked only where a request needs it."""


def usual(parameter: Parameter, key: str) -> int:
    """The number where the bank has set none."""
    return numbers(parameter.default)[key]


@dataclass(frozen=True, slots=True)
class Today:
    """The day on which a request is weighed, and what the bank's parameters say on it."""

    on: date
    number: Lookup = usual

    def window(self, key: str, last: Parameter) -> tuple[int, int]:
        """How many days ahead an order names its day, at least and at most."""
        return self.number(parameters.DUE_FIRST, key), self.number(last, "")


def fault_of(request: Request, *, today: Today) -> Status | None:
    """Why a request cannot be run on this day, as far as it tells itself; None where it can."""
    if request.fault is not None or request.body is None:
        return request.fault
    check = CHECKS.get(request.interface)
    return check(request.body, today) if check is not None else None


def first_of(faults: Iterable[Status | None]) -> Status | None:
    """The first fault there is."""
    return next((fault for fault in faults if fault is not None), None)


def due_fault(body: Part, today: Today, *, key: str, last: Parameter) -> Status | None:
    """A day on which a payment is wished lies so many days ahead at least and at most."""
    told = body.text("DTDUE")
    if not told:
        return None
    least, most = today.window(key, last)
    if timedelta(least) <= date.fromisoformat(told) - today.on <= timedelta(most):
        return None
    return refused(Code.REFUSED, "期望日DTDUE超出允许范围")


def payee_fault(payee: Part) -> Status | None:
    """Of a payee at another bank that bank has to be named, and cannot be this one."""
    bank = payee.text("BANKDESC")
    if payee.text("@INTERBANK") != "N":
        return None
    if not bank:
        return refused(Code.REFUSED, "他行收款人的BANKDESC不能为空")
    return refused(Code.REFUSED, "他行收款人的BANKDESC不能为本行") if OWN_BANK in bank else None


def route_fault(order: Part, today: Today) -> Status | None:
    """The fast net between banks wants the number of the payee's bank, and takes small sums only."""
    if order.text("PMTMODE") != "SUPER":
        return None
    if not order.text("ACCTTO/BANKNUM"):
        return refused(Code.REFUSED, "超级网银汇款的BANKNUM不能为空")
    asked_fen = order.fen("TRNAMT")
    assert asked_fen is not None, "the shape requires it"
    fen_most = today.number(parameters.ROUTE_MOST, "super")
    return refused(Code.REFUSED, f"超级网银单笔不得超过{_yuan_words(fen_most)}") if asked_fen > fen_most else None


def _yuan_words(fen: int) -> str:
    """A bound in words: a few ten thousands as people say them, anything else in figures."""
    wan, rest = divmod(fen, FEN_A_WAN)
    is_round = not rest and 0 < wan <= len(DIGITS)
    return f"{DIGITS[wan - 1]}万元" if is_round else f"{text_of_scaled(fen, places=2)}元"


def totals_fault(head: Part, items: tuple[Part, ...]) -> Status | None:
    """Totals that are sent are those of the items, and no two items bear one number."""
    numbers = [item.text("INDX").lstrip("0") for item in items]
    if len(set(numbers)) < len(numbers):
        return refused(Code.REFUSED, "明细序号INDX重复")
    told = head.text("TOTALCOUNT")
    if told and int(told) != len(items):
        return refused(Code.REFUSED, "总笔数与明细不符")
    total_fen = head.fen("TOTALAMOUNT")
    items_fen = sum(item.fen("TRNAMT") or 0 for item in items)
    return refused(Code.REFUSED, "总金额与明细不符") if total_fen not in {None, items_fen} else None


def span_fault(span: Part, on: date) -> Status | None:
    """Days of a statement: one day up to today, or several that are all over."""
    start, end = (date.fromisoformat(span.text(tag)) for tag in ("DTSTART", "DTEND"))
    is_whole = start == end <= on or start < end < on
    return None if is_whole else refused(Code.REFUSED, "查询日期不正确：当日与历史不能同时查询")


def _payment(body: Part, today: Today) -> Status | None:
    order = body.part("XFERINFO")
    due = due_fault(order, today, key="single", last=parameters.DUE_SINGLE)
    return first_of((due, payee_fault(order.part("ACCTTO")), route_fault(order, today)))


def _batch(body: Part, today: Today) -> Status | None:
    items = body.parts("XFERINFO")
    payees = (payee_fault(item.part("ACCTTO")) for item in items)
    due = due_fault(body, today, key="batch", last=parameters.DUE_BATCH)
    return first_of((due, totals_fault(body, items), *payees))


def _background(body: Part, _today: Today) -> Status | None:
    items = itemlines.read_items(body.part("XFERINFOTEXT").text(TEXT))
    if not 1 <= len(items) <= ITEMS_MOST:
        return refused(Code.GENERAL, f"明细应为1至{ITEMS_MOST}笔")
    return first_of(itemlines.faults_of(items)) or itemlines.totals_fault(body, items)


def _payroll(body: Part, today: Today) -> Status | None:
    head = body.part("RPAYOFFINFO")
    due = due_fault(head, today, key="payroll", last=parameters.DUE_PAYROLL)
    return first_of((due, totals_fault(head, head.parts("RPAYOFFLIST/RPAYOFF"))))


def _collection(body: Part, _today: Today) -> Status | None:
    asked = body.part("GATHERINFO/PAYINFO")
    if asked.text("PAYMODE") not in OTHER_BANK_WAYS:
        return None
    missing = next((tag for tag in ("BANKDESC", "BANKNUM") if not asked.text(f"ACCTFROM/{tag}")), "")
    return refused(Code.REFUSED, f"他行付款人的{missing}不能为空") if missing else None


def _collection_batch(body: Part, _today: Today) -> Status | None:
    return totals_fault(body, body.parts("GATHERINFO"))


def _statement(body: Part, today: Today) -> Status | None:
    span = body.part("INCTRAN")
    return span_fault(span, today.on) if span else None


def _statement_file(body: Part, today: Today) -> Status | None:
    span = body.part("INCTRAN")
    number = int(span.text("NUM") or FILE_LINES_STEP)
    if number % FILE_LINES_STEP or number > FILE_LINES_MOST:
        return refused(Code.REFUSED, "NUM应为100的倍数且不超过1000")
    least_fen, most_fen = span.fen("MINAMT"), span.fen("MAXAMT")
    if least_fen is not None and most_fen is not None and least_fen > most_fen:
        return refused(Code.REFUSED, "最小金额大于最大金额")
    return span_fault(span, today.on)


def _history(body: Part, today: Today) -> Status | None:
    """Balances of days that are over, so many months at most."""
    start, end = (date.fromisoformat(body.text(f"HISBALQUERYINFO/{tag}")) for tag in ("DTSTART", "DTEND"))
    if not start <= end < today.on:
        return refused(Code.REFUSED, "查询日期不正确")
    months = today.number(parameters.HISTORY_MONTHS, "")
    words = "一年" if months == MONTHS_A_YEAR else f"{months}个月"
    return refused(Code.CORE_FAILURE, f"查询时间跨度不能超过{words}") if end > _months_after(start, months) else None


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month; the calendar's end where there is none."""
    years, month = divmod(day.month - 1 + months, MONTHS_A_YEAR)
    year = day.year + years
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _receipts(body: Part, today: Today) -> Status | None:
    is_over = date.fromisoformat(body.text("RECEIPTDATE")) < today.on
    return None if is_over else refused(Code.REFUSED, "只能生成历史日期的回单")


def _agreed(body: Part, today: Today) -> Status | None:
    """One of the last months, never the present one."""
    asked = body.text("RECONCILEDATE")
    months_ago = (today.on.year - int(asked[:4])) * MONTHS_A_YEAR + today.on.month - int(asked[4:])
    return (
        None
        if 1 <= months_ago <= today.number(parameters.AGREED_MONTHS, "")
        else refused(Code.REFUSED, "对账期不在允许范围内")
    )


CHECKS: dict[str, Callable[[Part, Today], Status | None]] = {
    "XFER": _payment,
    "ICTRANSFER": _payment,
    "RBATCHTRSFR": _batch,
    "ASYNBATCHTRSFR": _background,
    "RPAYOFF": _payroll,
    "GATHER": _collection,
    "FBBATCHGATHER": _collection_batch,
    "SCUSTSTMT": _statement,
    "FSTMT": _statement_file,
    "HISBALQUERY": _history,
    "ELECTRONICRECEIPT": _receipts,
    "BATCHCHECK": _agreed,
}
