"""Another owner, interval or source of an item, and own items: asked for here, decided by a second person."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.naming import post_name
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.office import queries as office
from qiao.profile.actions import stewarding
from qiao.profile.queries import register
from qiao.profile.rules.items import GROUPS, WHENCE
from qiao.profile.rules.stewarding import KIND_WORDS, OF_WORDS, OWNERS

WRONG = 400
TEXT_MOST = 4_000
NAMES = ("owner", "whence", "every_days", "asked", "words", "meaning", "group", "of", "key", "fields", "code", "reason")
TOLD_BESIDE = ("item.", "approval.")


@require_http_methods(["GET", "HEAD", "POST"])
def item_terms(request: HttpRequest, item: str) -> HttpResponse:
    """How an item was, is and will be kept, and the way to another definition."""
    person, on = person_of(request), clock.today()
    require(person, "profile.steward" if request.method == "POST" else "profile.see")
    found = register.items_ever(on).get(item)
    if found is None:
        raise Http404
    typed = {
        "owner": found.owner,
        "whence": found.whence,
        "every_days": str(found.every_days),
        "asked": "1" if found.asked else "",
    }
    context = {
        "item": found,
        "versions": [(one, post_name(one.terms["owner"])) for one in register.versions_of(item)],
        "whence_words": {code: _(words) for code, words in WHENCE.items()},
        "stewards": may(person, "profile.steward"),
        "waiting": office.open_approval(stewarding.KIND, item),
    }

    def ask(texts: dict[str, str]) -> Any:
        return stewarding.propose(
            item, texts, since=day_of_text(texts["since"]), reason=texts["reason"], on=on, actor=person
        )

    return _answered(request, "desk/register_terms.html", context, typed=typed, ask=ask)


@require_http_methods(["GET", "HEAD", "POST"])
def item_new(request: HttpRequest) -> HttpResponse:
    """An item of the bank's own."""
    person, on = person_of(request), clock.today()
    require(person, "profile.steward")

    def ask(texts: dict[str, str]) -> Any:
        return stewarding.propose_own(
            texts["code"], texts, since=day_of_text(texts["since"]), reason=texts["reason"], on=on, actor=person
        )

    context = {"kinds": KIND_WORDS, "groups": GROUPS, "ofs": OF_WORDS}
    typed = {"owner": "rm", "whence": "manager", "every_days": "365", "asked": "1"}
    return _answered(request, "desk/register_new.html", context, typed=typed, ask=ask)


def _answered(
    request: HttpRequest,
    template: str,
    context: dict[str, object],
    *,
    typed: dict[str, str],
    ask: Callable[[dict[str, str]], Any],
) -> HttpResponse:
    """The form; posted, the request for a second person, or the form again with everything that was typed."""
    context |= {"owners": [(code, post_name(code)) for code in OWNERS], "whences": WHENCE}
    if request.method != "POST":
        return render(request, template, context | {"typed": typed | {"since": clock.today().isoformat()}})
    texts = {name: str(request.POST.get(name, ""))[:TEXT_MOST] for name in (*NAMES, "since")}
    try:
        asked = ask(texts)
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        return render(request, template, context | {"typed": texts, "refused": say(refusal)}, status=WRONG)
    return redirect("approval", number=asked.pk)
