"""A file that somebody takes away: saved and not opened, kept by nobody on the way."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

ANY_BYTES = "application/octet-stream"


def for_keeping(content: bytes, *, name: str, kind: str = ANY_BYTES) -> HttpResponse:
    """The answer that a browser saves under this name."""
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
