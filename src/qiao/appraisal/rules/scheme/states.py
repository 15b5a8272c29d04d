"""Where a scheme stands: written by one person, published by another, and then never changed."""

from enum import StrEnum

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class SchemeState(StrEnum):
    """A draft may change and go; a published scheme stays as it is."""

    DRAFT = "draft"
    PUBLISHED = "published"


STATE_WORDS = {SchemeState.DRAFT: _("draft"), SchemeState.PUBLISHED: _("published")}


def check_draft(state: SchemeState, *, code: str) -> None:
    """Refuse a change of what is published."""
    if state is not SchemeState.DRAFT:
        words = _("The scheme %(code)s is published and is never changed; write its next version under another code.")
        raise Refusal("scheme.published", words, code=code)
