"""Values of the profile that tell ties, of all customers, as they count now."""

from collections.abc import Iterator, Sequence

from qiao.profile.queries.bulk import values_of
from qiao.ties.rules.spells import Said


def said_of(items: Sequence[str]) -> Iterator[Said]:
    """Every value of these items that was not taken back."""
    return (Said(*told) for told in values_of(items))
