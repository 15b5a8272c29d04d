"""What the workbench's pages share: who asks, and the words that pictures write themselves."""

from django.utils.translation import gettext as _


def picture_words() -> dict[str, str]:
    """Units as the axes of a picture write them."""
    return {"unit": _("yuan")}
