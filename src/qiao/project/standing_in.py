"""The first page of a day lets the deputies of the leaves that begin stand in: no job has to run for it."""

from collections.abc import Callable
from datetime import date

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from qiao.duty.actions.standing_in import stand_in
from qiao.ground import clock
from qiao.ground.patience import is_taken, short_wait


class StandInMiddleware:
    """Asks once a day and process; while somebody else writes, the next page asks again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the rest of the chain; no day has been asked for yet."""
        self.get_response = get_response
        self.asked_on: date | None = None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with everybody in place who stands in today."""
        on = clock.today()
        if self.asked_on != on:
            self._ask(on)
        return self.get_response(request)

    def _ask(self, on: date) -> None:
        try:
            with short_wait():
                stand_in(on=on)
        except OperationalError as error:
            if not is_taken(error):
                raise
            return
        self.asked_on = on
