"""Letters before they are compared: full width as half, traditional as simplified, no spaces, no signs between.

The table holds what stands in names and addresses of the mainland's banks; a letter it lacks is still found by its
sound, for the two forms of a letter are read alike.
"""

import re
import unicodedata

from qiao.customers.rules.letters import TO_SIMPLIFIED

SIGNS = re.compile(r"[\s\-_.,;:'\"/\\|·•・‧∙、，。；：！？!?*~`^=+&@]+")
BRACKETS = str.maketrans({"〔": "(", "[": "(", "【": "(", "{": "(", "〕": ")", "]": ")", "】": ")", "}": ")"})
LETTERS_MOST = 400  # of a name or an address that are looked at; what lies behind tells nobody apart


def plain(text: str) -> str:
    """The text in simplified letters and half width, capitals, without spaces and signs; brackets stay, as round."""
    half = unicodedata.normalize("NFKC", text[:LETTERS_MOST]).translate(BRACKETS)
    return SIGNS.sub("", half.translate(TO_SIMPLIFIED)).upper()


def within_one_letter(one: str, other: str) -> bool:
    """Whether one letter changed, added, left away, or two neighbours exchanged make the one the other."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    head = 0
    while head < len(one) and one[head] == other[head]:
        head += 1
    if len(one) < len(other):
        return one[head:] == other[head + 1 :]
    rest, rest_other = one[head:], other[head:]
    return rest[1:] == rest_other[1:] or (rest[1::-1] == rest_other[:2] and rest[2:] == rest_other[2:])


def is_abbreviation(short: str, long: str) -> bool:
    """Whether the letters of the shorter stand in the longer in their order, with the same first letter."""
    if not short or len(short) >= len(long) or short[0] != long[0]:
        return False
    rest = iter(long)
    return all(letter in rest for letter in short)
