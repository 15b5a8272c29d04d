"""Prices that lost a row to quarantine: which curves in use they bear on.

Source: the contract, 1: what lost a price is flagged. A row whose side or tenor could not be read may have been for
any: it stands as `loan:*`, `*:365` or `*:*`.
"""

from collections.abc import Collection, Iterable

ANY = "*"
PRICED_SIDES = frozenset({"deposit", "loan"})


def curves_lost(keys: Collection[str], *, used: Iterable[tuple[str, int]]) -> frozenset[tuple[str, int]]:
    """The curves (side, tenor in days) among those in use that a lost price `side:tenor` may have been for."""
    return frozenset(
        (side, tenor)
        for side, tenor in used
        if side in PRICED_SIDES and any(f"{one}:{other}" in keys for one in (side, ANY) for other in (str(tenor), ANY))
    )
