"""The direct link's application: a message posted to `/` goes to its endpoint, everything else to the framework."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.link_settings")
pages = get_wsgi_application()

from qiao.directlink.api import fox  # noqa: E402  its tables are there once the framework has started
from qiao.project.link_ways import is_message  # noqa: E402  the same


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    return (fox.application if is_message(environ) else pages)(environ, start_response)
