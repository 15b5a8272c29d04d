"""The statement of an account in the forms of the standards: camt.052 and .053 of ISO 20022, and MT940."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from qiao.directlink.adapters.latin import reading
from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.statements import asked_days, seen_account
from qiao.directlink.queries.iso_statements import PAGE_LINES_MOST, bank_of_house, stated
from qiao.directlink.rules.iso.mt940 import mt940
from qiao.directlink.rules.iso.stated import Stated
from qiao.directlink.rules.iso.statement_xml import Kind, statement_xml
from qiao.directlink.rules.rights import Post
from qiao.ground import clock
from qiao.ground.keeping import for_keeping
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MT940 = "mt940.sta"


@inside
@for_posts(Post.OPERATOR)
def statement_standard(request: HttpRequest, desk: Desk, *, account: str, form: str) -> HttpResponse:
    """The statement as a file that a program reads; refused where it has more lines than one message holds."""
    row, asked = seen_account(desk, account), asked_days(request, desk)
    span: dict[str, Any] = {"since": asked.since, "until": asked.until, "made_at": clock.now(), "bank": bank_of_house()}
    page = stated(row, **span, page_lines=PAGE_LINES_MOST)
    if not page.paging.is_last:
        raise Refusal("statement.lines", _("The statement has too many lines for one file; ask for fewer days."))
    if form == MT940:
        text, kind = "".join(mt940(page, reading=reading)), "text/plain; charset=us-ascii"
    else:
        text, kind = "".join(_xml(page, form)), "application/xml"
    name = f"statement-{row.number}-{asked.since:%Y%m%d}-{asked.last:%Y%m%d}.{form}"
    return for_keeping(text.encode(), name=name, kind=kind)


def _xml(page: Stated, form: str) -> Iterator[str]:
    _camt, kind, version, _xml = form.split(".")
    return statement_xml(page, kind=Kind(f"camt.{kind}"), version=version)
