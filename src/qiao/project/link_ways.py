"""Which way a request to the direct link goes: to the endpoint of messages, or to the desk's pages."""

from typing import Any

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""What browsers post. A message may bear any other kind, or none."""


def is_message(environ: dict[str, Any]) -> bool:
    """Whether a request is for the endpoint of messages; `OPTIONS` is how an agent tries the way before it sends."""
    if environ.get("PATH_INFO", "/") not in {"", "/"}:
        return False
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    method = environ["REQUEST_METHOD"]
    return method == "OPTIONS" or (method == "POST" and kind not in FORMS)
