"""Elements of XML written as text: escaped, cut to their lengths by letters, left out where they would be empty.

Source: directlink.md 4: what we write has to be valid to the last letter, whatever a payee is called. Letters that XML
has no place for (control characters, halves of pairs) and line breaks become blanks; the standard counts letters, not
bytes.
"""

import re
from datetime import UTC, date, datetime

from qiao.ground.money import text_of_scaled

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
MISSING = "NOTPROVIDED"
"""What the standard puts where a text has to stand and there is none."""
CURRENCY = "CNY"
REFERENCE, NAME, ACCOUNT_NAME, WORDS, NOTE, ACCOUNT = 35, 140, 70, 105, 500, 34
SUM_DIGITS_MOST = 18
_IMPOSSIBLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def plain(words: str) -> str:
    """A text without what XML cannot hold, its blanks made single and taken from both ends."""
    return " ".join(_IMPOSSIBLE.sub(" ", words).split())


def text(tag: str, words: str, *, most: int = REFERENCE) -> str:
    """An element with a text of at most so many letters; nothing where no letter is left of it."""
    kept = plain(words)[:most].rstrip()
    return f"<{tag}>{kept.translate(_ESCAPED)}</{tag}>" if kept else ""


def needed(tag: str, words: str, *, most: int = REFERENCE) -> str:
    """An element that has to stand, with the standard's word for a text that is missing."""
    return text(tag, words, most=most) or f"<{tag}>{MISSING}</{tag}>"


def lines(tag: str, words: str, *, most: int, count: int) -> str:
    """A long text in at most so many elements one after the other."""
    kept = plain(words)
    return "".join(text(tag, kept[at : at + most], most=most) for at in range(0, min(len(kept), most * count), most))


def group(tag: str, *inner: str) -> str:
    """An element around others; nothing where all of them are."""
    within = "".join(inner)
    return f"<{tag}>{within}</{tag}>" if within else ""


def amount(tag: str, fen: int) -> str:
    """An amount of yuan without its sign; which way it goes is told beside it."""
    size = abs(fen)
    assert size < 10**SUM_DIGITS_MOST, "more money than the standard can write"
    return f'<{tag} Ccy="{CURRENCY}">{text_of_scaled(size, places=2)}</{tag}>'


def total(tag: str, fen: int | None) -> str:
    """A sum, which the standard lets us leave out: where it is not known, or has more digits than it takes."""
    if fen is None or abs(fen) >= 10**SUM_DIGITS_MOST:
        return ""
    return f"<{tag}>{text_of_scaled(fen, places=2)}</{tag}>"


def side(fen: int) -> str:
    """Whether an amount is a credit or a debit of the account; nothing counts as a credit."""
    return f"<CdtDbtInd>{'DBIT' if fen < 0 else 'CRDT'}</CdtDbtInd>"


def day(tag: str, on: date) -> str:
    """A day."""
    return f"<{tag}>{on.isoformat()}</{tag}>"


def moment(tag: str, at: datetime) -> str:
    """A moment to the second, with its distance from UTC; the caller has brought it to the bank's clock."""
    assert at.tzinfo is not None, "a moment without a clock"
    whole = at.replace(microsecond=0)
    shift = whole.utcoffset()
    assert shift is not None, "a moment without a clock"
    if shift.seconds % 60:  # a clock of the nineteenth century, which XML has no way to write
        whole = whole.astimezone(UTC)
    return f"<{tag}>{whole.isoformat()}</{tag}>"


def opening(message: str, root: str) -> str:
    """The head of a message and the beginning of its two outer elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}{message}"><{root}>'


def closing(root: str) -> str:
    """The end of both."""
    return f"</{root}></Document>\n"
