"""Words for the identity papers and ties that are known; the contract leaves both free, any other stands as given."""

from qiao.ground.words import gettext_noop as _

ID_TYPE_WORDS = {"uscc": _("Unified social credit code"), "id_card": _("Identity card")}
TIE_WORDS = {
    "parent": _("Parent company"),
    "shareholder": _("Shareholder"),
    "legal_representative": _("Legal representative"),
    "guarantor": _("Guarantor"),
    "spouse": _("Spouse"),
}
