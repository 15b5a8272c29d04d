"""The direct link's application: a message posted to `/` goes to its endpoint, everything else to the framework."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.link_settings")
pages = get_wsgi_application()

from qiao.directlink.api import fox  # noqa: E402  its tables are there once the framework has started
from qiao.ground import exports  # noqa: E402  the same
from qiao.project import settings as house  # noqa: E402  the same
from qiao.project.demo.stories import BANK_NAME  # noqa: E402  the same

exports.sources.origin = lambda: exports.Origin(house.LINK_BANK, made_up=house.LINK_BANK == BANK_NAME)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
"""What browsers post. A message may bear any other kind, or none."""


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    return (fox.application if is_message(environ) else pages)(environ, start_response)


def is_message(environ: dict[str, Any]) -> bool:
    """Whether a request is for the endpoint of messages; `OPTIONS` is how an agent tries the way before it sends."""
    if environ.get("PATH_INFO", "/") not in {"", "/"}:
        return False
    kind = str(environ.get("CONTENT_TYPE", "")).partition(";")[0].strip().lower()
    method = environ["REQUEST_METHOD"]
    return method == "OPTIONS" or (method == "POST" and kind not in FORMS)
