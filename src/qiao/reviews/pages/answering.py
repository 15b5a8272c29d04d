"""The form by which a colleague is rated: each item with what its numbers mean."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.refusals import Refusal
from qiao.people.queries import staff as people
from qiao.reviews.actions.rounds import answer
from qiao.reviews.pages.telling import WRONG, told
from qiao.reviews.queries import rounds as queries
from qiao.reviews.rules.rounds import RoundState
from qiao.reviews.rules.scoring import RELATION_WORDS, Relation

LETTERS = 8


@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, number: int) -> HttpResponse:
    """One rating of one's own; after it the next that waits."""
    person, on = person_of(request), clock.today()
    require(person, "reviews.see")
    found = queries.rating_of(number, rater=person.staff_id)
    if found is None:
        raise Http404
    one = found.person.round
    read = queries.read_of(one)
    typed = {item.code: str((found.answers or {}).get(item.code, "")) for item in read.items}
    context = {
        "rating": found,
        "round": one,
        "relation": RELATION_WORDS[Relation(found.relation)],
        "is_self": found.relation == Relation.SELF,
        "name": people.staff_names([found.person.staff_id]).get(found.person.staff_id, found.person.staff_id),
        "waiting": len(queries.due_ratings(person.staff_id)),
        "is_open": one.state == RoundState.COLLECTING and on <= one.until,
    }
    if request.method != "POST":
        return render(
            request, "reviews/rate.html", context | {"items": [(item, typed[item.code]) for item in read.items]}
        )
    typed = {item.code: request.POST.get(f"item-{item.code}", "")[:LETTERS] for item in read.items}
    try:
        answer(found.pk, typed, on=on, actor=person)
    except Refusal as refusal:
        context |= {"refused": told(refusal), "items": [(item, typed[item.code]) for item in read.items]}
        return render(request, "reviews/rate.html", context, status=WRONG)
    due = queries.due_ratings(person.staff_id)
    return redirect("rate", due[0].pk) if due else redirect("reviews")
