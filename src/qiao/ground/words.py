"""Marks words for translation in code that may not import a framework; the edge translates them."""


class Marked(str):
    """Words of ours, to be translated where they are shown; a name, an id or a cell of a bank's file never is."""

    __slots__ = ()


def gettext_noop(words: str) -> str:
    """Return the words, marked; the name lets the message extractor find them."""
    return Marked(words)
