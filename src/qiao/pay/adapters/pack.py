"""An evidence pack as one zip: tables as CSV, a manifest with the digest of each; equal facts give equal bytes."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from qiao.ground.sheets import safe_cell

MOMENT = (1980, 1, 1, 0, 0, 0)  # what a zip can say at the earliest: the moment of packing is no evidence
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
MANIFEST = "manifest.json"
Table = Sequence[Sequence[object]]


def packed(tables: Mapping[str, Table], *, facts: Mapping[str, Any]) -> bytes:
    """The pack: each table by its file's name, its first row the heads."""
    files = {name: _csv(rows) for name, rows in tables.items()}
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = json.dumps({**facts, "files": digests}, ensure_ascii=False, indent=1, sort_keys=True).encode()
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression=zipfile.ZIP_DEFLATED) as pack:
        for name, content in sorted({**files, MANIFEST: manifest}.items()):
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            pack.writestr(entry, content)
    return held.getvalue()


def _csv(rows: Table) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
