"""Workbooks read in a process of its own, which a crafted file may end and nothing else."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime

MEMORY_MOST = 1_536 * 2**20
SECONDS_MOST = 60
CALL = "from qiao.ground.apart import main; main()"
DAY, MOMENT = "day", "moment"


class EndedError(ValueError):
    """The process ended without an answer: too large, too long, or no workbook."""


def rows_apart(
    content: bytes, *, memory_most: int = MEMORY_MOST, seconds_most: int = SECONDS_MOST
) -> Iterator[Sequence[object]]:
    """The rows of the first sheet; raises EndedError where the file asks for more memory or time than there is."""
    bounds = (str(memory_most), str(seconds_most))
    try:
        read = subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-c", CALL, *bounds], input=content, capture_output=True, timeout=seconds_most, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise EndedError from error
    if read.returncode:
        raise EndedError
    for line in read.stdout.splitlines():
        yield [_cell_of(cell) for cell in json.loads(line)]


def main() -> None:
    """Read a workbook from standard input and write its rows as lines of JSON; memory and seconds are arguments."""
    import resource  # noqa: PLC0415  of this process alone

    from python_calamine import CalamineWorkbook  # noqa: PLC0415  the same

    memory_most, seconds_most = (int(one) for one in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory_most, memory_most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds_most, seconds_most))
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for row in workbook.get_sheet_by_index(0).iter_rows():
        sys.stdout.write(json.dumps([_told(cell) for cell in row]) + "\n")


def _told(cell: object) -> object:
    if isinstance(cell, datetime):
        return {MOMENT: cell.isoformat()}
    if isinstance(cell, date):
        return {DAY: cell.isoformat()}
    return cell if isinstance(cell, str | bool | int | float) else str(cell)


def _cell_of(told: object) -> object:
    if not isinstance(told, dict):
        return told
    return datetime.fromisoformat(told[MOMENT]) if MOMENT in told else date.fromisoformat(told[DAY])
