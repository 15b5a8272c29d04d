"""A piece of a page: what htmx asks for to put into a page that stands already."""

from django.http import HttpRequest


def wants_piece(request: HttpRequest) -> bool:
    """Whether a piece is asked for, and no page of its own."""
    return "HX-Request" in request.headers
