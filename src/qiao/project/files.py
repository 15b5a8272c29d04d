"""Files that a person names on the command line, read with words for what can go wrong."""

from pathlib import Path

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

BYTES_MOST = 1024 * 1024  # of a plan


def content_of(path: Path, *, most: int = BYTES_MOST) -> bytes:
    """A file's bytes; a refusal where it cannot be read or is larger than anything a person writes."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise Refusal(
            "file.unreadable",
            _("%(file)s cannot be read: %(cause)s. Check the name and the rights."),
            file=str(path),
            cause=error.strerror or str(error),
        ) from error
    if len(content) > most:
        raise Refusal(
            "file.huge",
            _("%(file)s is larger than %(most)s bytes; it cannot be what is asked for. Name another file."),
            file=str(path),
            most=most,
        )
    return content


def fresh_folder(path: Path) -> Path:
    """A folder to write into, made where it is missing; a refusal where it is a file or cannot be made."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            "folder.unusable",
            _("%(folder)s cannot be written into: %(cause)s. Name another folder."),
            folder=str(path),
            cause=error.strerror or str(error),
        ) from error
    return path
