"""The records of a statement file: 530 bytes of GBK a line, thirty fields side by side, the last a line's end.

Source: piece 7 (statements for a customer's own program). A text that is too long is cut between two characters, never
inside one; a sum that does not fit its place is refused, since a number cut off is another number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from qiao.directlink.rules.fox.writing import clean
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

RECORD_BYTES = 530
WIDTHS = {
    "core_number": 30,
    "voucher_group": 10,
    "number_in_group": 3,
    "day": 8,
    "time": 6,
    "area": 2,
    "office": 3,
    "trade_code": 4,
    "booking_trade_code": 4,
    "teller_serial": 8,
    "channel": 3,
    "own_voucher": 10,
    "core_customer": 10,
    "balance": 15,
    "amount": 15,
    "currency": 2,
    "cash_flag": 1,
    "side": 1,
    "supplement_flag": 1,
    "reversed_flag": 1,
    "summary_code": 3,
    "other_voucher": 32,
    "other_account": 32,
    "other_name": 120,
    "other_bank_number": 14,
    "other_bank": 70,
    "route": 1,
    "purpose": 60,
    "remark": 60,
}
RIGHT = frozenset({"number_in_group", "balance", "amount"})
"""Numbers stand at the right of their place."""
BLANKS = " \t\r"


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a statement file as text; `side` is 0 for a debit and 1 for a credit."""

    core_number: str
    voucher_group: str = ""
    number_in_group: str = ""
    day: str = ""
    time: str = ""
    area: str = ""
    office: str = ""
    trade_code: str = ""
    booking_trade_code: str = ""
    teller_serial: str = ""
    channel: str = ""
    own_voucher: str = ""
    core_customer: str = ""
    balance: str = ""
    amount: str = ""
    currency: str = "01"
    cash_flag: str = ""
    side: str = ""
    supplement_flag: str = ""
    reversed_flag: str = ""
    summary_code: str = ""
    other_voucher: str = ""
    other_account: str = ""
    other_name: str = ""
    other_bank_number: str = ""
    other_bank: str = ""
    route: str = ""
    purpose: str = ""
    remark: str = ""


NAMES = tuple(field.name for field in fields(Record))


def write_records(records: Iterable[Record]) -> str:
    """The records one behind the other, as the text that stands between CDATA marks."""
    return "".join(write_record(record).decode("gbk") for record in records)


def write_record(record: Record) -> bytes:
    """The bytes of one record, its line's end with them."""
    return b"".join(_placed(getattr(record, name), name) for name in NAMES) + b"\n"


def _placed(value: str, name: str) -> bytes:
    """A value in its place: blanks fill it up, and what is too long is cut."""
    width = WIDTHS[name]
    written = clean(value).encode("gbk", "replace")
    if name in RIGHT:
        if len(written) > width:
            raise Refusal("fox.record", _("%(value)s does not fit into a record of the statement file."), value=value)
        return written.rjust(width)
    return cut(written, width).ljust(width)


def cut(written: bytes, width: int) -> bytes:
    """At most so many bytes of GBK, without the half of a character at the end."""
    return written if len(written) <= width else written[:width].decode("gbk", "ignore").encode("gbk")


def read_records(text: str) -> tuple[Record, ...]:
    """The records of a statement file; lines may be indented, and blanks at their ends may be missing."""
    return tuple(_record(line.rstrip("\r")) for line in text.split("\n") if line.strip(BLANKS))


def _record(line: str) -> Record:
    written = line.encode("gbk", "replace")
    if len(written) != RECORD_BYTES - 1:
        written = line.strip(BLANKS).encode("gbk", "replace").ljust(RECORD_BYTES - 1)
    if len(written) != RECORD_BYTES - 1:
        raise Refusal("fox.record_size", _("A record of the statement file has %(size)s bytes."), size=len(written) + 1)
    held = {}
    start = 0
    try:
        for name in NAMES:
            end = start + WIDTHS[name]
            held[name] = written[start:end].decode("gbk").strip(" ")
            start = end
    except UnicodeDecodeError as error:
        raise Refusal(
            "fox.record_form", _("A field of the statement file ends inside a character: its places are shifted.")
        ) from error
    return Record(**held)
