"""What a form says, read without trust: days, texts, and a refusal told beside the form with nothing lost."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.ground.refusals import Refusal
from qiao.ground.saying import say

TEXT_MOST = 500
WRONG = 400


def text_of(request: HttpRequest, name: str, *, most: int = TEXT_MOST) -> str:
    """A text of the form, without blanks around it, cut at `most` letters."""
    return str(request.POST.get(name, "")).strip()[:most]


def told_again(
    request: HttpRequest, template: str, context: dict[str, object], *, refusal: Refusal, status: int = WRONG
) -> HttpResponse:
    """The page once more, with what was typed and why it is not taken."""
    return render(request, template, context | {"refused": say(refusal)}, status=status)
