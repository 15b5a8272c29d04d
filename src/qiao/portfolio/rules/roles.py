"""Words for the roles of an assignment that are known; the contract leaves the role free, any other stands as given."""

from qiao.ground.words import gettext_noop as _

LEAD, CO, REFERRAL, PRODUCT, COVER = "lead", "co", "referral", "product", "cover"
NOT_SERVING = frozenset({COVER, REFERRAL})
"""Who stands in for some days, or brought the customer, does not serve it as one of his or her own."""
ROLE_WORDS = {
    LEAD: _("Lead manager"),
    CO: _("Co-manager"),
    REFERRAL: _("Referral"),
    PRODUCT: _("Product support"),
    COVER: _("Cover (role B)"),
}
