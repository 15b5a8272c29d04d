"""Reads of ladders and of what a level may do: what is in force on a day, and all versions there were."""

from datetime import date

from qiao.ground.once import once
from qiao.people.models import LadderVersion, MatrixVersion
from qiao.people.rules import authority, ladder
from qiao.people.rules.authority import Authority
from qiao.people.rules.ladder import Ladder, Version

__all__ = ("LadderVersion", "MatrixVersion", "ladders_on", "matrices_on", "matrix_versions_of", "versions_of")
VERSIONS_MOST = 500


@once
def versions() -> tuple[Version, ...]:
    """Every version of every ladder; two persons a version keep them few, at most 500 are read."""
    rows = LadderVersion.objects.order_by("since", "id")[:VERSIONS_MOST]
    return tuple(Version(row.scheme, row.since, row.terms) for row in rows)


def ladders_on(on: date) -> dict[str, Ladder]:
    """The ladders in force on a day, by scheme."""
    return ladder.ladders_by(versions(), on=on)


@once
def matrices_on(on: date) -> dict[str, dict[str, Authority]]:
    """By scheme what each level may do on a day."""
    rows = MatrixVersion.objects.filter(since__lte=on).order_by("since")[:VERSIONS_MOST]
    newest = {row.scheme: row.rows for row in rows}
    return {scheme: authority.from_plain(found) for scheme, found in newest.items() if found is not None}


def versions_of(scheme: str) -> list[LadderVersion]:
    """All versions of a ladder, the newest first; at most 500."""
    return list(
        LadderVersion.objects.filter(scheme=scheme).select_related("approval").order_by("-since")[:VERSIONS_MOST]
    )


def matrix_versions_of(scheme: str) -> list[MatrixVersion]:
    """All versions of a ladder's matrix, the newest first; at most 500."""
    return list(
        MatrixVersion.objects.filter(scheme=scheme).select_related("approval").order_by("-since")[:VERSIONS_MOST]
    )
