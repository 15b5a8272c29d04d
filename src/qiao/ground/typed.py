"""What a form sent, cut to what a field may hold, and refusals that are told beside their form."""

from collections.abc import Callable, Sequence

from django.http import HttpRequest

from qiao.ground.refusals import Refusal
from qiao.ground.saying import say

LETTERS_MOST = 600


def typed_in(request: HttpRequest, names: Sequence[str], *, most: int = LETTERS_MOST) -> dict[str, str]:
    """The fields as they were typed."""
    return {name: str(request.POST.get(name, ""))[:most] for name in names}


def beside(codes: tuple[str, ...]) -> Callable[[Refusal], str]:
    """A teller of the refusals whose codes begin so, in words; any other, and one of authority, goes its way."""

    def told(refusal: Refusal) -> str:
        if refusal.code.startswith("authority.") or not refusal.code.startswith(codes):
            raise refusal
        return say(refusal)

    return told
