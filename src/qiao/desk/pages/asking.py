"""What the workbench's pages share: who asks, and the words that pictures write themselves."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from qiao.ground.models import User


def person_of(request: HttpRequest) -> User:
    """The person who asks; the log-in is demanded of every page before it is reached."""
    assert isinstance(request.user, User), request.path
    return request.user


def picture_words() -> dict[str, str]:
    """Units as the axes of a picture write them."""
    return {"unit": _("yuan")}
