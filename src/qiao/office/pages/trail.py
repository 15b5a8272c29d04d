"""The audit pages: who did what, with the chain's check; who looked at what. Read by the auditor, changed by nobody."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from qiao.ground.authority import person_of, require
from qiao.ground.exports import export
from qiao.ground.looks import KINDS
from qiao.ground.models import AuditRecord, Look
from qiao.ground.naming import post_name
from qiao.ground.periods import day_of_text
from qiao.ground.pieces import wants_piece
from qiao.office import trail
from qiao.office.rules.told import FIELD_WORDS, VALUE_WORDS
from qiao.office.trail import Asked

TEXT_MOST = 200
DIGITS_MOST = 18
SHOWN_MOST = 2_000


def audit(request: HttpRequest) -> HttpResponse:
    """Who did what."""
    require(person_of(request), "office.audit")
    asked = _asked(request)
    part = trail.records(asked)
    context = {
        "part": part,
        "rows": [(one, _told(one.old), _told(one.new)) for one in part.rows],
        "asked": asked,
        "actions": trail.actions_known(),
        "names": trail.names_of(sorted({one.actor for one in part.rows})),
    }
    return render(request, "office/audit.html", context)


def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at what."""
    require(person_of(request), "office.audit")
    asked = _asked(request)
    waiting, part = trail.newest_looks(asked)
    context = {
        "part": part,
        "rows": [(one, KINDS.get(one.kind, one.kind), _told(one.detail)) for one in (*waiting, *part.rows)],
        "asked": asked,
        "kinds": KINDS,
        "names": trail.names_of(sorted({one.actor for one in (*waiting, *part.rows)})),
    }
    return render(request, "office/looks.html", context)


def chain(request: HttpRequest) -> HttpResponse:
    """Whether the records follow from one another: a piece of the audit page, or a page of its own."""
    require(person_of(request), "office.audit")
    piece = wants_piece(request)
    template = "office/chain_piece.html" if piece else "office/chain.html"
    return render(request, template, {"check": trail.check_chain()})


def audit_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The records that match as a file, the newest first."""
    person = person_of(request)
    require(person, "office.audit")
    asked = _asked(request)
    heads = [
        _("Record"),
        _("At"),
        _("Person"),
        _("Action"),
        _("Subject"),
        _("Reason"),
        _("Old content"),
        _("New content"),
    ]
    heads.append(_("Digest"))
    rows = (_record(one) for one in trail.in_parts(trail.record_rows(asked)))
    return export(person, heads, rows, name="audit", form=form, facts=_facts(asked))


def looks_sheet(request: HttpRequest, form: str) -> HttpResponse:
    """The looks that match as a file, the newest first."""
    person = person_of(request)
    require(person, "office.audit")
    asked = _asked(request)
    heads = [_("At"), _("Person"), _("Post"), _("What"), _("Subject"), _("Reason"), _("Detail")]
    rows = (_look(one) for one in trail.every_look(asked))
    return export(person, heads, rows, name="looks", form=form, facts=_facts(asked))


def _record(one: AuditRecord) -> list[object]:
    at = f"{localtime(one.at):%Y-%m-%d %H:%M:%S}"
    what = [one.id, at, one.actor, one.action, one.subject, one.reason]
    return [*what, _told(one.old), _told(one.new), one.digest]


def _look(one: Look) -> list[object]:
    at = f"{localtime(one.at):%Y-%m-%d %H:%M:%S}"
    return [at, one.actor, one.post, _(KINDS.get(one.kind, one.kind)), one.subject, one.reason, _told(one.detail)]


def _asked(request: HttpRequest) -> Asked:
    """The filters of the address; what is no filter is left out."""
    given = request.GET
    return Asked(
        actor=given.get("person", "").strip()[:TEXT_MOST],
        action=given.get("action", "").strip()[:TEXT_MOST],
        subject=given.get("subject", "").strip()[:TEXT_MOST],
        since=day_of_text(given.get("since")),
        until=day_of_text(given.get("until")),
        before=_number(given.get("before")),
        after=_number(given.get("after")),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= DIGITS_MOST else None


def _facts(asked: Asked) -> Mapping[str, object]:
    return {
        _("Person"): asked.actor,
        _("Action"): asked.action,
        _("Subject"): asked.subject,
        _("From"): asked.since or "",
        _("To"): asked.until or "",
    }


def _told(value: Any) -> str:
    """A record's content on one line: fields in words and values, no brackets; cut at 2,000 letters."""
    return _plain(value)[:SHOWN_MOST]


def _plain(value: Any) -> str:
    """A value as a person reads it, what stands within it too."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{_field(name)}: {_value(name, one)}" for name, one in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    return _(VALUE_WORDS[value]) if isinstance(value, bool) else str(value)


def _field(name: str) -> str:
    return _(FIELD_WORDS[name]) if name in FIELD_WORDS else name


def _value(name: str, value: Any) -> str:
    return post_name(value) if name == "post" and isinstance(value, str) else _plain(value)
