"""What a form sent, cut to what a field may hold; refusals told beside their form, and that a thing was kept."""

from collections.abc import Callable, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill, say
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _

LETTERS_MOST, DAY_LETTERS_MOST = 600, 40


def typed_in(request: HttpRequest, names: Sequence[str], *, most: int = LETTERS_MOST) -> dict[str, str]:
    """The fields as they were typed."""
    return {name: str(request.POST.get(name, ""))[:most] for name in names}


def day_in(request: HttpRequest, name: str, place: str) -> date | None:
    """The day that the address names, None where it names none; what is no day is refused by the field's own words."""
    text = request.GET.get(name, "").strip()
    day = day_of_text(text)
    if text and day is None:
        words = _("%(place)s: %(text)s is no day that can be asked for; write it as 2026-09-30.")
        raise Refusal("filter.day", words, place=Marked(place), text=text[:DAY_LETTERS_MOST])
    return day


def beside(codes: tuple[str, ...]) -> Callable[[Refusal], str]:
    """A teller of the refusals whose codes begin so, in words; any other, and one of authority, goes its way."""

    def told(refusal: Refusal) -> str:
        if refusal.code.startswith("authority.") or not refusal.code.startswith(codes):
            raise refusal
        return say(refusal)

    return told


def kept(request: HttpRequest, words: str, **facts: object) -> None:
    """Say on the next page what was done, in marked words with their facts."""
    messages.success(request, str(fill(words, facts)))


def handed_in(request: HttpRequest, number: int) -> HttpResponse:
    """The way to a request that was just asked for, which says so."""
    kept(request, _("Request no. %(number)s is handed in and waits for who decides or signs."), number=number)
    return redirect("approval", number)
