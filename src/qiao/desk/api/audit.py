"""The audit: who did what, and who looked at what."""

from django.http import HttpRequest
from ninja import Router

from qiao.desk.api.door import Bearer, Day, Number, Text, answers, asker
from qiao.desk.api.texts import filled
from qiao.desk.rules.answers.audit import LookLine, RecordLine
from qiao.office import trail
from qiao.office.trail import Asked

router = Router(tags=["audit"], auth=Bearer("audit:read"))


@router.get("/audit", response=answers(list[RecordLine]), summary="Who did what, the newest first")
def record_list(
    request: HttpRequest,
    *,
    person: Text = "",
    action: Text = "",
    subject: Text = "",
    since: Day | None = None,
    until: Day | None = None,
    before: Number | None = None,
) -> list[RecordLine]:
    """50 a page; `before` is the id of the last one seen; a subject is looked for by its beginning."""
    asker(request, "office.audit")
    asked = Asked(person, action, subject, since, until, before)
    return [filled(RecordLine, one) for one in trail.records(asked).rows]


@router.get("/audit/looks", response=answers(list[LookLine]), summary="Who looked at what, the newest first")
def look_list(
    request: HttpRequest,
    *,
    person: Text = "",
    kind: Text = "",
    subject: Text = "",
    since: Day | None = None,
    until: Day | None = None,
    before: Number | None = None,
) -> list[LookLine]:
    """50 a page; `before` is the id of the last one seen; a subject is looked for by its beginning."""
    asker(request, "office.audit")
    asked = Asked(person, kind, subject, since, until, before)
    waiting, part = trail.newest_looks(asked)
    return [filled(LookLine, one) for one in (*waiting, *part.rows)]
