"""Words for the kinds of expense that are known; the contract leaves the kind free, any other stands as given."""

from qiao.ground.words import gettext_noop as _

EXPENSE_WORDS = {
    "marketing": _("Marketing"),
    "travel": _("Travel"),
    "entertainment": _("Entertainment"),
}
