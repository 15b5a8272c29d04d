"""What the desk answers where an address names nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.directlink.pages.enterprise.door import Desk, desk_of
from qiao.ground import clock


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  the framework's signature
    """In the frame of whoever is inside, else without one."""
    found = desk_of(request, at=clock.now()) if hasattr(request, "session") else ""
    if isinstance(found, Desk):
        request.desk = found  # type: ignore[attr-defined]  # the frame reads it
        return render(request, "enterprise/missing.html", status=404)
    return render(request, "enterprise/nowhere.html", status=404)
