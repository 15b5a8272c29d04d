"""Words for the roles of an assignment that are known; the contract leaves the role free, any other stands as given."""

from qiao.ground.words import gettext_noop as _

ROLE_WORDS = {
    "lead": _("Lead manager"),
    "co": _("Co-manager"),
    "referral": _("Referral"),
    "product": _("Product support"),
}
