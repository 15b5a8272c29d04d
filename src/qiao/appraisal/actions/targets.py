"""Setting targets from a sheet: by a head for the people of the unit, or by the operator of the machine."""

from collections.abc import Sequence
from datetime import date

from qiao.appraisal.models import Target
from qiao.appraisal.queries.targets import standing_targets
from qiao.appraisal.rules.targets import TargetLine, read_targets
from qiao.ground import clock
from qiao.ground.audit import note, recorded
from qiao.ground.authority import require, scope_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.queries import staff as people

BATCH_ROWS = 500


@recorded
def set_targets(content: bytes, *, file: str, on: date, asker: User | None, actor: str) -> tuple[int, int]:
    """Take a sheet's targets; returns how many lines it has and how many changed. asker None = the operator."""
    if asker is not None:
        require(asker, "appraisal.set_targets")
    lines = read_targets(content, file=file)
    _refuse_strangers(lines, asker=asker, on=on, file=file)
    return len(lines), _lay_down(lines, file=file, actor=actor)


@recorded
def lay_down_targets(lines: Sequence[TargetLine], *, source: str, actor: str) -> int:
    """Let targets hold that were agreed elsewhere; returns how many changed. The caller has asked authority."""
    return _lay_down(lines, file=source, actor=actor)


def _lay_down(lines: Sequence[TargetLine], *, file: str, actor: str) -> int:
    before = standing_targets({line.staff_id for line in lines}, {line.period for line in lines})
    changed = [line for line in lines if line.key not in before or before[line.key].amount_fen != line.amount_fen]
    now = clock.now()
    Target.objects.bulk_create(
        [
            Target(
                staff_id=line.staff_id,
                measure=line.measure.value,
                period=line.period,
                amount_fen=line.amount_fen,
                set_at=now,
                actor=actor,
            )
            for line in changed
        ],
        batch_size=BATCH_ROWS,
    )
    note(
        "targets",
        old={_said(line): before[line.key].amount_fen for line in changed if line.key in before},
        new={"file": file, "lines": len(lines), "set": {_said(line): line.amount_fen for line in changed}},
    )
    return len(changed)


def _said(line: TargetLine) -> str:
    return " ".join(line.key)


def _refuse_strangers(lines: Sequence[TargetLine], *, asker: User | None, on: date, file: str) -> None:
    """Everybody named has to be a person of the bank whom the asker sees; one's own targets are set above."""
    ids = {line.staff_id for line in lines}
    if asker is None:
        known = set(people.staff_by_id(ids))
    else:
        seen = people.visible_staff(scope_of(asker, on=on)).filter(staff_id__in=ids)
        known = set(seen.values_list("staff_id", flat=True))
    for line in lines:
        if line.staff_id not in known:
            raise Refusal(
                "targets.stranger",
                _("%(file)s names %(staff)s, who is not among the people of your unit; nothing was taken over."),
                file=file,
                staff=line.staff_id,
            )
        if asker is not None and line.staff_id == asker.staff_id:
            raise Refusal(
                "targets.own",
                _("%(file)s sets a target of your own; the unit above yours sets it. Nothing was taken over."),
                file=file,
            )
