"""Messages that others have published, for the tests: found in the folder of test data, which may be absent."""

import re
from collections.abc import Iterator
from pathlib import Path

TYPE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:([a-z]{4}\.[0-9]{3}\.[0-9]{3}\.[0-9]{2})")


def published(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Each file below a folder: its name from there, and its bytes."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def type_of(message: bytes) -> str:
    """The type that a message claims to be of, wherever it says so."""
    found = TYPE.search(message)
    return found[1].decode() if found else "other"
