"""Texts in the letters that SWIFT messages know: Chinese by its sound, all else by the nearest letter or a point.

Source: the x set of letters of SWIFT, which has no lower dash, no quotes and no Chinese. The sound of a letter is asked
of whoever knows it; what nobody knows becomes a point, so that it is seen that something stood there.
"""

import re
import unicodedata
from collections.abc import Callable

Reading = Callable[[str], str]
"""The sound of one letter in Latin letters, without tone; empty where it has none."""
FOREIGN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_NEAR = {"-": "_–—", "'": '‘’“”"', ",": "、;", ".": "。·", "(": "【《[{", ")": "】》]}", "+": "&", "/": "\\"}
NEAREST = str.maketrans({letter: near for near, letters in _NEAR.items() for letter in letters})


def latin(words: str, *, reading: Reading) -> str:
    """A text in SWIFT's letters: 云杉贸易 becomes YunShanMaoYi."""
    if not FOREIGN.search(words):
        return " ".join(words.split())
    narrow = unicodedata.normalize("NFKC", words.translate(NEAREST)).translate(NEAREST)
    spelt = "".join(_spelt(letter, reading) for letter in narrow)
    return " ".join(spelt.split())


def _spelt(letter: str, reading: Reading) -> str:
    if not FOREIGN.search(letter):
        return letter
    if letter.isspace() or unicodedata.category(letter) in {"Cc", "Cs"}:
        return " "
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))
    if bare and not FOREIGN.search(bare):
        return bare
    return FOREIGN.sub("", reading(letter)).capitalize() or "."


def reference(words: str, *, most: int, reading: Reading) -> str:
    """A reference: no blanks or question marks, and slashes neither double nor at its ends."""
    kept = re.sub(r"[? ]", ".", latin(words, reading=reading))
    return re.sub(r"/+", "/", kept).strip("/")[:most].strip("/")
