"""What a form sent, cut to what a field may hold; refusals of this capability told beside their form."""

from qiao.ground.typed import beside

WRONG = 400
told = beside(("rotation.", "duty.", "draw.", "leave.", "exit.", "approval.", "career.", "shares."))


def number_in(text: str) -> int:
    """A whole number that was typed; 0 for anything else."""
    clean = text.strip()
    return int(clean) if clean.isascii() and clean.isdigit() and len(clean) < 10 else 0  # noqa: PLR2004  fits any column
