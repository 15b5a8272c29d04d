"""Masking: what a page shows of an identity number or a telephone: enough to know it, too little to take away."""

HIDDEN = "•"
HIDDEN_MOST = 8
ID_HEAD, ID_TAIL = 3, 2
PHONE_HEAD, PHONE_TAIL = 3, 2


def masked(text: str, *, head: int, tail: int) -> str:
    """The first `head` and last `tail` characters; a text that would show more than half of itself shows nothing."""
    if not text:
        return ""
    hidden = len(text) - head - tail
    if hidden < len(text) / 2:
        return HIDDEN * min(len(text), HIDDEN_MOST)
    return f"{text[:head]}{HIDDEN * min(hidden, HIDDEN_MOST)}{text[len(text) - tail :]}"


def masked_id(text: str) -> str:
    """An identity number or a company's registration code."""
    return masked(text, head=ID_HEAD, tail=ID_TAIL)


def masked_phone(text: str) -> str:
    """A telephone number."""
    return masked(text, head=PHONE_HEAD, tail=PHONE_TAIL)
