"""The usual pinyin of a Chinese letter, without tone; the library is asked once a letter."""

from functools import cache


@cache
def reading(letter: str) -> str:
    """Its pinyin, empty where the library knows none."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415  heavy; loaded with the first statement for SWIFT's letters

    found = lazy_pinyin(letter, errors="ignore")
    return found[0].replace("ü", "v") if found else ""
