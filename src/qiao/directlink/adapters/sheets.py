"""The rows of a CSV file that a bank hands in: in UTF-8, or in GB 18030 as older spreadsheets write it."""

import csv
import io
from collections.abc import Iterator

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


def rows_of(content: bytes, *, file: str) -> Iterator[list[str]]:
    """The cells row by row; refused where the bytes are no text or the text no table."""
    text = _text(content, file)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        raise Refusal("table.form", _("%(file)s is no CSV table: %(cause)s."), file=file, cause=str(error)) from error


def _text(content: bytes, file: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refusal("table.encoding", _("%(file)s is no text; save the table as CSV in UTF-8."), file=file)
