"""`qiao audit`: the newest records, and whether the chain is unbroken."""

import argparse

from django.utils.translation import gettext

from qiao.ground.audit import broken_links
from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project.printing import say, table

SHOWN_MOST = 1_000


def run(called: argparse.Namespace) -> int:
    """Show and check."""
    newest = AuditRecord.objects.order_by("-id")[: max(0, min(called.most, SHOWN_MOST))]
    rows = [
        [record.id, f"{record.at:%Y-%m-%d %H:%M:%S}", record.actor, record.action, record.subject] for record in newest
    ]
    table([gettext("record"), gettext("at (UTC)"), gettext("who"), gettext("action"), gettext("subject")], rows)
    broken = next(broken_links(), None)
    if broken is not None:
        raise Refusal("audit.broken", _("The chain of audit records is broken at record %(record)s."), record=broken)
    say(gettext("The chain of %(count)s audit records is unbroken."), count=AuditRecord.objects.count())
    return 0
