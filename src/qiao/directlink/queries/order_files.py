"""Files of orders as an operator may see them: one's own, and those with orders of accounts that one has a right of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from qiao.directlink.models import Instruction, OrderFile
from qiao.directlink.queries.instructions import seen_by
from qiao.directlink.rules.files import TAKEN


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


def name_of_taken(customer_number: str, message_id: str) -> str:
    """The name with the version that a file bore which was taken under a number, as pain.001.001.03; else nothing."""
    rows = OrderFile.objects.filter(enterprise_id=customer_number, message_id=message_id, state=TAKEN)
    return next((f"{kind}.001.{version}" for kind, version in rows.values_list("kind", "version")), "")


@dataclass(frozen=True, slots=True)
class Sight:
    """What an operator may see of a file: orders of its parts, in their order, and whether that is all of it."""

    orders: tuple[Instruction, ...]
    is_whole: bool


def sights_of(files: Sequence[OrderFile], customer_number: str, operator_id: int) -> dict[int, Sight]:
    """By the file's id: who gave it in sees the whole of it, and so does who has a right of each of its accounts."""
    numbers = [file.pk for file in files]
    rows = Instruction.objects.filter(file__in=numbers).order_by().values_list("file_id")
    counts = dict(rows.annotate(count=Count("id")))
    seen: dict[int, list[Instruction]] = {number: [] for number in numbers}
    for order in seen_by(customer_number, operator_id).filter(file__in=numbers).order_by("id"):
        seen[int(order.file_id or 0)].append(order)
    return {
        file.pk: Sight(
            tuple(seen[file.pk]), file.maker_id == operator_id or len(seen[file.pk]) == counts.get(file.pk, 0)
        )
        for file in files
    }


def sees_whole(file: OrderFile, customer_number: str, operator_id: int) -> bool:
    """Whether an operator may read all of one file."""
    return sights_of([file], customer_number, operator_id)[file.pk].is_whole
