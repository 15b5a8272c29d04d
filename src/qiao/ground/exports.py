"""Lists taken out of the house: a CSV or Excel file whose first row says who took it, when, and what was chosen.

Every export is limited by post, in rows and in files a day, and leaves a look. The page asks its own verb first: what
may not be seen may not be exported. Texts that a spreadsheet would run are disarmed, numbers stay numbers.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

import xlsxwriter
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from qiao.ground import clock
from qiao.ground.looks import EXPORTED, looked, looks_today
from qiao.ground.models import User
from qiao.ground.naming import post_name
from qiao.ground.refusals import Refusal
from qiao.ground.sheets import Number, safe_cell
from qiao.ground.words import gettext_noop as _

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"  # without it a spreadsheet takes Chinese for another encoding
CELL_LETTERS_MOST = 32_767  # of Excel
EXACT_DIGITS_MOST = 15  # what a spreadsheet's number holds; a longer figure is written as text
COLUMN_WIDTH, COLUMN_WIDTH_MOST = 14, 40
FACTS_LETTERS_MOST = 300


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a person may take out: rows of one file, files of one day."""

    rows: int
    a_day: int


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose figures they are: the bank's name, and whether it is a made-up one."""

    bank: str
    made_up: bool


@dataclass(slots=True)
class Sources:
    """What the storeys above have said so far: the limits of a person, and whose book this is."""

    limits: Callable[[User, date], Limits] = field(default=lambda _person, _on: Limits(rows=50_000, a_day=200))
    origin: Callable[[], Origin] = field(default=lambda: Origin("", made_up=False))


sources = Sources()


def export(
    person: User,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    name: str,
    form: str = "csv",
    facts: Mapping[str, object] | None = None,
) -> HttpResponse:
    """The file that a browser saves as `name.form`; `facts` are the filters of the list, in words.

    Refused where the list has more rows than the post may take, or the day's files are used up.
    """
    if form not in FORMS:
        raise Refusal("export.form.unknown", _("A list can be taken as csv or xlsx, not as %(form)s."), form=form[:20])
    content = written(person, headings, rows, name=name, form=form, facts=facts)
    response = HttpResponse(content, content_type=FORMS[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def written(
    person: User,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    name: str,
    form: str,
    facts: Mapping[str, object] | None = None,
) -> bytes:
    """The same file as it lies on a disk, for jobs: the same limits, the same look that is left."""
    limits = sources.limits(person, clock.today())
    _allow_another(person, limits)
    lines = list(islice(rows, limits.rows + 1))
    if len(lines) > limits.rows:
        raise Refusal(
            "export.rows",
            _(
                "The list has more than %(most)s rows, the most your post may take at once. Narrow it by unit, month "
                "or another filter; the administrator can ask for a higher limit under Settings."
            ),
            most=f"{limits.rows:,}",
        )
    mark = watermark(person, facts or {})
    content = laid_out(mark, headings, lines, form=form)
    told = {key: str(value) for key, value in (facts or {}).items()}
    looked(person, kind=EXPORTED, subject=f"list {name}", detail={"rows": len(lines), "form": form, "filter": told})
    if looks_today(person, kind=EXPORTED) > limits.a_day:  # others were asked for at the same moment
        raise _too_often(limits)
    return content


def laid_out(mark: str, headings: Sequence[str], lines: Iterable[Sequence[object]], *, form: str) -> bytes:
    """The bytes of a file of these lines below a mark, with no limit and no look: whoever calls it answers for both."""
    return _csv(mark, headings, lines).encode() if form == "csv" else _workbook(mark, headings, lines)


def _allow_another(person: User, limits: Limits) -> None:
    if looks_today(person, kind=EXPORTED) >= limits.a_day:
        raise _too_often(limits)


def _too_often(limits: Limits) -> Refusal:
    words = _(
        "You have taken %(most)s lists today, the most your post may take in a day. Tomorrow you can go on; "
        "the administrator can ask for a higher limit under Settings."
    )
    return Refusal("export.often", words, most=limits.a_day)


def watermark(person: User, facts: Mapping[str, object]) -> str:
    """The first row: made-up or not, bank, person and post, moment, filter."""
    origin = sources.origin()
    chosen = " ".join(f"{key}={value}" for key, value in facts.items() if value not in {"", None})
    parts = (
        gettext("Made-up data") if origin.made_up else "",
        origin.bank,
        gettext("taken by %(name)s (%(post)s)") % {"name": _named(person), "post": post_name(person.post) or "-"},
        f"{localtime(clock.now()):%Y-%m-%d %H:%M}",
        chosen[:FACTS_LETTERS_MOST],
    )
    return str(safe_cell(" · ".join(part for part in parts if part)))


def _named(person: User) -> str:
    return " ".join(part for part in (person.first_name, person.username) if part)


def _csv(mark: str, headings: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([mark])
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in line] for line in lines)
    return BYTE_ORDER_MARK + text.getvalue()


def _workbook(mark: str, headings: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page = book.add_worksheet()
    soft, bold = book.add_format({"font_color": "#55637a"}), book.add_format({"bold": True, "bottom": 1})
    figure = book.add_format({"num_format": "#,##0.00####"})
    for column, heading in enumerate(headings):
        page.set_column(column, column, min(max(COLUMN_WIDTH, 2 * len(heading)), COLUMN_WIDTH_MOST))
    page.freeze_panes(2, 1)
    page.set_landscape()
    page.repeat_rows(0, 1)
    page.write_string(0, 0, mark[:CELL_LETTERS_MOST], soft)
    for column, heading in enumerate(headings):
        page.write_string(1, column, heading, bold)
    for row, line in enumerate(lines, start=2):
        for column, cell in enumerate(line):
            number = _number(cell)
            if number is not None:
                page.write_number(row, column, number, figure if isinstance(cell, Number) else None)
            elif cell not in {"", None}:
                page.write_string(row, column, str(cell)[:CELL_LETTERS_MOST])
    book.close()
    return held.getvalue()


def _number(cell: object) -> float | None:
    """What a spreadsheet may hold as a number without losing a digit; None where it has to stay text."""
    if isinstance(cell, bool) or not isinstance(cell, int | Number):
        return None
    text = str(cell)
    digits = sum(letter.isdigit() for letter in text)
    return float(text) if text and digits <= EXACT_DIGITS_MOST else None
