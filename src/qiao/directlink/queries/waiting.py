"""What the worker has to look at: due, under way, expired, and errands; each list is one round's."""

from datetime import date, datetime

from django.db.models import F

from qiao.directlink.models import Errand, Instruction, Payment
from qiao.directlink.rules.orders import Form
from qiao.directlink.rules.states import UNDER_WAY, WITH_SIGNERS, State

ROUND_MOST, FILES_A_ROUND = 500, 5


def due(on: date) -> list[tuple[int, str]]:
    """Instructions whose day has come: their ids and enterprises, the oldest first."""
    rows = Instruction.objects.filter(state=State.SCHEDULED.value, day__lte=on, enterprise__state="open")
    rows = rows.order_by("day", "id")
    return list(rows.values_list("id", "enterprise_id")[:ROUND_MOST])


def files() -> list[tuple[int, str]]:
    """Parts of files with payments that are not begun: few a round, since each has hundreds; the least begun first."""
    rows = Instruction.objects.filter(
        state__in=[one.value for one in UNDER_WAY], form=Form.FILE.value, begun__lt=F("count")
    )
    rows = rows.filter(enterprise__state="open")
    return list(rows.order_by("begun", "id").values_list("id", "enterprise_id")[:FILES_A_ROUND])


def to_ask_again(at: datetime) -> list[int]:
    """Payments under way whose moment has come."""
    rows = Payment.objects.filter(again_at__lte=at).order_by("again_at", "id")
    return list(rows.values_list("id", flat=True)[:ROUND_MOST])


def expired(on: date) -> list[tuple[int, str]]:
    """Instructions whose day for signatures has passed."""
    waiting = [one.value for one in WITH_SIGNERS]
    rows = Instruction.objects.filter(state__in=waiting, expires_on__lte=on).order_by("id")
    return list(rows.values_list("id", "enterprise_id")[:ROUND_MOST])


def errands() -> list[int]:
    """Errands that wait."""
    return list(Errand.objects.filter(state="waiting").order_by("id").values_list("id", flat=True)[:ROUND_MOST])
