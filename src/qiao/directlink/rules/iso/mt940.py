"""A statement as SWIFT's MT940: what systems read that were built before XML.

Source: SWIFT's field rules for MT940 (tags 20, 25, 28C, 60, 61, 86, 62, 64), and for tag 86 the subfields ?00 to ?33 as
many banks fill them: what the line is, references and purpose, the other bank, account and name. A subfield is never
broken between lines, a line never begins with a mark that would end the field.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from qiao.directlink.rules.iso.elements import CURRENCY
from qiao.directlink.rules.iso.latin import Reading, latin, reference
from qiao.directlink.rules.iso.stated import Bank, Nature, Stated, StatedLine, followed
from qiao.ground.money import text_of_scaled
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

END = "\r\n"
AMOUNT_LETTERS_MOST = 15
REFERENCE_LETTERS, ACCOUNT_LETTERS, MORE_LETTERS = 16, 35, 34
SEQUENCE_MOST = 99_999
LINE_LETTERS, LINES_MOST = 65, 6
SUBFIELD_LETTERS, PURPOSE_SUBFIELDS = 27, 10
NO_REFERENCE = "NONREF"
KINDS: Mapping[Nature, str] = {
    Nature.TRANSFER_HERE: "NTRF",
    Nature.TRANSFER_FAR: "NTRF",
    Nature.PAYROLL: "NTRF",
    Nature.COLLECTION: "NDDT",
    Nature.FEE: "NCHG",
    Nature.TAKEN_OVER: "NMSC",
}
RETURNED = "NRTI"
UNSTRUCTURED = "999"
"""Readers of tag 86 take this code for a text without subfields; our own summary code of that number is written 000."""


def mt940(statement: Stated, *, reading: Reading) -> Iterator[str]:
    """The statement, or a page of it, line by line; `reading` tells the sound of a Chinese letter.

    Refused where an amount has more digits than the standard has room for.
    """
    paging = statement.paging
    yield _blocks(statement.bank)
    yield _field("20", _own_number(statement.number, reading))
    yield _field("25", reference(statement.account, most=ACCOUNT_LETTERS, reading=reading) or NO_REFERENCE)
    yield _field("28C", f"{statement.sequence % (SEQUENCE_MOST + 1):05d}/{paging.number % (SEQUENCE_MOST + 1):05d}")
    yield _field("60F" if paging.number == 1 else "60M", _balance(statement.opening_fen, on=statement.since))
    for line in followed(statement):
        yield _line(line, reading)
        yield _field("86", _details(line, reading))
    yield _field("62F" if paging.is_last else "62M", _balance(statement.closing_fen, on=statement.last))
    if statement.available_fen is not None and paging.is_last:
        yield _field("64", _balance(statement.available_fen, on=statement.last))
    yield f"-{'}' if statement.bank.bic else ''}{END}"


def _own_number(number: str, reading: Reading) -> str:
    """The end of the statement's number, which tells its days and page; tag 25 tells the account."""
    kept = reference(number.partition("-")[2] or number, most=ACCOUNT_LETTERS, reading=reading)
    return kept[-REFERENCE_LETTERS:].strip("/-:") or NO_REFERENCE


def _blocks(bank: Bank) -> str:
    """The head of a message of the network; a bank without a code of its own writes the text alone."""
    if not bank.bic:
        return ""
    branch = bank.bic[8:] or "X" * 3  # the head office
    terminal = f"{bank.bic[:8]}X{branch}"
    return f"{{1:F01{terminal}0000000000}}{{2:I940{terminal}N}}{{4:{END}"


def _field(tag: str, content: str) -> str:
    return f":{tag}:{content}{END}"


def _amount(fen: int) -> str:
    text = text_of_scaled(abs(fen), places=2).replace(".", ",")
    if len(text) > AMOUNT_LETTERS_MOST:
        raise Refusal(
            "statement.mt940_amount",
            _("%(amount)s yuan have more digits than MT940 has room for; take the statement in another form."),
            amount=text_of_scaled(abs(fen), places=2),
        )
    return text


def _balance(fen: int, *, on: date) -> str:
    return f"{'D' if fen < 0 else 'C'}{on:%y%m%d}{CURRENCY}{_amount(fen)}"


def _line(line: StatedLine, reading: Reading) -> str:
    """Tag 61: days, side, amount, kind, both references; a bank's number that has no room stands in the next line."""
    # Money that comes back is the reversal of a debit, money taken back the reversal of a credit.
    came = line.amount_fen > 0
    side = ("RD" if came else "RC") if line.is_reversal else ("C" if came else "D")
    kind = RETURNED if line.is_reversal else KINDS[line.nature]
    sender = line.sender
    own = reference(sender.end_to_end or sender.order, most=REFERENCE_LETTERS, reading=reading) or NO_REFERENCE
    whole = reference(line.transfer, most=MORE_LETTERS, reading=reading)
    fits = len(whole) <= REFERENCE_LETTERS
    banks = f"//{whole}" if fits and whole else ""
    more = "" if fits else f"{END}{whole.lstrip(':-')}"
    return _field("61", f"{line.on:%y%m%d}{line.on:%m%d}{side}{_amount(line.amount_fen)}{kind}{own}{banks}{more}")


def _details(line: StatedLine, reading: Reading) -> str:
    """Tag 86: as much of the purpose as six lines hold beside the other side."""
    usable = len(line.summary) == len(UNSTRUCTURED) and line.summary.isdigit() and line.summary.isascii()
    code = line.summary if usable and line.summary != UNSTRUCTURED else "000"
    head = f"{code}?00{_cut(line.words, reading)}"
    other = line.other
    name = _words(other.name, reading)
    tail = [
        ("30", reference(other.bank_number, most=12, reading=reading)),
        ("31", reference(other.account, most=34, reading=reading)),
        ("32", name[:SUBFIELD_LETTERS]),
        ("33", name[SUBFIELD_LETTERS : 2 * SUBFIELD_LETTERS]),
    ]
    last = [f"?{tag}{text}" for tag, text in tail if text]
    told = _told(line, reading)
    for count in range(len(told), -1, -1):
        packed = _packed([head, *told[:count], *last])
        if len(packed) <= LINES_MOST:
            return END.join(packed)
    raise AssertionError("a head and a tail that do not fit into six lines")


def _told(line: StatedLine, reading: Reading) -> list[str]:
    """References and purpose, cut into subfields 20 to 29, each reference beginning one."""
    sender = line.sender
    parts = [
        f"{mark}+{text}"
        for mark, text in (("EREF", sender.end_to_end), ("KREF", sender.order), ("SVWZ", line.purpose))
        for text in [_words(text, reading)]
        if text
    ]
    cut = [part[at : at + SUBFIELD_LETTERS] for part in parts for at in range(0, len(part), SUBFIELD_LETTERS)]
    return [f"?{20 + place}{text}" for place, text in enumerate(cut[:PURPOSE_SUBFIELDS])]


def _packed(subfields: list[str]) -> list[str]:
    """Whole subfields, as many to a line as it holds."""
    lines = [""]
    for one in subfields:
        if len(lines[-1]) + len(one) > LINE_LETTERS:
            lines.append("")
        lines[-1] += one
    return lines


def _words(words: str, reading: Reading) -> str:
    """A text in the standard's letters without the mark that begins a subfield."""
    return latin(words, reading=reading).replace("?", ".")


def _cut(words: str, reading: Reading) -> str:
    return _words(words, reading)[:SUBFIELD_LETTERS]
