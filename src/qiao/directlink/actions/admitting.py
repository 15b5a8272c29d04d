"""From where an enterprise may be asked for: the addresses that were agreed with the bank, and who came from another.

A refusal names the address as the bank sees it, which the caller may not know behind a translating router; and the
enterprise's journal keeps it, so that the bank's desk can tell a new server from a stranger.
"""

import ipaddress
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max

from qiao.directlink.actions.journal import turn
from qiao.directlink.models import JournalRecord, Operator
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

REFUSED = "address_refused"
NOTED_EVERY = timedelta(hours=1)
"""One address is noted no more often: whoever knocks without end must not fill the journal."""
NOTED_MOST = 20
"""So many records of refused addresses an hour are enough, from however many addresses they came."""
LOOKED_AT_MOST = 1_000
"""So far back in the journal they are counted: of a longer hour they are a fiftieth of all records at most."""
NO_ADDRESS = "-"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def admit(operator: Operator, *, address: str, at: datetime) -> None:
    """Refuse whoever comes from an address that was not agreed on, and note it for the bank's desk."""
    if is_let_in(address, operator.enterprise.addresses):
        return
    seen = address_said(address)
    _note(operator, seen, at=at)
    raise Refusal(
        "sign_on.address",
        _(
            "This enterprise may not be asked for from the address %(address)s. Have the bank add it to those agreed "
            "on, or ask from one of them."
        ),
        address=seen,
    )


def is_let_in(address: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks; without any, every address does."""
    known = list(networks)
    if not known:
        return True
    try:
        asked = ipaddress.ip_address(address)
    except ValueError:
        return False
    meant = {asked, _unwrapped(asked)}
    return any(one in ipaddress.ip_network(network, strict=False) for one in meant for network in known)


def address_said(address: str) -> str:
    """An address as it is written; a dash for what is none, since a proxy may hand on any text."""
    try:
        return str(_unwrapped(ipaddress.ip_address(address.partition("%")[0])))
    except ValueError:
        return NO_ADDRESS


def _unwrapped(address: Address) -> Address:
    """The address of the old kind that a server of both kinds is told within one of the new kind."""
    return (address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None) or address


def _note(operator: Operator, seen: str, *, at: datetime) -> None:
    """Keep the address in the enterprise's journal, within bounds."""
    since = at - NOTED_EVERY
    records = JournalRecord.objects.filter(enterprise_id=operator.enterprise_id)
    last = records.filter(subject=seen, kind=REFUSED).order_by("-sequence").values_list("at", flat=True).first()
    if last is not None and last > since:
        return
    newest = records.aggregate(newest=Max("sequence"))["newest"] or 0
    if records.filter(sequence__gt=newest - LOOKED_AT_MOST, kind=REFUSED, at__gt=since).count() >= NOTED_MOST:
        return
    with turn(operator.enterprise_id, at=at, actor=operator.name) as taken:
        taken.note(REFUSED, seen)
