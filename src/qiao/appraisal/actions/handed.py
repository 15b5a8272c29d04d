"""Handing in figures that no extract brings: many by a sheet, one by a form, taken back with a reason."""

from collections.abc import Mapping, Sequence

from qiao.appraisal.models import StaffFigure
from qiao.appraisal.queries.handed_figures import figure_of, listed_figures, standing_figures, troubles_of
from qiao.appraisal.rules.handed import SOURCE_MOST, FigureLine, read_line
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import Scope, require
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people

VERB = "appraisal.hand_in_figures"
BATCH_ROWS = 500
EVERYBODY = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())


@recorded
def hand_in_figures(
    lines: Sequence[FigureLine], *, scope: Scope = EVERYBODY, asker: User | None, file: str = "", actor: str
) -> int:
    """Keep figures, all or none; returns how many are new or changed. asker None = the house itself reckoned them."""
    if asker is not None:
        require(asker, VERB)
    asked = {line.staff_id for line in lines}
    seen = set(people.visible_staff(scope).filter(staff_id__in=asked).values_list("staff_id", flat=True))
    troubles = troubles_of(lines, seen=seen, own=asker.staff_id if asker is not None else "")
    if troubles:
        first = troubles[0]
        words = _("%(column)s: %(trouble)s. Nothing was kept.")
        said = fill(first.words, {"text": first.text})
        raise Refusal("figures.misfit", words, column=first.column, trouble=said)
    standing = standing_figures(asked)
    fresh = [one for one in lines if standing.get((one.staff_id, one.figure), {}).get(one.period) != one.value_micro]
    now = clock.now()
    StaffFigure.objects.bulk_create(
        [
            StaffFigure(
                staff_id=one.staff_id,
                figure=one.figure,
                since=one.period.since,
                until=one.period.until,
                value_micro=one.value_micro,
                source=one.source,
                at=now,
                actor=actor,
            )
            for one in fresh
        ],
        batch_size=BATCH_ROWS,
    )
    old = {_said(one): standing.get((one.staff_id, one.figure), {}).get(one.period) for one in fresh}
    new = {_said(one): one.value_micro for one in fresh}
    note(
        "figures handed in",
        old={name: value for name, value in old.items() if value is not None},
        new={"file": file, "lines": len(lines), "set": new},
    )
    return len(fresh)


def _said(one: FigureLine) -> str:
    return f"{one.staff_id} {one.figure} {one.period.since} {one.period.until}"


def hand_in_one(texts: Mapping[str, str], *, scope: Scope, asker: User, actor: str) -> int:
    """Keep what a form says of one figure."""
    read = read_line(texts)
    if not isinstance(read, FigureLine):
        first = read[0]
        words = _("%(column)s: %(trouble)s. Nothing was kept.")
        raise Refusal("figures.cell", words, column=first.column, trouble=fill(first.words, {"text": first.text}))
    return hand_in_figures([read], scope=scope, asker=asker, actor=actor)


@recorded
def take_back_figure(number: int, *, reason: str, scope: Scope, asker: User, actor: str) -> StaffFigure:
    """Take a figure back that was told in error: it is unknown again, and both rows stay."""
    require(asker, VERB)
    row = figure_of(number)
    if row is None or not listed_figures(scope).filter(pk=number).exists():
        raise Refusal("figures.gone", _("This figure is not there, or was replaced or taken back already."))
    if row.staff_id == asker.staff_id:
        raise Refusal("authority.own_figure", _("Your own figure is taken back by somebody else."))
    said = " ".join(reason.split())[:SOURCE_MOST]
    if not said:
        raise Refusal("figures.reason", _("Say in words why it is taken back."))
    fresh = StaffFigure.objects.create(
        staff_id=row.staff_id,
        figure=row.figure,
        since=row.since,
        until=row.until,
        value_micro=None,
        source=said,
        at=clock.now(),
        actor=actor,
    )
    subject = f"figure {row.staff_id} {row.figure} {row.since}"
    note(subject, old={"value": row.value_micro}, new={"taken_back": True}, reason=said)
    return fresh
