"""A hold on credit as a figure that can be appealed: what it keeps out of pay; an upheld appeal releases it at once."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.timezone import localtime

from qiao.appeals.queries.sources import YUAN, Asked, Figure, Table, number_of
from qiao.appraisal.queries import holds
from qiao.appraisal.rules.gaming.held import HELD_WORDS
from qiao.appraisal.rules.gaming.holding import WITHHELD, HoldState
from qiao.appraisal.rules.gaming.signs import PATTERN_WORDS, Pattern
from qiao.ground.authority import Scope
from qiao.ground.figures import grouped, yuan_of_micro
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _
from qiao.office import queries as office

HOLD = "hold"
HOLDS_SHOWN = 12


def hold_figure(key: str, staff_id: str) -> Figure | None:
    """What a hold that stands keeps from a person; decided by whom its history says."""
    number = number_of(key)
    found = holds.hold_of(number)
    if found is None or found.staff_id != staff_id or HoldState(found.state) not in WITHHELD:
        return None
    waiting = office.open_approval("hold_confirm", key)
    by = {one.by for one in holds.events_of(found)} | {found.decided_by} | ({waiting.asked_by} if waiting else set())
    return Figure(
        key=key,
        staff_id=staff_id,
        words=_("Hold no. %(number)s of %(month)s: %(pattern)s"),
        facts={"number": found.pk, "month": found.month, "pattern": Marked(PATTERN_WORDS[Pattern(found.pattern)])},
        month=found.month,
        unit=YUAN,
        value=found.bonus_fen,
        barred=tuple(sorted(by - {"", staff_id})),
        address=reverse("hold", args=[found.pk]),
        marks=(found.pattern,),
    )


def own_holds(staff_id: str, _on: date) -> Sequence[Figure]:
    """The holds of a person that stand, at most twelve."""
    own = Scope(everything=False, staff_ids=frozenset({staff_id}), org_ids=frozenset())
    rows = holds.holds_in(own)[: HOLDS_SHOWN * 2]
    found = (hold_figure(str(row.pk), staff_id) for row in rows)
    return [one for one in found if one is not None][:HOLDS_SHOWN]


def hold_tables(asked: Asked) -> Sequence[Table]:
    """What is held, measure by measure, and what was said of it."""
    found = holds.hold_of(int(asked.key))
    if found is None:
        return ()
    sums = tuple(
        (HELD_WORDS[measure], grouped(yuan_of_micro(micro), places=2))
        for measure, micro in sorted(holds.sums_for(found).items())
    )
    held = Table(_("What is held"), (_("Figure"), _("yuan or yuan-days")), sums)
    said = tuple((f"{localtime(one.at):%Y-%m-%d}", one.by, one.words) for one in holds.events_of(found) if one.words)
    return [held, Table(_("What was said of it"), (_("Day"), _("By whom"), _("In words")), said)]
