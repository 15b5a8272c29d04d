"""A spreadsheet's first sheet, or a CSV file, as rows of cells; nothing of it is run."""

import csv
import io
from collections.abc import Iterator, Sequence

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BYTES_MOST = 64 * 2**20
COLUMN_WIDTH = 18
ENCODINGS = ("utf-8-sig", "gb18030")


def rows_of(content: bytes, *, file: str) -> Iterator[Sequence[object]]:
    """The rows of the file; refused where it is none of the kinds or too large."""
    if len(content) > BYTES_MOST:
        raise Refusal("profile.large", _("%(file)s is larger than %(most)s MiB."), file=file, most=BYTES_MOST // 2**20)
    if file.lower().endswith(".csv"):
        yield from csv.reader(io.StringIO(_decoded(content, file=file), newline=""))
        return
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  loaded with the first sheet

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        yield from workbook.get_sheet_by_index(0).iter_rows()
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise Refusal(
            "profile.file", _("%(file)s cannot be read as a spreadsheet; hand in .xlsx, .xls, .ods or .csv."), file=file
        ) from error


def template(heads: Sequence[str], *, form: str) -> bytes:
    """An empty sheet with these heads: xlsx, or CSV with the mark by which a spreadsheet knows UTF-8."""
    if form == "csv":
        return ("\ufeff" + ",".join(heads) + "\r\n").encode()
    import xlsxwriter  # noqa: PLC0415  loaded with the first sheet

    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet()
        page.set_column(0, len(heads) - 1, COLUMN_WIDTH, workbook.add_format({"num_format": "@"}))  # as typed
        page.write_row(0, 0, heads, workbook.add_format({"bold": True}))
        page.freeze_panes(1, 0)
    return held.getvalue()


def _decoded(content: bytes, *, file: str) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal("profile.encoding", _("%(file)s is neither UTF-8 nor GB 18030."), file=file)
