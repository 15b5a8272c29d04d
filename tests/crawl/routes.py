"""Every address of the application, whoever added it, with values for what stands in angle brackets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

HOLE = re.compile(r"<(?:[^:>]+:)?(\w+)>")
WAYS_MOST = 6  # addresses tried of one route


@dataclass(frozen=True, slots=True)
class Route:
    """An address with holes, as `customers/<party_id>/`, and the name it goes by."""

    text: str
    name: str

    @property
    def holes(self) -> tuple[str, ...]:
        """The names of what has to be filled in."""
        return tuple(HOLE.findall(self.text))


def routes(resolver: URLResolver | None = None, before: str = "", spaces: str = "") -> Iterator[Route]:
    """All of them, those of included address books too; one written as a regular expression is told apart."""
    for entry in (resolver or get_resolver()).url_patterns:
        text = before + _text_of(entry)
        if isinstance(entry, URLResolver):
            yield from routes(entry, text, spaces + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield Route(text, f"{spaces}{entry.name or text}")


def _text_of(entry: URLPattern | URLResolver) -> str:
    if isinstance(entry.pattern, RoutePattern):
        return str(entry.pattern)
    return re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", str(entry.pattern)).strip("^$")


def addresses(route: Route, values: Mapping[str, Sequence[str]]) -> list[str]:
    """Addresses of a route with each value for its holes; a hole nobody has a value for is an error of the test."""
    unknown = [hole for hole in route.holes if hole not in values]
    assert unknown == [], f"teach the crawl a value for {unknown} of {route.text}"
    found = []
    for chosen in product(*(values[hole] for hole in route.holes)):
        filled = iter(chosen)
        found.append("/" + HOLE.sub(lambda _hole: next(filled), route.text))  # noqa: B023  used up within the line
    step = max(1, len(found) // WAYS_MOST)
    return found[::step][: WAYS_MOST + 1]
