"""How a customer is called before whoever claims it sees it."""

HIDDEN = "*"


def masked_name(name: str) -> str:
    """The first letter and the last one, with stars between: enough to know whom one has met."""
    if len(name) <= len("ab"):
        return name[:1] + HIDDEN
    return name[0] + HIDDEN * min(len(name) - 2, 4) + name[-1]
