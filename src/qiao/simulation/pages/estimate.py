"""What a deal would pay oneself, or somebody of one's team: asked on a phone between two visits, nothing is kept."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.looks import opened
from qiao.ground.money import scaled_from_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people
from qiao.simulation.queries import estimates
from qiao.simulation.queries.estimates import Typed
from qiao.simulation.rules.estimating import WHAT_WORDS, What

WRONG = 409
LETTERS_MOST = 64
USUAL = {"what": "deposit", "amount": "5000000", "days": "90", "rate": "1.35", "share": "100"}
FIELDS = (*USUAL, "product", "party")


def my_estimate(request: HttpRequest) -> HttpResponse:
    """One's own."""
    person = person_of(request)
    require(person, "simulation.estimate")
    return redirect("estimate", person.staff_id)


def estimate(request: HttpRequest, staff_id: str) -> HttpResponse:
    """The form, and below it what the deal would pay, step by step."""
    person, on = person_of(request), clock.today()
    require(person, "simulation.estimate")
    if not estimates.may_estimate(person, staff_id, on=on):
        raise Http404
    typed = {name: request.GET.get(name, USUAL.get(name, ""))[:LETTERS_MOST].strip() for name in FIELDS}
    products = estimates.choosable()
    context: dict[str, Any] = {
        "staff_id": staff_id,
        "name": people.staff_names([staff_id]).get(staff_id, staff_id),
        "own": staff_id == person.staff_id,
        "typed": typed | {"product": typed["product"] or next((one[1] for one in products if one[0] == "deposit"), "")},
        "products": products,
        "whats": [(one.value, words) for one, words in WHAT_WORDS.items()],
    }
    if "amount" not in request.GET:
        return render(request, "simulation/estimate.html", context)
    try:
        terms, found = estimates.estimate_for(staff_id, read(typed), person=person, on=on)
    except Refusal as refusal:
        if refusal.code.startswith("authority."):
            raise
        return render(request, "simulation/estimate.html", context | {"refused": say(refusal)}, status=WRONG)
    if staff_id != person.staff_id:
        opened(person, f"estimate {staff_id}")
    context |= {
        "terms": terms,
        "found": found,
        "pairs": list(zip(found.before.legs, found.after.legs, strict=True)),
        "scores": [
            (one, other)
            for one, other in zip(found.before.indicators, found.after.indicators, strict=True)
            if one.points != other.points
        ],
        "assumed": [one.indicator.name for one in found.after.indicators if one.assumed],
        "customer": estimates.customer_name(typed["party"]),
        "later": list(enumerate(found.later_fen, start=1)),
    }
    return render(request, "simulation/estimate.html", context)


def read(typed: dict[str, str]) -> Typed:
    """The typed deal as numbers."""
    known = {one.value for one in What}
    try:
        return Typed(
            what=What(typed["what"] if typed["what"] in known else What.DEPOSIT),
            product_id=typed["product"],
            amount_fen=scaled_from_text(_number(typed["amount"]), places=2),
            days=int(_number(typed["days"] or "0")),
            rate_ppm=scaled_from_text(_number(typed["rate"] or "0"), places=4),
            share_bp=scaled_from_text(_number(typed["share"] or "100"), places=2),
            party_id=typed["party"],
        )
    except (ValueError, ArithmeticError) as error:
        words = _("Write the amount in yuan, the days as a whole number, rate and share in per cent.")
        raise Refusal("estimate.number", words) from error


def _number(text: str) -> str:
    plain = text.replace(",", "").removesuffix("%")
    if not plain.isascii() or not all(letter in "0123456789." for letter in plain):
        raise ValueError(text)
    return plain
