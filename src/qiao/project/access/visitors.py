"""From where somebody asks, and under which name: what locks and records go by."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from qiao.ground.visitors import told_address

NOWHERE = "0.0.0.0"  # noqa: S104  an address that is nobody's, not one to serve on
NAME_LENGTH_MOST = 150


def address_of(request: HttpRequest) -> str:
    """The visitor's network address, behind our proxy the one that it adds last; 0.0.0.0 where none can be read."""
    try:
        return str(ipaddress.ip_address(told_address(request)))
    except ValueError:
        return NOWHERE


def name_of(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """The log-in's name as a lock counts it: however it is written, it is one name."""
    given = (credentials or {}).get("username") or request.POST.get("username") or ""
    return counted(str(given))


def counted(name: str) -> str:
    """One form of a name for all its spellings; NUL, which no database takes, is left out."""
    return name.replace("\0", "").strip()[:NAME_LENGTH_MOST].casefold()
