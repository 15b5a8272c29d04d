"""Today: the first page after the log-in."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qiao.appraisal.rules.indicators import BONUS
from qiao.desk.pages.asking import picture_words
from qiao.desk.pages.telling import told
from qiao.desk.queries.today import Today, today_of
from qiao.ground import clock
from qiao.ground.authority import may, person_of
from qiao.ground.money import micro_of_fen
from qiao.ground.saying import fill


def home(request: HttpRequest) -> HttpResponse:
    """What matters today, by post."""
    person, on = person_of(request), clock.today()
    today = today_of(person, on=on)
    context: dict[str, Any] = {
        "today": today,
        "run": today.run,
        "days": today.days,
        "months_chart": _months_chart(today),
    }
    context |= {"tasks": [(one, fill(one.words, one.facts), one.overdue(on=on)) for one in today.tasks]}
    context["sees_customers"] = may(person, "customers.see")
    return render(request, "desk/home.html", context)


def _months_chart(today: Today) -> dict[str, object] | None:
    """One's own bonus by month."""
    if today.own is None:
        return None
    bonus = [micro_of_fen(one.bonus_fen) if one else None for _month, one in today.history]
    return {
        "months": [month for month, _one in today.history],
        "series": [{"name": _(BONUS.name), "kind": "deposit", "micro": bonus}],
        "words": picture_words(),
        "told": told([one.bonus_fen if one else 0 for _month, one in today.history]),
    }
