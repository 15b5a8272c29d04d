"""A sheet of payments read row by row: which column is what, and every row that cannot be a payment named with why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.directlink.rules.orders import ACCOUNT, AMOUNT_FEN_MOST, Item
from qiao.ground.money import scaled_from_typed
from qiao.ground.words import gettext_noop as _

HEADS: Mapping[str, str] = {
    "account": _("Payee's account"),
    "name": _("Payee's name"),
    "amount": _("Amount in yuan"),
    "bank": _("Payee's bank (number or name; empty: this bank)"),
    "purpose": _("Purpose of the row"),
}
"""The columns of a sheet, in the order of its template."""
WANTED = ("account", "name", "amount")
KNOWN: Mapping[str, str] = {
    **dict.fromkeys(("account", "payee account", "payee's account", "收款账号", "收款人账号", "账号"), "account"),
    **dict.fromkeys(("name", "payee", "payee's name", "收款户名", "收款人户名", "收款人名称", "户名", "姓名"), "name"),
    **dict.fromkeys(("amount", "amount in yuan", "amount (yuan)", "金额", "金额(元)", "实发金额"), "amount"),
    **dict.fromkeys(("bank", "payee's bank", "bank number", "bank name", "收款行", "开户行", "行号"), "bank"),
    **dict.fromkeys(("purpose", "purpose of the row", "用途", "附言", "摘要"), "purpose"),
}
"""How a column may be headed, in small letters; what stands in brackets after it is left away."""
BANK_NUMBER = re.compile(r"\d{12,14}", re.ASCII)
IN_POWERS = re.compile(r"\d(?:\.\d+)?e\+\d+", re.ASCII)
"""How a spreadsheet's number looks that was too long for it."""
GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)
NAME_LETTERS_MOST, BANK_LETTERS_MOST, PURPOSE_LETTERS_MOST = 120, 120, 60


@dataclass(frozen=True, slots=True)
class Trouble:
    """A row of the sheet that cannot be a payment (0: the sheet as a whole), and why in marked words."""

    line: int
    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """The payments of a sheet, the rows they stand in, and everything that is wrong with it."""

    items: tuple[Item, ...]
    lines: tuple[int, ...]
    troubles: tuple[Trouble, ...]


def read(rows: Sequence[Sequence[str]]) -> Read:
    """The sheet as payments; its first row that is not empty heads the columns."""
    head = next((number for number, row in enumerate(rows) if any(row)), None)
    if head is None:
        return Read((), (), (Trouble(0, _("The sheet is empty."), {}),))
    columns = columns_of(rows[head])
    missing = [name for name in WANTED if name not in columns]
    if missing:
        words = _("A column is missing: the sheet needs the account, the name and the amount of each payee.")
        return Read((), (), (Trouble(head + 1, words, {}),))
    items, lines, troubles = list[Item](), list[int](), list[Trouble]()
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        if not any(row):
            continue
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in columns.items()}
        wrong = troubles_of(cells)
        troubles += [Trouble(number, words, {"text": cells[name][:40]}) for name, words in wrong]
        if not wrong:
            items.append(item_of(cells, index=len(items) + 1))
            lines.append(number)
    if not items and not troubles:
        troubles.append(Trouble(0, _("The sheet has no row below its heads."), {}))
    return Read(tuple(items), tuple(lines), tuple(troubles))


def columns_of(heads: Sequence[str]) -> dict[str, int]:
    """Which column is what, the first of two that are headed alike."""
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        name = KNOWN.get(_plain(head))
        if name is not None:
            found.setdefault(name, place)
    return found


def _plain(head: str) -> str:
    return re.split(r"[(（]", " ".join(head.lower().replace("’", "'").split()), maxsplit=1)[0].strip()


def troubles_of(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is wrong with a row: the column and the words, each column once."""
    found = []
    if IN_POWERS.fullmatch(cells["account"]):
        found.append(("account", _("the account %(text)s lost its last digits: make the column a text")))
    elif not ACCOUNT.fullmatch(cells["account"]):
        found.append(("account", _("the account “%(text)s” has to be 1 to 32 digits, letters or hyphens")))
    if not cells["name"]:
        found.append(("name", _("the name of the payee is missing")))
    if fen_of(cells["amount"]) is None:
        found.append(("amount", _("the amount “%(text)s” has to be above zero, with at most two decimals")))
    return found


def fen_of(text: str) -> int | None:
    """An amount in yuan, with or without separators, as fen; None where it is none that can be paid.

    A comma has to stand before three digits: 12,00 is no twelve hundred.
    """
    plain = text.strip().removeprefix("¥").removeprefix("￥").strip().replace("，", ",")
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        fen = scaled_from_typed(plain, places=2, signed=False)
    except (ValueError, ArithmeticError):
        return None
    return fen if 0 < fen <= AMOUNT_FEN_MOST else None


def item_of(cells: Mapping[str, str], *, index: int) -> Item:
    """A row that is right as a payment; a bank that is named makes it one to another bank."""
    fen, bank = fen_of(cells["amount"]), cells.get("bank", "")
    assert fen is not None, "the row was checked"
    number = bank if BANK_NUMBER.fullmatch(bank) else ""
    return Item(
        index,
        cells["account"],
        cells["name"][:NAME_LETTERS_MOST],
        fen,
        here=not bank,
        bank_name="" if number else bank[:BANK_LETTERS_MOST],
        bank_number=number,
        purpose=cells.get("purpose", "")[:PURPOSE_LETTERS_MOST],
    )
