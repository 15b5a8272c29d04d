"""What became of a message, in a word: for counts over many of them."""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

from lxml import etree

from qiao.directlink.adapters.iso.cancelling import read_cancellation
from qiao.directlink.adapters.iso.published import schema_of
from qiao.directlink.adapters.iso.reading import read_file
from qiao.directlink.rules.files import Level
from qiao.directlink.rules.fox.reading import read as read_fox
from qiao.directlink.rules.iso.versions import VERSIONS
from qiao.ground.refusals import Refusal


def orders(message: bytes, scratch: Path) -> str:
    """What `read_file` says; the payments are asked for, too."""
    staged = read_file(BytesIO(message), scratch=scratch)
    found = sum(1 for _ in staged.payments())
    for path in scratch.iterdir():
        path.unlink()
    levels = {fault.level for fault in staged.faults}
    if Level.FILE in levels:
        codes = (fault.code.value for fault in staged.faults if fault.level is Level.FILE)
        return f"fault of the file {min(codes)}"
    assert found == staged.count > 0
    assert staged.count == in_its_tree(message)
    return "taken with faults" if levels else "taken"


def in_its_tree(message: bytes) -> int:
    """How many payments there are by the other way: the whole tree, judged by its schema."""
    root = etree.fromstring(message)
    version = VERSIONS[etree.QName(root).namespace]
    assert schema_of(version.name).validate(root)
    return sum(1 for _ in root.iter(f"{{{version.namespace}}}{version.payment}"))


def cancellation(message: bytes, _scratch: Path) -> str:
    """What `read_cancellation` says."""
    return f"withdraws {read_cancellation(BytesIO(message)).withdrawals[0].scope.value}"


def fox(message: bytes, _scratch: Path) -> str:
    """What the codec of FOX says."""
    return f"signs on with {min(len(read_fox(message).requests), 2)} or more requests"


READERS: Mapping[str, Callable[[bytes, Path], str]] = {"orders": orders, "cancellation": cancellation, "fox": fox}


def outcome(reader: str, message: bytes, scratch: Path) -> str:
    """The word for one message; whatever is neither an answer nor a refusal goes through as it is."""
    try:
        return READERS[reader](message, scratch)
    except Refusal as refusal:
        return f"refused {refusal.code}" if str(refusal) else ""
