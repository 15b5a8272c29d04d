"""All interfaces by name, and the shape of the sign-on."""

from types import MappingProxyType

from qiao.directlink.rules.fox import batches, collecting, papers, payments, statements
from qiao.directlink.rules.fox.parties import YES_NO
from qiao.directlink.rules.fox.shapes import REQUIRED, Element, Interface, Kind, choice, digits, group, moment, text

ALL: MappingProxyType[str, Interface] = MappingProxyType(
    {
        interface.name: interface
        for module in (statements, payments, batches, collecting, papers)
        for interface in module.INTERFACES
    }
)
ASKED_END, ANSWERED_END = "TRNRQ", "TRNRS"
"""What follows the interface's name in the tag around a request and around its answer."""
CLEAR_PASSWORD_MOST = 30
SIGN_ON = group(
    "SONRQ",
    moment("DTCLIENT", REQUIRED),
    digits("CID", 10, REQUIRED),
    text("USERID", 20),
    Element("USERPASS", Kind.PASSWORD, most=100),
    text("USERKEY", 100),
    choice("GENUSERKEY", YES_NO, REQUIRED),
    text("LANGUAGE", 10),
    text("APPID", 5),
    text("APPVER", 4),
    need=REQUIRED,
)
STATUS = group("STATUS", text("CODE", 6, REQUIRED), text("SEVERITY", 5, REQUIRED), text("MESSAGE"), need=REQUIRED)
SIGNED_ON = group(
    "SONRS",
    STATUS,
    moment("DTSERVER", REQUIRED),
    text("USERKEY"),
    moment("TSKEYEXPIRE"),
    text("LANGUAGE"),
    text("SESSCOOKIE"),
    need=REQUIRED,
)
