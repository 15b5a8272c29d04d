"""Which core system stands behind the link: QIAO_LINK_CORE names its address; without it the embedded ledger does."""

import os

from qiao.directlink.adapters.core_http import HttpCore
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.rules.core import Core
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


def core_of_house() -> Core:
    """The core that the environment names; refused where its address is none."""
    address = os.environ.get("QIAO_LINK_CORE", "")
    if not address:
        return EmbeddedCore()
    if not address.startswith(("http://", "https://")):
        raise Refusal("environment.core", _("QIAO_LINK_CORE has to be an address with http:// or https://."))
    return HttpCore(address, key=os.environ.get("QIAO_LINK_CORE_KEY", ""))
