"""Who takes nobody new by a plan of balancing although nothing bars today: who leaves, whose certificate soon lapses.

Source: piece 2, 2.1 and 3.4. Such people may give: what goes to them today would change hands once more within weeks.
"""

from collections.abc import Collection
from datetime import date, timedelta

from qiao.desk.rules.norms import CERTIFICATE_DAYS
from qiao.duty.queries.exits import exit_days
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office
from qiao.people.queries.standing import barred_on

EXPIRED = "expired"
LEAVES = _("leaves; the last day in the post is %(day)s")
LAPSES = _("the certificate %(kind)s expires on %(day)s")


def takes_none(staff_ids: Collection[str], *, on: date) -> dict[str, tuple[str, ...]]:
    """By person why he or she is given nobody new, in words of the moment's language; absent = nothing speaks so."""
    found: dict[str, tuple[str, ...]] = {
        staff_id: (fill(LEAVES, {"day": last.isoformat()}),)
        for staff_id, last in exit_days(staff_ids).items()
        if last >= on
    }
    after = on + timedelta(days=office.parameter(CERTIFICATE_DAYS.name, on=on) + 1)
    for staff_id, reasons in barred_on(staff_ids, on=after).items():
        for bar in reasons:
            facts = dict(bar.facts)
            if bar.code == EXPIRED and facts["day"] >= on.isoformat():
                found[staff_id] = (*found.get(staff_id, ()), fill(LAPSES, facts))
    return found
