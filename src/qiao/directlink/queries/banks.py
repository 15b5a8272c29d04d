"""Banks of the payment systems, looked up by number or by a part of the name."""

import re

from qiao.directlink.models import ClearingBank

FOUND_MOST = 20
LETTERS_LEAST = 2
NUMBERED = re.compile(r"(\d{12,14})(?:\s.*)?", re.ASCII)


def found(text: str) -> list[ClearingBank]:
    """Banks whose number begins so, or whose name holds every word of the text; nothing for a single letter."""
    words = text.split()[:5]
    if len(text.strip()) < LETTERS_LEAST:
        return []
    rows = ClearingBank.objects.order_by("name", "number")
    if words[0].isascii() and words[0].isdigit():
        return list(rows.filter(number__startswith=words[0])[:FOUND_MOST])
    for word in words:
        rows = rows.filter(name__icontains=word)
    return list(rows[:FOUND_MOST])


def meant(text: str) -> ClearingBank | None:
    """The one bank that a text names: by its number (whatever follows it), by its whole name, or as the only one."""
    numbered = NUMBERED.fullmatch(text.strip())
    if numbered:
        return ClearingBank.objects.filter(pk=numbered.group(1)).first()
    exact = list(ClearingBank.objects.filter(name=text.strip())[:2])
    rows = exact or found(text)
    return rows[0] if len(rows) == 1 else None
