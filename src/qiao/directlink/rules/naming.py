"""Names in certificates and of their files: whose certificate it is, and the hosts under which a server is reached."""

import ipaddress
import re

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

NAME = re.compile(r"\w[\w.-]{0,63}")
"""A common name holds 64 letters at most; a name of a file holds no way to another folder."""
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
HOST_LETTERS_MOST, TITLE_LETTERS_MOST = 253, 64


def checked_name(name: str) -> str:
    """A holder's name, refused where it could not stand in a certificate and name its files."""
    if NAME.fullmatch(name):
        return name
    raise Refusal(
        "link.name",
        _("The name %(name)s has to be 1 to 64 letters, digits, dots, hyphens or underscores; no dot first."),
        name=ascii(name),
    )


def checked_title(name: str) -> str:
    """An authority's name, which may hold blanks."""
    if 0 < len(name) <= TITLE_LETTERS_MOST and name.isprintable() and name.strip() == name:
        return name
    raise Refusal("link.title", _("The name %(name)s has to be 1 to 64 letters."), name=ascii(name))


def checked_host(host: str) -> str:
    """A host's name in small letters, or an address; refused where it is neither."""
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        name = host.lower().rstrip(".")
    if len(name) <= HOST_LETTERS_MOST and all(LABEL.fullmatch(label) for label in name.split(".")):
        return name
    raise Refusal(
        "link.host", _("%(host)s is no host: name it as link.bank.example or by its address."), host=ascii(host)
    )


def in_groups(fingerprint: str) -> str:
    """A fingerprint in groups of four, as it is read aloud."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4)).upper()
