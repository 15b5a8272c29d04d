"""The items of a batch in the background: one payment a line, eleven bars; in an answer two more for what became of it.

Source: piece 7 (batch payment). A batch with one bad line is refused whole, and its lines come back as they were sent,
with an empty state and the reason.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from qiao.directlink.rules.fox import values
from qiao.directlink.rules.fox.batches import ITEMS_MOST
from qiao.directlink.rules.fox.codes import Code, Status, refused
from qiao.directlink.rules.fox.parties import YES_NO
from qiao.directlink.rules.fox.parts import Part
from qiao.directlink.rules.fox.shapes import Element, account, choice, digits, paid, text
from qiao.ground.money import scaled_from_typed

BAR = "|"
FIELDS: tuple[tuple[Element, bool], ...] = (
    (digits("序号", 9), True),
    (account("收款账号", 32), True),
    (text("收款户名", 60), True),
    (choice("是否本行", YES_NO), True),
    (choice("是否同城", YES_NO), True),
    (digits("收报行号", 14), False),
    (text("收款银行", 60), False),
    (text("收款地址", 60), False),
    (paid("金额"), True),
    (text("用途", 60), True),
    (text("备注", 60), False),
)
"""Each field and whether it has to be given."""
ASKED_BARS, ANSWERED_BARS = len(FIELDS), len(FIELDS) + 2
MARKS = str.maketrans("<>&", "＜＞＆")
"""Between CDATA marks these three may stand; they are kept full-width like everywhere else."""


@dataclass(frozen=True, slots=True)
class Item:
    """One payment; `line` is what was sent, and `fault` why it cannot be run."""

    line: str
    number: str = ""
    account: str = ""
    name: str = ""
    is_at_bank: bool = False
    is_same_city: bool = False
    bank_number: str = ""
    bank: str = ""
    address: str = ""
    amount: str = ""
    purpose: str = ""
    memo: str = ""
    status: str = ""
    message: str = ""
    fault: str = ""

    @property
    def asked_fen(self) -> int:
        """The sum; only of an item without fault."""
        return scaled_from_typed(self.amount, places=2)


def read_items(text_of_lines: str) -> tuple[Item, ...]:
    """The items of a batch, or of its answer, in their order; empty lines are passed over.

    One more than a batch may have is enough to refuse it: what follows is not read.
    """
    lines = (line.strip(values.BLANKS) for line in text_of_lines.split("\n"))
    return tuple(_item(line) for line in islice(filter(None, lines), ITEMS_MOST + 1))


def _item(line: str) -> Item:
    fields = [field.strip(values.BLANKS).translate(MARKS) for field in line.split(BAR)]
    if line.count(BAR) not in {ASKED_BARS, ANSWERED_BARS} or fields.pop():
        return Item(line, fault="明细格式不正确")
    status, message = fields[ASKED_BARS:] or ("", "")
    asked = fields[:ASKED_BARS]
    return Item(
        line=line,
        number=asked[0],
        account=asked[1],
        name=asked[2],
        is_at_bank=asked[3] == "Y",
        is_same_city=asked[4] == "Y",
        bank_number=asked[5],
        bank=asked[6],
        address=asked[7],
        amount=asked[8],
        purpose=asked[9],
        memo=asked[10],
        status=status,
        message=message,
        fault=_fault(asked),
    )


def _fault(asked: Sequence[str]) -> str:
    """Why a line cannot be run, empty where it can."""
    for value, (element, is_required) in zip(asked, FIELDS, strict=True):
        if not value:
            if is_required:
                return f"{element.name}不能为空"
            continue
        fault = values.fault_of(value, element)
        if fault is not None:
            return fault.message
    is_other_without_name = asked[3] == "N" and not asked[6]
    return "他行收款银行不能为空" if is_other_without_name else ""


def faults_of(items: Iterable[Item]) -> list[Status]:
    """The reasons for which the batch is refused whole: faults of lines, and numbers that stand twice."""
    found = []
    seen: set[str] = set()
    for ordinal, item in enumerate(items, start=1):
        words = item.fault or ("序号重复" if item.number.lstrip("0") in seen else "")
        seen.add(item.number.lstrip("0"))
        if words:
            found.append(refused(Code.GENERAL, f"第{ordinal}笔：{words}"))
    return found


def totals_fault(head: Part, items: Sequence[Item]) -> Status | None:
    """Totals that are sent are those of the items, which have no fault."""
    count, total_fen = head.text("TOTALCOUNT"), head.fen("TOTALAMOUNT")
    items_fen = sum(item.asked_fen for item in items)
    if (count and int(count) != len(items)) or total_fen not in {None, items_fen}:
        return refused(Code.GENERAL, "总笔数或总金额与明细不符")
    return None


def write_items(results: Iterable[tuple[Item, str, str]]) -> str:
    """The lines of an answer: each as it was sent, its state and words; no line ends in the last one."""
    return "\n".join(f"{asked_line(item)}{status}{BAR}{_field(message)}{BAR}" for item, status, message in results)


def asked_line(item: Item) -> str:
    """The line of a request; of one that was no line, all of it and a bar."""
    bars = item.line.split(BAR)
    return BAR.join(bars[:ASKED_BARS]) + BAR if len(bars) > ASKED_BARS else item.line.rstrip(BAR) + BAR


def _field(words: str) -> str:
    return words.replace(BAR, " ").replace("\n", " ")
