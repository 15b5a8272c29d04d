"""Sums in the great numerals of Chinese cheques and receipts, which no stroke alters: 壹仟贰佰元伍角整.

Source: the central bank's rules for writing instruments (basic rules of payment instruments, annex): 元 after whole
yuan, 整 after yuan or jiao, 零 once for any run of noughts within the digits.
"""

NUMERALS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")
GROUP_DIGITS = 4
FEN_A_YUAN, FEN_A_JIAO = 100, 10
FEN_MOST = 10 ** (GROUP_DIGITS * len(GROUPS)) * FEN_A_YUAN - 1


def in_capitals(fen: int) -> str:
    """A sum above zero in great numerals, without the currency's name before it."""
    assert 0 < fen <= FEN_MOST, fen
    yuan, rest = divmod(fen, FEN_A_YUAN)
    jiao, fen_left = divmod(rest, FEN_A_JIAO)
    told = f"{_whole(yuan)}元" if yuan else ""
    if not rest:
        return f"{told}整"
    if jiao:
        told += f"{NUMERALS[jiao]}角"
    elif told:
        told += "零"
    return told + (f"{NUMERALS[fen_left]}分" if fen_left else "整")


def _whole(number: int) -> str:
    """A whole number above zero, group of four digits by group."""
    told, needs_nought = "", False
    for place in reversed(range(len(GROUPS))):
        group = number // 10 ** (GROUP_DIGITS * place) % 10**GROUP_DIGITS
        if not group:
            needs_nought = bool(told)
            continue
        if told and (needs_nought or group < 10 ** (GROUP_DIGITS - 1)):
            told += NUMERALS[0]
        told += _group(group) + GROUPS[place]
        needs_nought = False
    return told


def _group(number: int) -> str:
    told, needs_nought = "", False
    for place in reversed(range(GROUP_DIGITS)):
        digit = number // 10**place % 10
        if digit:
            told += (NUMERALS[0] if needs_nought and told else "") + NUMERALS[digit] + PLACES[place]
            needs_nought = False
        else:
            needs_nought = True
    return told
