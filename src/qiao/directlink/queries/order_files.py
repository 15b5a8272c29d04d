"""Files of orders as an operator may see them: one's own, and those with orders of accounts that one has a right of."""

from django.db.models import Q, QuerySet

from qiao.directlink.models import Instruction, OrderFile
from qiao.directlink.queries.instructions import seen_by
from qiao.directlink.rules.files import PARTS_MOST


def files_seen(customer_number: str, operator_id: int) -> "QuerySet[OrderFile]":
    """The files within an operator's sight, the newest first; the caller cuts."""
    seen = seen_by(customer_number, operator_id).exclude(file=None).order_by().values("file_id")
    rows = OrderFile.objects.select_related("maker").filter(enterprise_id=customer_number)
    return rows.filter(Q(maker_id=operator_id) | Q(pk__in=seen)).order_by("-id")


def file_seen(customer_number: str, operator_id: int, number: int) -> OrderFile | None:
    """One of them by the bank's own number."""
    if not 0 < number < 2**63:
        return None
    return files_seen(customer_number, operator_id).filter(pk=number).first()


def sees_whole(file: OrderFile, customer_number: str, operator_id: int) -> bool:
    """Whether an operator may read all of a file: who gave it in, or has a right of each account that it pays from."""
    if file.maker_id == operator_id:
        return True
    return not file.instructions.exclude(pk__in=seen_by(customer_number, operator_id).values("pk")).exists()


def parts_of(file: OrderFile, customer_number: str, operator_id: int) -> list[Instruction]:
    """The orders that came of a file's parts, as far as the operator may see their accounts, in their order."""
    rows = seen_by(customer_number, operator_id).filter(file=file)
    return list(rows.order_by("id")[:PARTS_MOST])
