"""One person's career file: level and authority today, what bars, every event, certificates with hours, the quota."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import may, person_of, scope_of
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.ground.typed import day_in, handed_in
from qiao.office import queries as office
from qiao.office.trail import names_of
from qiao.people.actions import changing, quota
from qiao.people.queries import careers, certificates, standing
from qiao.people.queries import quota as quotas
from qiao.people.queries.authority import authority_on
from qiao.people.queries.entry import own_candidacies, probation_over_of
from qiao.people.queries.ladders import ladders_on
from qiao.people.queries.staff import Staff, visible_staff
from qiao.people.queries.telling import proposal_of, segments_of, yuan
from qiao.people.rules.career import KIND_WORDS, Career, EventKind
from qiao.people.rules.certificates import best, lacking
from qiao.people.rules.ladder import MARK_WORDS
from qiao.people.rules.quota import subject_of

WRONG, TEXT_MOST, MONTHS = 400, 600, 6
NAMES = ("what", "level", "since", "until", "exception", "reason", "month", "extra")


def my_career(request: HttpRequest) -> HttpResponse:
    """The way to one's own file."""
    person = person_of(request)
    if not person.staff_id:
        raise Http404
    return redirect("career", staff_id=person.staff_id)


@require_http_methods(["GET", "HEAD", "POST"])
def career(request: HttpRequest, staff_id: str) -> HttpResponse:
    """The file of somebody whom the asker may see, on today or on any day before; changes are asked for here."""
    person, today = person_of(request), clock.today()
    staff = visible_staff(scope_of(person, on=today)).filter(staff_id=staff_id).first()
    if staff is None:
        raise Http404
    on = day_in(request, "on", "On") or today
    context = (
        _file(staff, on=on)
        | _money(staff_id, on=today)
        | {
            "may_ask": may(person, "people.career", staff_id),
            "may_quota": may(person, "people.quota_ask", subject_of(staff_id, f"{today:%Y-%m}")),
            "waiting": [
                one
                for one in (
                    office.open_approval(changing.CAREER, staff_id),
                    office.open_approval(quota.QUOTA, subject_of(staff_id, f"{today:%Y-%m}")),
                )
                if one and office.may_read(person, one)
            ],
            "today": today,
            "typed": {"since": today.isoformat(), "month": f"{today:%Y-%m}"},
            "candidacies": own_candidacies(staff_id)
            if person.staff_id == staff_id or may(person, "people.entry")
            else [],
        }
    )
    if request.method != "POST":
        return render(request, "people/career.html", context)
    texts = {name: str(request.POST.get(name, ""))[:TEXT_MOST] for name in NAMES}
    try:
        asked = _ask(request, staff_id, texts)
    except Refusal as refusal:
        if not refusal.code.startswith(("career.", "opening.", "level.", "quota.", "approval.")):
            raise
        return render(request, "people/career.html", context | {"typed": texts, "refused": say(refusal)}, status=WRONG)
    return handed_in(request, asked.pk)


def _ask(request: HttpRequest, staff_id: str, texts: dict[str, str]) -> office.Approval:
    person, on = person_of(request), clock.today()
    if texts["what"] == "quota":
        return quota.propose(
            staff_id, month=texts["month"].strip(), extra=texts["extra"], reason=texts["reason"], on=on, actor=person
        )
    return changing.propose(
        staff_id,
        texts["what"],
        level=texts["level"],
        since=day_of_text(texts["since"]),
        until=day_of_text(texts["until"]),
        exception=texts["exception"],
        reason=texts["reason"],
        on=on,
        actor=person,
    )


def _file(staff: Staff, *, on: date) -> dict[str, Any]:
    staff_id = staff.staff_id
    held, found = careers.level_on(staff_id, on=on), careers.careers_of([staff_id]).get(staff_id, Career())
    kept = certificates.certificates_of([staff_id]).get(staff_id, [])
    needed = held.level.certificates if held else ()
    allowed = authority_on(staff_id, on=on)
    ladders, told = ladders_on(on), careers.event_rows(staff_id)
    return {
        "staff": staff,
        "on": on,
        "held": held,
        "probation_over": probation_over_of(staff_id) if held and held.probation else None,
        "mark": MARK_WORDS[held.ladder.mark] if held else "",
        "bars": standing.bars_on([staff_id], on=on).get(staff_id, ()),
        "gap": found.gap_on(on),
        "allowed": allowed,
        "segments": segments_of(allowed.segments) if allowed else "",
        "proposal": proposal_of(allowed) if allowed else "",
        "month_quota": yuan(allowed.quota_fen_month) if allowed else "",
        "events": [(row, KIND_WORDS[EventKind(row.kind)], _label(ladders, row)) for row in told],
        "names": names_of(sorted({row.actor for row in told})),
        "certificates": sorted(best(kept, on=on).values(), key=lambda one: one.valid_to or date.max),
        "missing": lacking(kept, needed, on=on),
        "kinds": KIND_WORDS,
        "levels": [
            (f"{scheme}:{level.code}", ladder.name, level.label)
            for scheme, ladder in ladders.items()
            for level in ladder.levels
        ],
    }


def _label(ladders: dict[str, Any], row: careers.CareerEvent) -> str:
    ladder = ladders.get(row.scheme)
    level = ladder.level(row.level) if ladder else None
    return level.label if level else row.level


def _money(staff_id: str, *, on: date) -> dict[str, Any]:
    used = quotas.used_by(staff_id)
    months = sorted({*used, f"{on:%Y-%m}"}, reverse=True)[:MONTHS]
    return {"quotas": quotas.quotas_of(staff_id, months, on=on), "extras": quotas.extras_of(staff_id)}
