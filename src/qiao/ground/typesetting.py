"""Papers as PDF: a template of the type-setter and the texts that go into it, set alike on every machine."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

EPOCH = datetime(1980, 1, 1, tzinfo=UTC)
"""The moment that every paper bears, so that the same texts give the same bytes."""


@cache
def _fonts() -> str:
    """The folder of the font; other fonts of the machine are left alone, so that every machine sets alike."""
    import manimgx_fonts_cjk  # noqa: PLC0415  33 MB; loaded with the first paper

    return str(Path(str(manimgx_fonts_cjk.__file__)).parent)


def set_pdf(template: str, content: Mapping[str, Any]) -> bytes:
    """The paper's bytes. Texts travel as data and are never read as commands of the type-setter."""
    import typst  # noqa: PLC0415  84 MB; loaded with the first paper

    found = typst.compile(  # type: ignore[misc]  # its stubs leave the input's type open
        template.encode(),
        font_paths=[_fonts()],
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        timestamp=int(EPOCH.timestamp()),
    )
    assert isinstance(found, bytes)
    return found
