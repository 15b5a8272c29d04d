"""A dossier: what all capabilities have to say of a customer or a person, laid down as it stood and sealed by a digest.

Source: piece 2, 3.1 (a hand-over lists balances, contracts, what is open). Words of ours are kept as marked, so that
a dossier reads in the language of who opens it; names, numbers and texts of people stand as they were.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.ground.words import Marked

LINES_MOST = 200
SAY = "say"


@dataclass(frozen=True, slots=True)
class DossierPart:
    """One table of a dossier: its heading, the heads of its columns (marked words), its rows; `more` were left off.

    `blocks`: while it has a row, what the dossier is for cannot be closed.
    """

    heading: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    more: int = 0
    blocks: bool = False


def laid_down(parts: Iterable[tuple[str, DossierPart]]) -> list[dict[str, Any]]:
    """Named parts as plain JSON, those without rows too: that there was nothing is said as well."""
    return [
        {
            "source": name,
            "heading": str(part.heading),
            "heads": [str(head) for head in part.heads],
            "rows": [[_kept(cell) for cell in row] for row in part.rows[:LINES_MOST]],
            "more": part.more + max(0, len(part.rows) - LINES_MOST),
            **({"blocks": True} if part.blocks else {}),
        }
        for name, part in parts
    ]


def open_in(dossier: Sequence[dict[str, Any]]) -> list[tuple[str, int]]:
    """The headings of the parts that block, with how many rows each has; those without rows too."""
    return [(part["heading"], len(part["rows"]) + part["more"]) for part in dossier if part.get("blocks")]


def _kept(cell: str) -> str | dict[str, str]:
    return {SAY: str(cell)} if isinstance(cell, Marked) else cell


def read_cell(cell: str | dict[str, str]) -> str:
    """A cell as it was given: words of ours marked again."""
    return Marked(cell[SAY]) if isinstance(cell, dict) else cell


def digest_of(dossier: Sequence[dict[str, Any]]) -> str:
    """SHA-256 of what was laid down."""
    return hashlib.sha256(json.dumps(dossier, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
