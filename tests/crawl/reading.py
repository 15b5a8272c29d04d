"""Reading an address as a person: what was answered, as text that can be searched and compared."""

import io
import re
from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from openpyxl import load_workbook

from qiao.ground.looks import EXPORTED
from qiao.ground.models import Look

PASSING = (  # what differs from one answer to the next, and from one settlement to the next
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'), "token"),
    (re.compile(r"\b(?=[0-9]*[a-f])[0-9a-f]{8,64}\b"), "digest"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)?"), "moment"),
    (re.compile(r'action="/account/tokens/\d+/"'), "token"),  # the crawler's own, which PostgreSQL never numbers twice
)
SHEET, STREAM = "spreadsheetml", "octet-stream"


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the text of the answer, whatever its kind."""

    status: int
    text: str

    @property
    def settled(self) -> str:
        """The text without what passes."""
        text = self.text
        for pattern, word in PASSING:
            text = pattern.sub(word, text)
        return text


def read(browser: Client, address: str, *, piece: bool = False) -> Answer:
    """An address asked for as a page or as a piece of one."""
    answer = browser.get(address, headers={"HX-Request": "true"} if piece else {})
    return Answer(answer.status_code, text_of(answer))


def on_a_day_without_files(name: str) -> None:
    """Under this log-in no file was taken out today: one crawl takes every file, several take more than a day has."""
    Look.objects.filter(actor=name, kind=EXPORTED).delete()


def text_of(answer: HttpResponseBase) -> str:
    """The answer as text: a sheet of cells line by line."""
    content = answer.content if isinstance(answer, HttpResponse) else bytes(getattr(answer, "getvalue", bytes)())
    if SHEET in answer.headers.get("Content-Type", ""):
        sheets = load_workbook(io.BytesIO(content), read_only=True).worksheets
        rows = [row for sheet in sheets for row in sheet.iter_rows(values_only=True)]
        return "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in rows)
    return content.decode("utf-8", "replace")
