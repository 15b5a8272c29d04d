"""The usual pinyin of a Chinese letter, without tone; the library is asked once a letter."""

from functools import cache


@cache
def reading(letter: str) -> str:
    """Its pinyin, '' where the library knows none."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  heavy; loaded by who searches

    found = lazy_pinyin(letter, errors="ignore")
    return found[0] if found else ""
