"""Search from every page: a page of its own, and the same as a list that opens under the box."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.customers.rules.masking import masked_id
from qiao.desk.queries.searching import search
from qiao.ground.authority import person_of, require
from qiao.ground.pieces import wants_piece

PIECE_MOST = 8


def search_page(request: HttpRequest) -> HttpResponse:
    """What the text finds among what the person may see."""
    person = person_of(request)
    require(person, "desk.today")
    piece = wants_piece(request)
    found = (
        search(person, request.GET.get("text", ""), most=PIECE_MOST)
        if piece
        else search(person, request.GET.get("text", ""))
    )
    lines = [(one, masked_id(one.id_no)) for one in found.customers]
    return render(request, "desk/search_piece.html" if piece else "desk/search.html", {"found": found, "lines": lines})
