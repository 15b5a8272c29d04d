"""What in a scheme can be played, beside what the linter says of it."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.appraisal.queries import schemes
from qiao.appraisal.rules.scheme.telling import Said
from qiao.ground import clock
from qiao.ground.authority import person_of, require
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.simulation.queries.loopholes import loopholes_of
from qiao.simulation.rules.loopholes.words import DOES_WORDS, KIND_WORDS, MEND_WORDS
from qiao.simulation.rules.loopholes.world import OUTSIDE


def scheme_loopholes(request: HttpRequest, number: int) -> HttpResponse:
    """The search in one scheme that the person may read."""
    person, on = person_of(request), clock.today()
    require(person, "simulation.loopholes")
    record = schemes.readable(person).filter(pk=number).first() if number < schemes.LARGEST_NUMBER else None
    if record is None:
        raise Http404
    scheme = schemes.scheme_of(record, strict=False)
    context = {"record": record, "scheme": scheme, "refused": "", "found": []}
    try:
        found = loopholes_of(scheme, on=on)
        context["found"] = [
            (one, KIND_WORDS[one.kind], Said(one.key, DOES_WORDS[one.kind], _told(one.facts)), MEND_WORDS[one.kind])
            for one in found
        ]
    except Refusal as refusal:
        context["refused"] = say(refusal)
    context["findings"] = schemes.checked(scheme, on=on, record=record).findings
    return render(request, "simulation/loopholes.html", context)


def _told(facts: Mapping[str, str]) -> dict[str, str]:
    """Facts for the eye: somebody whom the scheme does not take is called so."""
    return {name: _("somebody outside of the scheme") if fact == OUTSIDE else fact for name, fact in facts.items()}
