"""Industries: what each usually needs of a bank and how it uses funds, kept from a day on by the clerks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.paging import cut_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.profile.actions.industries import keep_industry
from qiao.profile.queries import industries
from qiao.profile.rules.industries import name_of

WRONG = 400
TEXT_MOST = 40
NAMES = ("code", "products", "fund_use", "since", "source")


@require_http_methods(["GET", "HEAD", "POST"])
def industry_list(request: HttpRequest) -> HttpResponse:
    """What is kept of industries, and the table of industries looked through by name or code."""
    person, on = person_of(request), clock.today()
    require(person, "profile.see")
    text = request.GET.get("text", "").strip()[:TEXT_MOST]
    names = industries.names()
    wanted = [
        (code, name) for code, name in names.items() if text.lower() in name.lower() or code.startswith(text.upper())
    ]
    held = {note.code: note for note in industries.notes_of() if note.since <= on}
    code = request.GET.get("code", "").strip().upper()[:TEXT_MOST]
    note = industries.industry_note(code, on=on) if code else None
    context: dict[str, object] = {
        "text": text,
        "page": cut_of(request.GET.get("page")).of(wanted),
        "known": len(names),
        "notes": [(note, name_of(note.code, names)) for _code, note in sorted(held.items())],
        "stewards": may(person, "profile.steward"),
        "typed": {
            "code": code,
            "products": "\n".join(note.products) if note else "",
            "fund_use": note.fund_use if note else "",
            "since": on.isoformat(),
        },
    }
    if request.method != "POST":
        return render(request, "desk/industries.html", context)
    typed = {name: str(request.POST.get(name, ""))[: TEXT_MOST * 100] for name in NAMES}
    since = day_of_text(typed["since"])
    if since is None:
        refused = _("Say from which day it holds; write it as 2026-09-30.")
        return render(request, "desk/industries.html", context | {"typed": typed, "refused": refused}, status=WRONG)
    try:
        keep_industry(
            typed["code"],
            products=typed["products"],
            fund_use=typed["fund_use"],
            since=since,
            source=typed["source"],
            person=person,
            actor=person.username,
        )
    except Refusal as refusal:
        if not refusal.code.startswith(("industry.", "profile.")):
            raise
        return render(
            request, "desk/industries.html", context | {"typed": typed, "refused": say(refusal)}, status=WRONG
        )
    messages.success(request, _("Kept. What stood before stays in the history."))
    return redirect("industries")
