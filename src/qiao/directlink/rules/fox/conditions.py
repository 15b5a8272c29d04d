"""What of a request depends on its other values or on the day: known without the bank's book, and checked before it.

Source: piece 7 (limits of the direct link). A day on which a payment is wished lies within bounds that differ by
interface; a statement is of today or of days that are over, never of both; totals that are sent have to be those of
the items.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from qiao.directlink.rules.fox import itemlines
from qiao.directlink.rules.fox.batches import ITEMS_MOST
from qiao.directlink.rules.fox.codes import Code, Status, refused
from qiao.directlink.rules.fox.collecting import OTHER_BANK_WAYS
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import TEXT, Part

OWN_BANK = "兴业银行"
"""What the name of another bank must not hold."""
SUPER_FEN_MOST = 5_000_000
"""Fifty thousand yuan a payment by the fast net between banks."""
FILE_LINES_STEP, FILE_LINES_MOST = 100, 1_000
MONTHS_A_YEAR = 12


def fault_of(request: Request, *, on: date) -> Status | None:
    """Why a request cannot be run on this day, as far as it tells itself; None where it can."""
    if request.fault is not None or request.body is None:
        return request.fault
    check = CHECKS.get(request.interface)
    return check(request.body, on) if check is not None else None


def first_of(faults: Iterable[Status | None]) -> Status | None:
    """The first fault there is."""
    return next((fault for fault in faults if fault is not None), None)


def due_fault(body: Part, on: date, *, least: int, most: int) -> Status | None:
    """A day on which a payment is wished lies so many days ahead at least and at most."""
    told = body.text("DTDUE")
    if not told or timedelta(least) <= date.fromisoformat(told) - on <= timedelta(most):
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


def route_fault(order: Part) -> Status | None:
    """The fast net between banks wants the number of the payee's bank, and takes small sums only."""
    if order.text("PMTMODE") != "SUPER":
        return None
    if not order.text("ACCTTO/BANKNUM"):
        return refused(Code.REFUSED, "超级网银汇款的BANKNUM不能为空")
    asked_fen = order.fen("TRNAMT")
    assert asked_fen is not None, "the shape requires it"
    return refused(Code.REFUSED, "超级网银单笔不得超过五万元") if asked_fen > SUPER_FEN_MOST else None


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


def _payment(body: Part, on: date) -> Status | None:
    order = body.part("XFERINFO")
    return first_of((due_fault(order, on, least=1, most=15), payee_fault(order.part("ACCTTO")), route_fault(order)))


def _batch(body: Part, on: date) -> Status | None:
    items = body.parts("XFERINFO")
    payees = (payee_fault(item.part("ACCTTO")) for item in items)
    return first_of((due_fault(body, on, least=1, most=30), totals_fault(body, items), *payees))


def _background(body: Part, _on: date) -> Status | None:
    items = itemlines.read_items(body.part("XFERINFOTEXT").text(TEXT))
    if not 1 <= len(items) <= ITEMS_MOST:
        return refused(Code.GENERAL, f"明细应为1至{ITEMS_MOST}笔")
    return first_of(itemlines.faults_of(items)) or itemlines.totals_fault(body, items)


def _payroll(body: Part, on: date) -> Status | None:
    head = body.part("RPAYOFFINFO")
    return first_of((due_fault(head, on, least=0, most=29), totals_fault(head, head.parts("RPAYOFFLIST/RPAYOFF"))))


def _collection(body: Part, _on: date) -> Status | None:
    asked = body.part("GATHERINFO/PAYINFO")
    if asked.text("PAYMODE") not in OTHER_BANK_WAYS:
        return None
    missing = next((tag for tag in ("BANKDESC", "BANKNUM") if not asked.text(f"ACCTFROM/{tag}")), "")
    return refused(Code.REFUSED, f"他行付款人的{missing}不能为空") if missing else None


def _collection_batch(body: Part, _on: date) -> Status | None:
    return totals_fault(body, body.parts("GATHERINFO"))


def _statement(body: Part, on: date) -> Status | None:
    span = body.part("INCTRAN")
    return span_fault(span, on) if span else None


def _statement_file(body: Part, on: date) -> Status | None:
    span = body.part("INCTRAN")
    number = int(span.text("NUM") or FILE_LINES_STEP)
    if number % FILE_LINES_STEP or number > FILE_LINES_MOST:
        return refused(Code.REFUSED, "NUM应为100的倍数且不超过1000")
    least_fen, most_fen = span.fen("MINAMT"), span.fen("MAXAMT")
    if least_fen is not None and most_fen is not None and least_fen > most_fen:
        return refused(Code.REFUSED, "最小金额大于最大金额")
    return span_fault(span, on)


def _history(body: Part, on: date) -> Status | None:
    """Balances of days that are over, a year at most."""
    start, end = (date.fromisoformat(body.text(f"HISBALQUERYINFO/{tag}")) for tag in ("DTSTART", "DTEND"))
    if not start <= end < on:
        return refused(Code.REFUSED, "查询日期不正确")
    return refused(Code.CORE_FAILURE, "查询时间跨度不能超过一年") if end > _year_after(start) else None


def _year_after(day: date) -> date:
    last = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def _receipts(body: Part, on: date) -> Status | None:
    is_over = date.fromisoformat(body.text("RECEIPTDATE")) < on
    return None if is_over else refused(Code.REFUSED, "只能生成历史日期的回单")


def _agreed(body: Part, on: date) -> Status | None:
    """One of the last twelve months, never the present one."""
    asked = body.text("RECONCILEDATE")
    months_ago = (on.year - int(asked[:4])) * MONTHS_A_YEAR + on.month - int(asked[4:])
    return None if 1 <= months_ago <= MONTHS_A_YEAR else refused(Code.REFUSED, "对账期不在允许范围内")


CHECKS: dict[str, Callable[[Part, date], Status | None]] = {
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
