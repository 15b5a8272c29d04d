"""What was agreed with an enterprise: from where it asks, what its manager is told, how strictly it is served."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, collapse_addresses, ip_network
from typing import Any

from qiao.directlink.rules.signals import SIGNALS
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

ADDRESSES_MOST = 50
TERMS_WORDS: Mapping[str, str] = {
    "addresses": _("Addresses that may ask"),
    "signals": _("Agreed signals"),
    "strict": _("Strict: another content under an old number is refused"),
    "directed_only": _("Listed payees only"),
    "signature_wanted": _("Every message comes signed"),
}
"""What each of the terms is called."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed; without an address the enterprise may ask from anywhere."""

    addresses: tuple[str, ...] = ()
    signals: tuple[str, ...] = ()
    strict: bool = False
    directed_only: bool = False
    signature_wanted: bool = True


def terms_facts(terms: Terms) -> dict[str, object]:
    """Terms as plain JSON."""
    return {
        "addresses": list(terms.addresses),
        "signals": list(terms.signals),
        "strict": terms.strict,
        "directed_only": terms.directed_only,
        "signature_wanted": terms.signature_wanted,
    }


def terms_of_facts(facts: dict[str, Any]) -> Terms:
    """Terms from plain JSON."""
    return Terms(**facts | {name: tuple(facts[name]) for name in ("addresses", "signals")})


def checked_terms(terms: Terms) -> Terms:
    """Terms as they are kept, addresses as networks; refused where they cannot be kept."""
    try:
        networks = [str(ip_network(one.strip(), strict=False)) for one in terms.addresses if one.strip()]
    except ValueError as error:
        raise Refusal("enterprise.address", _("Write addresses as 192.0.2.7 or networks as 192.0.2.0/24.")) from error
    if len(networks) > ADDRESSES_MOST or not set(terms.signals) <= set(SIGNALS):
        raise Refusal("enterprise.terms", _("These terms cannot be kept: too many addresses, or an unknown signal."))
    return replace(terms, addresses=tuple(networks), signals=tuple(sorted(terms.signals)))


def is_looser(before: Terms, after: Terms) -> bool:
    """Whether terms hold an enterprise's orders less than before, be it in one way only; what is told holds nothing."""
    held = (
        (before.strict, after.strict),
        (before.directed_only, after.directed_only),
        (before.signature_wanted, after.signature_wanted),
    )
    return any(was and not now for was, now in held) or _reach_further(before.addresses, after.addresses)


def _reach_further(before: Iterable[str], after: Iterable[str]) -> bool:
    """Whether some address may ask that might not before; no network at all is any address."""
    old, new = [ip_network(one) for one in before], [ip_network(one) for one in after]
    if not old or not new:
        return bool(old)
    old_4 = list(collapse_addresses(one for one in old if isinstance(one, IPv4Network)))
    old_6 = list(collapse_addresses(one for one in old if isinstance(one, IPv6Network)))
    return not all(
        any(one.subnet_of(wide) for wide in old_4)
        if isinstance(one, IPv4Network)
        else any(one.subnet_of(wide) for wide in old_6)
        for one in new
    )
