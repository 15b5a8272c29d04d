"""The made-up bank closes its months but the newest; what became known later is booked with one sentence.

The head corrects with which shares two managers served a customer in the last closed month, both sign, and the
difference is booked by itself in the open month: the closed one stays as it was paid.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from qiao.appraisal.actions.closing import close
from qiao.appraisal.queries.closing import close_of
from qiao.ground.models import User
from qiao.ground.periods import day_number, month_period
from qiao.office import actions as office
from qiao.people.queries.staff import staff_by_id
from qiao.portfolio.actions import changing
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.rules.lines import WHOLE
from qiao.portfolio.rules.roles import CO, LEAD
from qiao.portfolio.rules.shares import Act, Ask, Part
from qiao.project.demo.facts import Login

HEAD, GIVES, TAKES = "HEAD01", "RM001", "RM004"
ACTING = (TAKES,)
MOVED_BP, INTO_MONTH_DAYS = 1_000, 15
WHY = "八月十六日起分成比例另有约定，会议纪要已补签（虚构）"


def acting() -> tuple[Login, ...]:
    """Log-ins of those who act here and are none of the demo's first six."""
    found = staff_by_id(ACTING)
    return tuple(Login(one.staff_id, one.name, one.post, one.org_id, words="") for one in found.values())


def close_all_but_the_newest(months: Sequence[str], *, actor: str) -> None:
    """Close what is not closed yet, the oldest first; a bank with one month closes that."""
    for month in sorted(months)[:-1] or months:
        if close_of(month) is None:
            close(month, asker=None, actor=actor)


def correct_a_closed_month(month: str, *, today: date) -> None:
    """Move a tenth of the first customer whom the two share from one to the other, for the second half of a month."""
    users = User.objects.in_bulk([HEAD, GIVES, TAKES], field_name="username")
    period = month_period(month)
    found = _shared(on=period.since)
    if found is None or len(users) < len({HEAD, GIVES, TAKES}):
        return
    party_id, shares = found
    parts = (Part(GIVES, LEAD, shares[GIVES] - MOVED_BP), Part(TAKES, CO, shares[TAKES] + MOVED_BP))
    since_day = day_number(period.since + timedelta(days=INTO_MONTH_DAYS))
    ask = Ask(Act.CORRECTION, WHOLE, since_day, until_day=day_number(period.until), parts=parts)
    asked = changing.propose(party_id, ask, reason=WHY, on=today, actor=users[HEAD])
    for name in (GIVES, TAKES):
        office.decide(asked.pk, approve=True, reason="", on=today, actor=users[name])


def _shared(*, on: date) -> tuple[str, dict[str, int]] | None:
    """The first customer whom these two serve alone, one as the lead, and with which shares."""
    rows = portfolio.running(on).filter(account_id=WHOLE)
    led = rows.filter(staff_id=GIVES, role=LEAD, share_bp__gt=MOVED_BP).values("party_id")
    both = (
        rows.filter(staff_id=TAKES, role=CO, party_id__in=led).order_by("party_id").values_list("party_id", flat=True)
    )
    for party_id in both:
        shares = dict(rows.filter(party_id=party_id).values_list("staff_id", "share_bp"))
        if set(shares) == {GIVES, TAKES}:
            return party_id, shares
    return None
