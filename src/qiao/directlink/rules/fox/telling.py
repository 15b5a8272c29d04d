"""How the core's states, reasons and refusals are told in FOX.

Source: fox.md 3. The Chinese words of reasons are constants of the wire, like those of the codes.
"""

from collections.abc import Iterable, Mapping

from qiao.directlink.rules.fox.codes import Code, State
from qiao.directlink.rules.ledger import Reason
from qiao.directlink.rules.orders import Form, Route
from qiao.directlink.rules.states import State as Standing

STATES: Mapping[Standing, State] = {
    Standing.LODGED: State.AUDITING,
    Standing.RETURNED: State.SEND_BACK,
    Standing.SCHEDULED: State.AUDITED,
    Standing.HELD: State.WAIT_FOR_AUDIT,
    Standing.SENT: State.PROCESSING,
    Standing.UNKNOWN: State.PENDING,
    Standing.PAID: State.PAYOUT,
    Standing.PARTLY_PAID: State.PART_PAYOUT,
    Standing.FAILED: State.FAIL,
    Standing.CANCELLED: State.CANCEL,
    Standing.EXPIRED: State.EXPIRED,
}
REASONS: Mapping[Reason, str] = {
    Reason.FUNDS: "可用余额不足",
    Reason.UNKNOWN_ACCOUNT: "账号不存在",
    Reason.CLOSED: "账户已销户",
    Reason.FROZEN: "账户已冻结",
    Reason.NAME: "户名不符",
    Reason.NOT_A_PERSON: "不是个人账户",
    Reason.CONTRACT: "付款人未签约",
    Reason.LIMIT: "超过限额",
    Reason.BANK: "收款行不存在",
    Reason.REJECTED: "对方退回",
    Reason.SCREENED: "银行审核未通过",
    Reason.WITHDRAWN: "已撤销",
    Reason.EXPIRED: "超过期限未授权",
}
WAGE_RESULTS: Mapping[Reason, str] = {
    Reason.FUNDS: "46",
    Reason.UNKNOWN_ACCOUNT: "42",
    Reason.CLOSED: "44",
    Reason.FROZEN: "45",
    Reason.NAME: "49",
    Reason.NOT_A_PERSON: "52",
}
"""The number of a wage's result; 59 for what has none of its own."""
SUCCESS, UNKNOWN_WORDS = "成功", "结果未知，请稍后查询，请勿重复提交"
NOT_PERMITTED = ("rights.", "account.not_yours", "enterprise.suspended", "order.signed_only")
SUMMARIES: Mapping[str, tuple[str, str]] = {
    "231": ("汇款", "网上汇款"),
    "904": ("收费", "手续费"),
    "235": ("汇出退回", "汇出退回"),
    "999": ("转入", "承前余额"),
}
"""Short and long name of a summary code; payroll codes stand with the shapes of batches."""
ROUTES: Mapping[str, str] = {Route.LARGE.value: "3", Route.SMALL.value: "4", Route.SUPER.value: "8"}


def state_of(standing: Standing, form: Form, *, routes: Iterable[str], is_wished: bool) -> State:
    """What an instruction's state is called: under way by the fast net is unknown, a background batch handed over."""
    if form is Form.BATCH_LATER and standing is Standing.SCHEDULED and not is_wished:
        return State.SUBMIT_SUCC
    unsure = form is Form.COLLECTION or Route.SUPER.value in routes
    return State.PENDING if standing is Standing.SENT and unsure else STATES[standing]


def code_of(refusal_code: str) -> Code:
    """The number of a status for what the core refused."""
    if refusal_code == "order.amount":
        return Code.AMOUNT_FORM
    return Code.NOT_PERMITTED if refusal_code.startswith(NOT_PERMITTED) else Code.REFUSED


def wage_result(standing: Standing, reason: Reason | None) -> str:
    """The number that tells what became of one wage."""
    if standing is Standing.PAID:
        return "23"
    if standing is Standing.FAILED and reason is not None:
        return WAGE_RESULTS.get(reason, "59")
    return "-1" if standing in {Standing.LODGED, Standing.SCHEDULED, Standing.HELD} else "90"


def collection_result(standing: Standing) -> str:
    """The number that tells what became of one collection."""
    told = {Standing.PAID: "0", Standing.FAILED: "1", Standing.SENT: "2", Standing.UNKNOWN: "2"}
    return told.get(standing, "-1")
