"""Log-ins in the browser: the list, one log-in, and what the administrator does to it."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from qiao.ground import clock
from qiao.ground.authority import POSTS, may, person_of, require
from qiao.ground.models import User
from qiao.ground.paging import cut_of
from qiao.ground.refusals import Refusal
from qiao.ground.saying import say
from qiao.office import queries as office
from qiao.people.queries import staff as people
from qiao.project.access.queries import locked_among, locked_until
from qiao.project.rights import actions, posts

TEXT_MOST, REASON_MOST, WRONG = 150, 500, 400
TOLD_BESIDE = ("user.", "approval.reason")


@require_http_methods(["GET", "HEAD", "POST"])
def login_list(request: HttpRequest) -> HttpResponse:
    """Every log-in, looked for by name; a new one is made here and its first password told once."""
    person = person_of(request)
    require(person, "rights.logins")
    text, cut = request.GET.get("text", "").strip()[:TEXT_MOST], cut_of(request.GET.get("page"))
    rows = User.objects.order_by("username")
    if text:
        rows = rows.filter(Q(username__icontains=text) | Q(first_name__icontains=text) | Q(staff_id=text))
    context: dict[str, object] = {"text": text, "manages": may(person, "rights.manage"), "made": None}
    status = 200
    if request.method == "POST":
        name, staff_id = (str(request.POST.get(field, "")).strip()[:TEXT_MOST] for field in ("name", "staff"))
        context |= {"name_typed": name, "staff_typed": staff_id}
        try:
            context |= {"made": name, "password": actions.make(name, staff_id=staff_id, actor=person)}
        except Refusal as refusal:
            if not refusal.code.startswith(TOLD_BESIDE):
                raise
            context["refused"], status = say(refusal), WRONG
    context["page"] = page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context["locked"] = locked_among([user.username for user in page.rows])
    context["names"] = people.staff_names([user.staff_id for user in page.rows if user.staff_id])
    return render(request, "rights/logins.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, username: str) -> HttpResponse:
    """One log-in and what can be done to it."""
    person = person_of(request)
    require(person, "rights.logins")
    found = actions.login_of(username)
    context: dict[str, object] = {
        "found": found,
        "staff_name": people.staff_names([found.staff_id]).get(found.staff_id, ""),
        "manages": may(person, "rights.manage") and found.pk != person.pk,
        "locked_until": locked_until(username),
        "waiting": office.open_approval(posts.KIND, username),
        "posts": POSTS,
        "reason_typed": str(request.POST.get("reason", ""))[:REASON_MOST],
    }
    if request.method != "POST":
        return render(request, "rights/login.html", context)
    require(person, "rights.manage")
    try:
        return _done(request, context, username)
    except Refusal as refusal:
        if not refusal.code.startswith(TOLD_BESIDE):
            raise
        return render(request, "rights/login.html", context | {"refused": say(refusal)}, status=WRONG)


def _done(request: HttpRequest, context: dict[str, object], username: str) -> HttpResponse:
    person, answer = person_of(request), request.POST.get("answer")
    if answer == "post":
        post, reason = str(request.POST.get("post", "")), str(request.POST.get("reason", ""))
        asked = posts.propose(username, post=post, reason=reason, on=clock.today(), actor=person)
        return redirect("approval", number=asked.pk)
    if answer == "password":
        password = actions.renew_password(username, actor=person)
        return render(request, "rights/login.html", context | {"password": password})
    if answer == "unlock":
        actions.unlock(username, actor=person)
    elif answer == "close":
        actions.close(username, actor=person)
    elif answer == "reopen":
        actions.reopen(username, actor=person)
    return redirect("login_one", username=username)
