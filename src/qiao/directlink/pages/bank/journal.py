"""An enterprise's journal, record by record, and whether its chain is unbroken."""

from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from qiao.directlink.pages.bank.facts import actor_told, facts_told
from qiao.directlink.pages.bank.telling import seen_enterprise
from qiao.directlink.queries import connections
from qiao.directlink.queries.connections import JournalRecord
from qiao.ground.authority import person_of
from qiao.ground.paging import cut_of
from qiao.ground.words import gettext_noop as _

RECORD_WORDS: Mapping[str, str] = {
    "opened": _("the link is opened"),
    "account_opened": _("an account is opened"),
    "account": _("an account is changed"),
    "operator_made": _("somebody is let in"),
    "operator_locked": _("somebody is locked"),
    "operator_unlocked": _("a lock is lifted"),
    "rights_given": _("rights are given"),
    "wrong_password": _("a wrong password"),
    "address_refused": _("an address that was not agreed on is refused"),
    "password_changed": _("a password is changed"),
    "certificate_bound": _("a certificate is bound"),
    "certificate_revoked": _("a certificate is revoked"),
    "mandate_kept": _("an agreement to collect is kept"),
    "state": _("suspended or resumed"),
    "terms": _("the terms are changed"),
    "change_asked": _("a change is asked for"),
    "change_decided": _("a change is decided"),
    "change_withdrawn": _("a change is withdrawn"),
    "instruction": _("an order moves on"),
    "payment": _("the result of a payment"),
    "signing": _("said of an order"),
    "given_back": _("money came back"),
    "answer_too_late": _("the core system answered when it was decided already"),
    "webhook_made": _("a webhook is set up"),
    "webhook_secret": _("the secret of a webhook is made anew"),
    "webhook_paused": _("a webhook is paused"),
    "webhook_resumed": _("a webhook goes on"),
    "webhook_ended": _("a webhook is ended"),
    "file": _("a file of orders is taken"),
    "file_refused": _("a file of orders is refused"),
    "file_taken_back": _("payments of a file are taken back"),
    "errand": _("a request without money"),
    "errand_done": _("a request is done"),
}
"""Kinds of records in words; another one is told by its code."""


def link_journal(request: HttpRequest, customer_number: str) -> HttpResponse:
    """The journal, the newest record first; with `check` the whole chain is reckoned anew."""
    one = seen_enterprise(person_of(request), customer_number)
    cut, checked = cut_of(request.GET.get("page")), "check" in request.GET
    rows = connections.journal_of(one.pk)
    page = cut.page(list(rows[cut.offset : cut.offset + cut.limit]))
    context = {
        "one": one,
        "page": page,
        "lines": [record_told(record) for record in page.rows],
        "checked": checked,
        "broken": connections.journal_break(one) if checked else None,
    }
    return render(request, "directlink/journal.html", context)


def record_told(record: JournalRecord, *, without: Collection[str] = ()) -> dict[str, Any]:
    """A record in words: by whom, what, and its facts but for those that the page shows anyhow."""
    return {
        "record": record,
        "actor": actor_told(record.actor),
        "says": RECORD_WORDS.get(record.kind, ""),
        "facts": [one for one in facts_told(record.kind, record.facts) if one.key not in without],
    }
