"""The bank's products with what a settlement needs of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.catalogue import queries
from qiao.ground.authority import require
from qiao.ground.models import User
from qiao.ground.paging import cut_of


def product_list(request: HttpRequest) -> HttpResponse:
    """The list as a page."""
    person = request.user
    assert isinstance(person, User), request.path
    require(person, "catalogue.see")
    page = cut_of(request.GET.get("page")).of(list(queries.products().values()))
    return render(request, "catalogue/product_list.html", {"page": page})
