"""How a Chinese name reads: two writings of one name, in simplified and in traditional letters, read alike."""

from functools import cache


def sound(name: str) -> str:
    """The usual pinyin of its letters; whatever has none stands for itself."""
    return " ".join(_reading(letter) for letter in name)


@cache
def _reading(letter: str) -> str:
    from pypinyin import lazy_pinyin  # noqa: PLC0415  heavy; loaded with the first list

    return "".join(lazy_pinyin(letter)) or letter
