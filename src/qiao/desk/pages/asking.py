"""What the workbench's pages share: who asks, and the words that pictures write themselves."""

from django.http import HttpRequest
from django.utils.translation import gettext as _


def picture_words() -> dict[str, str]:
    """Units as the axes of a picture write them."""
    return {"unit": _("yuan")}


def typed_text(request: HttpRequest, name: str, *, most: int = 500) -> str:
    """A text of a form, without blanks around it, cut at `most` letters."""
    return str(request.POST.get(name, "")).strip()[:most]
