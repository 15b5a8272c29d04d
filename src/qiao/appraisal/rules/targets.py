"""Targets: what a person is to reach in a month, a quarter or a year, and the sheet by which they are handed in.

Source: piece 2, 3.4 (line 257: appraisal built on figures); the sheet is text with commas, one target a line, yuan.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from qiao.appraisal.rules.measures import Measure
from qiao.appraisal.rules.spans import period_of_name
from qiao.ground.money import scaled_from_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

HEADS = ("staff_id", "measure", "period", "amount")
ROWS_MOST = 5_000
BYTES_MOST = 1_000_000
ID_LETTERS_MOST = 64
AMOUNT_FEN_MOST = 10**18
ENCODINGS = ("utf-8-sig", "gb18030")  # as spreadsheets of a Chinese bank write them


TARGETED = frozenset({Measure.DEPOSITS, Measure.LOANS, Measure.MARGIN, Measure.FEES})
"""A bonus follows from the others; it is no target of its own."""


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target: of balances the daily average, of the others the sum; fen."""

    staff_id: str
    measure: Measure
    period: str
    amount_fen: int

    @property
    def key(self) -> tuple[str, str, str]:
        """Whose target of what and when."""
        return self.staff_id, self.measure.value, self.period


def read_targets(content: bytes, *, file: str) -> tuple[TargetLine, ...]:
    """The targets of a sheet; a refusal names the first line that is not one."""
    if len(content) > BYTES_MOST:
        raise Refusal("targets.too_large", _("%(file)s is larger than a list of targets can be."), file=file)
    rows = _rows(_text(content, file=file), file=file)
    if not rows or tuple(cell.strip() for cell in rows[0]) != HEADS:
        raise Refusal(
            "targets.heads", _("%(file)s: the first line has to be %(heads)s."), file=file, heads=",".join(HEADS)
        )
    if len(rows) > ROWS_MOST + 1:
        raise Refusal(
            "targets.too_many",
            _("%(file)s has more than %(most)s targets; divide it into several files."),
            file=file,
            most=ROWS_MOST,
        )
    lines = [_line(row, file=file, number=number) for number, row in enumerate(rows[1:], start=2) if any(row)]
    if not lines:
        raise Refusal("targets.none", _("%(file)s has no target below its first line."), file=file)
    _refuse_repeated(lines, file=file)
    return tuple(lines)


def _text(content: bytes, *, file: str) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refusal("targets.unreadable", _("%(file)s is no text with commas (CSV)."), file=file)


def _rows(text: str, *, file: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Refusal("targets.unreadable", _("%(file)s is no text with commas (CSV)."), file=file) from error


def _line(row: Sequence[str], *, file: str, number: int) -> TargetLine:
    cells = [cell.strip() for cell in row]
    if len(cells) != len(HEADS) or not cells[0] or len(cells[0]) > ID_LETTERS_MOST or not cells[0].isprintable():
        raise _refused(_("%(file)s, line %(line)s: %(heads)s are needed, and nothing else."), file, number)
    staff_id, measure, period, amount = cells
    if measure not in TARGETED:
        raise _refused(_("%(file)s, line %(line)s: the measure has to be one of %(measures)s."), file, number)
    try:
        period_of_name(period)
    except ValueError as error:
        raise _refused(
            _("%(file)s, line %(line)s: write the period as 2026-09, 2026-Q3 or 2026."), file, number
        ) from error
    return TargetLine(staff_id, Measure(measure), period, _fen(amount, file=file, number=number))


def _fen(amount: str, *, file: str, number: int) -> int:
    try:
        fen = scaled_from_text(amount.replace(",", ""), places=2)
    except (ValueError, ArithmeticError) as error:
        raise _refused(
            _("%(file)s, line %(line)s: write the amount in yuan, with two decimals at most."), file, number
        ) from error
    if abs(fen) > AMOUNT_FEN_MOST:
        raise _refused(_("%(file)s, line %(line)s: write the amount in yuan, with two decimals at most."), file, number)
    return fen


def _refused(words: str, file: str, number: int) -> Refusal:
    measures = ", ".join(sorted(TARGETED))
    return Refusal("targets.line", words, file=file, line=number, heads=",".join(HEADS), measures=measures)


def _refuse_repeated(lines: Sequence[TargetLine], *, file: str) -> None:
    seen = set()
    for line in lines:
        if line.key in seen:
            raise Refusal(
                "targets.repeated",
                _("%(file)s sets a target of %(staff)s for %(period)s (%(measure)s) twice."),
                file=file,
                staff=line.staff_id,
                period=line.period,
                measure=line.measure.value,
            )
        seen.add(line.key)
