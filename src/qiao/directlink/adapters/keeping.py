"""Files of keys and certificates: laid whole, for their owner only, and never over another one by mistake."""

import stat
from collections.abc import Mapping
from pathlib import Path

from qiao.ground import home
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BYTES_MOST = 100_000
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def lay_files(files: Mapping[Path, bytes], *, anew: bool) -> None:
    """Lay files that belong together; refused, with nothing written, where one is there and is not to be replaced."""
    check_free(files, anew=anew)
    for place, content in files.items():
        home.lay(place, content)


def check_free(places: "Mapping[Path, bytes] | tuple[Path, ...]", *, anew: bool) -> None:
    """Refuse where a file stands already."""
    there = next((place for place in places if place.exists()), None)
    if there and not anew:
        raise Refusal(
            "link.there",
            _("%(file)s is there already and was left as it is; --anew puts another one in its place."),
            file=str(there),
        )


def content_of(place: Path) -> bytes:
    """A small file's content."""
    try:
        with place.open("rb") as file:
            return file.read(BYTES_MOST)
    except OSError as error:
        raise Refusal(
            "link.file", _("%(file)s cannot be read (%(cause)s)."), file=str(place), cause=error.strerror or str(error)
        ) from error


def secret_of(place: Path) -> bytes:
    """A key's content; refused where anybody but its owner may read it."""
    content = content_of(place)
    if place.stat().st_mode & OTHERS:
        raise Refusal(
            "link.key_open",
            _("%(file)s can be read by others; take their rights away: chmod 600."),
            file=str(place),
        )
    return content
