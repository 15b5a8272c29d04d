"""The statement of an account in the forms of the standards: camt.052 and .053 of ISO 20022, and MT940."""

from django.http import HttpRequest, HttpResponse

from qiao.directlink.pages.enterprise.door import Desk, for_posts, inside
from qiao.directlink.pages.enterprise.statements import asked_days, seen_account
from qiao.directlink.queries.messages import statement_of
from qiao.directlink.rules.rights import Post
from qiao.ground.keeping import for_keeping


@inside
@for_posts(Post.OPERATOR)
def statement_standard(request: HttpRequest, desk: Desk, *, account: str, form: str) -> HttpResponse:
    """The statement as a file that a program reads; refused where it has more lines than one message holds."""
    row, asked = seen_account(desk, account), asked_days(request, desk)
    told = statement_of(row, _name_of(form), since=asked.since, until=asked.until, at=desk.at)
    name = f"statement-{row.number}-{asked.since:%Y%m%d}-{asked.last:%Y%m%d}.{form}"
    return for_keeping(told.content, name=name, kind=told.kind)


def _name_of(form: str) -> str:
    """The message of a file's ending: mt940 of mt940.sta, camt.053.001.02 of camt.053.02.xml."""
    message, _dot, _ending = form.rpartition(".")
    stem, dot, version = message.rpartition(".")
    return f"{stem}.001.{version}" if dot else message
