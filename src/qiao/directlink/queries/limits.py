"""What of the limits of a day is used."""

from datetime import date

from qiao.directlink.models import Operator, Usage


def used_on(operator: Operator, *, on: date) -> dict[int, int]:
    """Used of each of an operator's rights on a day, fen, by the right's row, where anything is."""
    scopes = {f"right:{number}": number for number in operator.rights.values_list("pk", flat=True)}
    rows = Usage.objects.filter(scope__in=scopes, on=on).values_list("scope", "used_fen")
    return {scopes[scope]: used_fen for scope, used_fen in rows}
