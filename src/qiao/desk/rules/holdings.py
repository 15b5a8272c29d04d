"""Holdings: which products a customer has, which not, and how many of its peers have them.

Source: piece 2, 2.5 (line 231: a manager finds changes of a customer's products with ease). A peer is a customer of the
same kind; a share of too few peers says nothing and is not told.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

PEERS_LEAST = 10
"""Of fewer peers no share is told: one customer more or less would turn it over."""
USUAL = Fraction(1, 10)
"""A product that fewer peers have is nobody's omission."""
MISSING_MOST = 6


@dataclass(frozen=True, slots=True)
class Holding:
    """A product, how many running accounts the customer has of it, and the share of peers who have one."""

    product_id: str
    accounts: int
    peers_share: Fraction | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the customer holds, what it lacks though peers have it, and how many peers were asked."""

    held: tuple[Holding, ...]
    missing: tuple[Holding, ...]
    peers: int

    @property
    def few(self) -> bool:
        """Whether there are too few peers to tell a share."""
        return self.peers < PEERS_LEAST


def holdings_of(
    accounts: Mapping[str, int], *, among_peers: Mapping[str, int], peers: int, known: Collection[str]
) -> Holdings:
    """Both lists, what most peers have first. `accounts`: running ones by product; `among_peers`: peers by product."""
    assert all(0 <= having <= peers for having in among_peers.values()), peers
    enough = peers >= PEERS_LEAST
    lines = [
        Holding(one, accounts.get(one, 0), Fraction(among_peers.get(one, 0), peers) if enough else None)
        for one in sorted({*accounts, *(product for product in among_peers if product in known)})
    ]
    lines.sort(key=lambda line: (-(line.peers_share or 0), line.product_id))
    return Holdings(
        held=tuple(line for line in lines if line.accounts),
        missing=tuple(line for line in lines if not line.accounts and (line.peers_share or 0) >= USUAL)[:MISSING_MOST],
        peers=peers,
    )
