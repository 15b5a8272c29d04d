"""What the pictures of a simulation are drawn from; a table beside each says the same."""

from typing import Any

from django.utils.translation import gettext as _

from qiao.ground.figures import grouped_part
from qiao.simulation.queries.results import points_of
from qiao.simulation.queries.simulations import Simulation

FEN = 100


def charts_of(found: Simulation) -> dict[str, Any]:
    """Cost by period, how pay lies, years of payment, people before and after, the curve of Lorenz."""
    told = found.told
    words = {"unit": _("yuan")}
    return {
        "cost": {
            "shape": "lines",
            "along": [one["piece"] for one in told["pieces"]],
            "series": [
                {"name": _("as things stand"), "values": [one["held_fen"] for one in told["pieces"]]},
                {"name": _("by the scheme"), "values": [one["new_fen"] for one in told["pieces"]]},
            ],
            "scale": FEN,
            "words": words,
        },
        "changes": _bars(told["changes"]),
        "years": {
            "months": [str(year) for year, _now, _later in told["years"]],
            "series": [
                {
                    "name": _("at once"),
                    "kind": "deposit",
                    "micro": [now * 10_000 for _year, now, _later in told["years"]],
                },
                {"name": _("deferred before"), "kind": "loan", "micro": [one[2] * 10_000 for one in told["years"]]},
            ],
            "words": words,
        },
        "people": {
            "points": [list(one) for one in points_of(found)],
            "words": words | {"held": _("as things stand"), "scheme": _("by the scheme"), "same": _("no change")},
        },
    }


def _bars(bars: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "shape": "bars",
        "along": [f"{_short(one['low'])} … {_short(one['high'])}" for one in bars],
        "series": [{"name": _("people"), "values": [one["people"] for one in bars]}],
        "scale": 1,
        "words": {"unit": _("people")},
    }


def _short(fen: int) -> str:
    return grouped_part(fen, FEN, places=0, signed=True) if fen else "0"
