"""What an answer took, told with it where QIAO_TIMING is 1: wall and processor milliseconds, database statements.

Browsers show it beside each request (the Server-Timing header). The processor's time is that of the thread that
answered; what an engine's own threads took is not in it.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

from qiao.ground import clock

MILLI = 1_000


class TimingMiddleware:
    """Measures everything inside of it; not there at all unless asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain, or step aside."""
        if not settings.TIMING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say what it took."""
        statements = 0

        def counted(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*args)

        wall, processor = clock.ticks(), clock.thread_ticks()
        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        wall, processor = clock.ticks() - wall, clock.thread_ticks() - processor
        response.headers["Server-Timing"] = (
            f"app;dur={wall * MILLI:.2f}, cpu;dur={processor * MILLI:.2f}, sql;dur={statements}"
        )
        return response
