"""What a part of a file says of itself, and whether it can be: the account, the day, the way of paying."""

from collections.abc import Iterator

from qiao.directlink.rules.files import Code, FileKind, Head, Part
from qiao.directlink.rules.iso.amounts import Misfit
from qiao.ground.words import gettext_noop as _

METHODS = frozenset({"TRF", "TRA", "DD"})
"""Transfers, transfers with an advice, collections; a cheque is the other way of the standard."""
NO_HEAD = Head(kind=FileKind.PAYMENTS, version="", message_id="", made="", sender="")
"""Of a file that broke off before its head was read."""

CHEQUE = _("only transfers are carried out, no cheques")
NO_DAY = _("the day is none of the calendar")
PART_TWICE = _("two parts bear this number")


def misfits_of(part: Part, *, account_words: str, method: str, is_double: bool) -> Iterator[Misfit]:
    """What is wrong with a part, besides what it declares."""
    if account_words:
        yield Misfit(Code.ACCOUNT, "Acct", account_words)
    if method.strip() not in METHODS:
        yield Misfit(Code.OTHER, "PmtMtd", CHEQUE)
    if part.wished_on is None:
        yield Misfit(Code.DATE, "ReqdDt", NO_DAY)
    if is_double:
        yield Misfit(Code.DUPLICATE, "PmtInfId", PART_TWICE)
