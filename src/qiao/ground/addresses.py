"""Ids of the bank in web addresses: any text of the contract, slashes included, survives the way there and back."""

from django.contrib.admin.utils import quote, unquote

DOTS = {".": "_2E", "..": "_2E_2E"}
DOTS_BACK = {escaped: dots for dots, escaped in DOTS.items()}


class IdConverter:
    """Path converter `<id:…>`: escapes what an address cannot carry."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """The id behind its escaped form."""
        return DOTS_BACK.get(value) or unquote(value)

    def to_url(self, value: str) -> str:
        """The escaped form of an id; one made of dots alone would be a folder to a browser."""
        return DOTS.get(value) or str(quote(value))


class FormConverter:
    """Path converter `<form:…>`: the form in which a list is taken, csv or xlsx."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        """The form as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The form as it stands."""
        return value


class MonthConverter:
    """Path converter `<month:…>`: a month written 2026-09."""

    regex = r"[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> str:
        """The month as it stands."""
        return value

    def to_url(self, value: str) -> str:
        """The month as it stands."""
        return value
