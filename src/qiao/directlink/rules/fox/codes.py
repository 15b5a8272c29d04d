"""What an answer of FOX says by number: the status of a request, the state of an instruction, the result of an item.

Source: piece 7 (direct link). The Chinese texts are constants of the wire, as customers' programs show them to their
people; they are no words of ours to be translated. A status tells whether a request was understood and run; the state
tells what became of the money, and only a final one is never asked again.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Severity(StrEnum):
    """How grave a status is; no message was ever seen with the one in the middle."""

    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"


class Code(IntEnum):
    """The numbers of a status; several mean that nothing was found, each in its own interface."""

    DONE = 0
    TIMED_OUT = 1740
    GENERAL = 2000
    NOTHING_FOUND = 2001
    REFUSED = 2002
    NOT_PERMITTED = 2005
    AMOUNT_FORM = 2006
    INSTRUCTION_UNKNOWN = 2020
    NO_ITEMS = 2100
    NO_RESULT = 4917
    CORE_FAILURE = 6000
    TOTALS_DIFFER = 6352
    NO_LINES = 6421
    QUERY_FAULT = 10000
    NUMBER_USED = 12345
    WRONG_SIGN_ON = 15500
    NO_SUB_ACCOUNT_LINES = 20203
    NO_DETAILS = 40041
    NO_CENTRE = 40607
    NO_CURRENT_ACCOUNT = 40620
    NOT_AUTHORISED = 50006
    ABNORMAL = 51010
    BILL_TOTALS_DIFFER = 51027
    CHECK_FAILED = 52000
    BATCH_ITEMS = 60010
    NO_AGREEMENT = 60101
    NO_AGREEMENT_THERE = 60102
    FUNDS_SHORT = 75320


MESSAGES = {
    Code.DONE: "",
    Code.TIMED_OUT: "查询超时，请稍后再查",
    Code.GENERAL: "交易处理失败",
    Code.NOTHING_FOUND: "没有符合条件的记录",
    Code.REFUSED: "交易被拒绝",
    Code.NOT_PERMITTED: "权限不足",
    Code.AMOUNT_FORM: "金额格式不正确",
    Code.INSTRUCTION_UNKNOWN: "指令不存在",
    Code.NO_ITEMS: "没有符合条件的记录",
    Code.NO_RESULT: "没有符合条件的记录",
    Code.CORE_FAILURE: "核心系统处理失败",
    Code.TOTALS_DIFFER: "总笔数或总金额与明细不符",
    Code.NO_LINES: "没有交易流水",
    Code.QUERY_FAULT: "查询失败",
    Code.NUMBER_USED: "客户端交易流水号重复",
    Code.WRONG_SIGN_ON: "用户名或密码不正确",
    Code.NO_SUB_ACCOUNT_LINES: "没有符合条件的记录",
    Code.NO_DETAILS: "没有符合条件的记录",
    Code.NO_CENTRE: "没有结算中心",
    Code.NO_CURRENT_ACCOUNT: "活期账户不存在",
    Code.NOT_AUTHORISED: "账户或操作员未授权",
    Code.ABNORMAL: "执行异常，请查询指令状态",
    Code.BILL_TOTALS_DIFFER: "总笔数或总金额与明细不符",
    Code.CHECK_FAILED: "检查未通过，请更换流水号后重新提交",
    Code.BATCH_ITEMS: "批量明细有误",
    Code.NO_AGREEMENT: "未与对方银行签约",
    Code.NO_AGREEMENT_THERE: "对方银行未签约",
    Code.FUNDS_SHORT: "可用余额不足",
}
NOTHING = frozenset(
    {
        *(Code.NOTHING_FOUND, Code.NO_ITEMS, Code.NO_RESULT, Code.NO_LINES),
        *(Code.NO_SUB_ACCOUNT_LINES, Code.NO_DETAILS),
    }
)
"""A question that was answered: there is nothing. A client shows an empty list, not a failure."""


@dataclass(frozen=True, slots=True)
class Status:
    """What became of a request: its number, how grave, and words where there are any."""

    code: int = 0
    severity: str = Severity.INFO.value
    message: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the request was run; of an instruction the state has to be read too."""
        return self.code == 0

    @property
    def is_nothing_found(self) -> bool:
        """Whether a question was run and found nothing."""
        return self.code in NOTHING


DONE = Status()


def refused(code: Code = Code.REFUSED, message: str = "", /, *, severity: Severity = Severity.ERROR) -> Status:
    """A status that refuses, with the number's own words where none are given."""
    return Status(int(code), severity.value, message or MESSAGES[code])


class State(StrEnum):
    """Where an instruction stands (XFERPRCCODE); the bank of an item of a batch uses the same."""

    SUBMIT_SUCC = "SUBMIT_SUCC"
    AUDITING = "AUDITING"
    AUDITED = "AUDITED"
    PENDING = "PENDING"
    WAIT_FOR_AUDIT = "WAIT_FOR_AUDIT"
    PROCESSING = "PROCESSING"
    SEND_BACK = "SEND_BACK"
    PAYOUT = "PAYOUT"
    PART_PAYOUT = "PART_PAYOUT"
    FAIL = "FAIL"
    CANCEL = "CANCEL"
    EXPIRED = "EXPIRED"

    @property
    def is_final(self) -> bool:
        """Whether it stays as it is; a final state is never asked again."""
        return self in FINAL

    @property
    def is_success(self) -> bool:
        """Whether money moved, all of it or a part."""
        return self in PAID

    @property
    def words(self) -> str:
        """What the bank calls it."""
        return STATE_WORDS[self]


PAID = frozenset({State.PAYOUT, State.PART_PAYOUT})
FINAL = PAID | {State.FAIL, State.CANCEL, State.EXPIRED}
STATE_WORDS = {
    State.SUBMIT_SUCC: "提交成功",
    State.AUDITING: "审核中",
    State.AUDITED: "已审核",
    State.PENDING: "未知",
    State.WAIT_FOR_AUDIT: "银行审核",
    State.PROCESSING: "处理中",
    State.SEND_BACK: "退回经办",
    State.PAYOUT: "成功",
    State.PART_PAYOUT: "部分成功",
    State.FAIL: "失败",
    State.CANCEL: "已撤销",
    State.EXPIRED: "已过期",
}

PAYROLL_RESULTS = {
    "-1": "未处理",
    "23": "成功",
    "40": "异地账户",
    "41": "无此卡",
    "42": "无此账户",
    "43": "已删除",
    "44": "已销户",
    "45": "已冻结",
    "46": "余额不足",
    "47": "低于起存金额",
    "48": "无客户号",
    "49": "户名不符",
    "50": "证件不符",
    "51": "证件重复",
    "52": "卡或账户状态异常",
    "53": "金额不正确",
    "54": "收款人户名有误",
    "59": "其他错误",
    "60": "检查通过",
    "90": "异步处理中",
    "3885": "状态同步失败",
}
"""The result of one wage by the number that stands in the item's STATUS."""
COLLECTION_RESULTS = {"-1": "未提交", "0": "成功", "1": "失败", "2": "银行处理中", "3": "核销"}
"""The result of one collection by the number that stands in RESULT."""
