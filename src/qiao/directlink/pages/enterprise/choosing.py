"""What the address of a list chose, read so that nothing typed there breaks a page."""

from datetime import date

from django.http import HttpRequest

from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _

LETTERS_MOST = 120
PERIOD_DAYS_MOST = 366


def text_in(request: HttpRequest, name: str) -> str:
    """What was chosen, trimmed."""
    return request.GET.get(name, "").strip()[:LETTERS_MOST]


def one_of(request: HttpRequest, name: str, *, choices: list[str]) -> str:
    """One of the choices, '' for anything else."""
    found = text_in(request, name)
    return found if found in choices else ""


def day_in(request: HttpRequest, name: str, *, place: str) -> date | None:
    """The day that was chosen; refused where it is none."""
    text = text_in(request, name)
    day = day_of_text(text)
    if text and day is None:
        words = _("%(place)s: %(text)s is no day that can be asked for; write it as 2026-09-30.")
        raise Refusal("filter.day", words, place=Marked(place), text=text[:20])
    return day
