"""The interface as a list for people: what there is, and where it is described to the letter."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qiao.directlink.api.rest.mount import api


def operations() -> list[dict[str, str]]:
    """Every operation: method, address and what it does."""
    return [
        {"method": method.upper(), "address": address, "summary": told["summary"]}
        for address, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
    ]


@login_not_required
@require_safe
def interface_page(request: HttpRequest) -> HttpResponse:
    """For whoever finds the address; it tells nothing that the description does not."""
    return render(request, "enterprise/interface.html", {"operations": operations()})
