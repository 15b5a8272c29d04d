"""Papers as attachments: which types are taken, known by their first bytes, how large, and how a name is kept.

Source: piece 2, 2.5 (line 231: what is known is proved by papers). A file is handed out for keeping only, never shown.
"""

import unicodedata

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MIB = 2**20
BYTES_MOST = 10 * MIB
NAME_MOST = 120
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIRST_BYTES = (("pdf", b"%PDF-"), ("jpg", b"\xff\xd8\xff"), ("png", b"\x89PNG\r\n\x1a\n"))
IN_ZIP = (("docx", b"word/document.xml"), ("xlsx", b"xl/workbook.xml"), ("ofd", b"OFD.xml"))
MACROS = b"vbaProject.bin"
TYPES = tuple(kind for kind, _mark in (*FIRST_BYTES, *IN_ZIP))
ENDINGS = {"jpeg": "jpg"}
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
UNWANTED = frozenset('/\\:*?"<>|')


def sniffed(content: bytes) -> str:
    """The type by what the file holds; '' where it is none that is taken."""
    for kind, mark in FIRST_BYTES:
        if content.startswith(mark):
            return kind
    if content.startswith(ZIP) and MACROS not in content:
        return next((kind for kind, mark in IN_ZIP if mark in content), "")
    return ""


def checked(name: str, content: bytes) -> tuple[str, str]:
    """The name as it is kept and the type, or a refusal that says what is taken."""
    if not content:
        raise Refusal("paper.empty", _("The file is empty."))
    if len(content) > BYTES_MOST:
        raise Refusal("paper.large", _("A paper has at most %(most)s MiB."), most=BYTES_MOST // MIB)
    kind = sniffed(content)
    kept = plain_name(name)
    ending = kept.rpartition(".")[2].lower()
    if not kind or ENDINGS.get(ending, ending) != kind:
        raise Refusal(
            "paper.type",
            _("%(name)s is none of the types that are taken (%(types)s), or its ending does not tell its type."),
            name=kept,
            types=", ".join(TYPES),
        )
    return kept, kind


def plain_name(name: str) -> str:
    """A file's name without a folder, controls or letters that turn the reading; its ending stays."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    kept = "".join(sign for sign in last if sign not in BIDI | UNWANTED and unicodedata.category(sign)[0] != "C")
    stem, point, ending = " ".join(kept.split()).lstrip(".").rpartition(".")
    if not point:
        return ending[:NAME_MOST] or "-"
    return f"{stem[: NAME_MOST - len(ending) - 1]}.{ending}"
