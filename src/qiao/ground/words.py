"""Marks words for translation in code that may not import a framework; the edge translates them."""


def gettext_noop(words: str) -> str:
    """Return the words unchanged; the name lets the message extractor find them."""
    return words
