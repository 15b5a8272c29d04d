"""My tasks: what is to be done until when, from every source; one's own are written down, done and undone here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from qiao.ground import clock
from qiao.ground.authority import may, person_of, require
from qiao.ground.periods import day_of_text
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.office import actions, queries
from qiao.office.pages.asked import text_of, told_again
from qiao.office.rules.tasks import TASKS_MOST

TEXT_MOST = 300


@require_http_methods(["GET", "HEAD", "POST"])
def task_list(request: HttpRequest) -> HttpResponse:
    """What is to be done, and what was done within the week."""
    person, on = person_of(request), clock.today()
    require(person, "office.tasks")
    lines = queries.tasks_of(person, on=on)
    context: dict[str, object] = {
        "lines": [{"line": one, "words": fill(one.words, one.facts), "overdue": one.overdue(on=on)} for one in lines],
        "most": TASKS_MOST if len(lines) == TASKS_MOST else None,
        "done": [(one, one.words if one.is_own_text else fill(one.words, one.facts)) for one in _done(request)],
        "may_write": may(person, "office.task"),
        "today": on,
        "text_typed": text_of(request, "text", most=TEXT_MOST),
        "due_typed": request.POST.get("due", ""),
    }
    if request.method != "POST":
        return render(request, "office/tasks.html", context)
    try:
        text, due = text_of(request, "text", most=TEXT_MOST), day_of_text(request.POST.get("due"))
        actions.add_task(text, due=due, on=on, actor=person)
    except Refusal as refusal:
        if not refusal.code.startswith("task."):
            raise
        return told_again(request, "office/tasks.html", context, refusal=refusal)
    return redirect("tasks")


def _done(request: HttpRequest) -> list[queries.Task]:
    return queries.done_tasks(person_of(request), on=clock.today())


@require_POST
def tick(request: HttpRequest, number: int) -> HttpResponse:
    """Tick a task off, or take that back; then back to where it was done."""
    if request.POST.get("answer") == "undo":
        actions.reopen_task(number, actor=person_of(request))
    else:
        actions.finish_task(number, actor=person_of(request))
    return redirect("home" if request.POST.get("back") == "home" else "tasks")
