"""What a person agrees to, as plain data with a digest, so that a later change shows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.ground.money import text_of_scaled
from qiao.ground.words import gettext_noop as _

MICRO_PLACES = 6


class Signing(StrEnum):
    """How a person's agreement stands."""

    OPEN = "open"
    OBJECTED = "objected"
    WAITING = "waiting"
    SIGNED = "signed"
    SUPERSEDED = "superseded"


SIGNING_WORDS = {
    Signing.OPEN: _("not signed yet"),
    Signing.OBJECTED: _("objected to"),
    Signing.WAITING: _("signed by the person, awaits who leads"),
    Signing.SIGNED: _("signed by both"),
    Signing.SUPERSEDED: _("changed since, to be signed anew"),
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """An indicator of the agreement with its weight in millionths of a point, and whether its target is one's own."""

    code: str
    name: str
    weight_micro: int
    source: str
    target_micro: int

    @property
    def weight(self) -> str:
        """The weight in points, without needless zeros."""
        return text_of_scaled(self.weight_micro, places=MICRO_PLACES).rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Standards:
    """The schemes that apply, their indicators, and the targets by measure in fen."""

    period: str
    schemes: tuple[str, ...]
    names: tuple[str, ...]
    indicators: tuple[Weighed, ...]
    targets: tuple[tuple[str, int], ...]

    @property
    def plain(self) -> dict[str, Any]:
        """As plain JSON."""
        found: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return found

    @property
    def digest(self) -> str:
        """SHA-256 of the whole."""
        return hashlib.sha256(json.dumps(self.plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def standards_of(period: str, schemes: Sequence[Scheme], targets: Mapping[str, int]) -> Standards:
    """The standards out of the schemes that take a person, and the targets."""
    indicators = tuple(
        Weighed(one.code, one.name, one.weight_micro, one.target.source.value, one.target.value_micro)
        for scheme in schemes
        for one in scheme.indicators
    )
    codes, names = tuple(one.code for one in schemes), tuple(one.name for one in schemes)
    return Standards(period, codes, names, indicators, tuple(sorted(targets.items())))
