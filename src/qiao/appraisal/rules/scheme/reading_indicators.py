"""Reads the indicators of a scheme's file: those of the library by their code, others with all their axes."""

from qiao.appraisal.rules.plan_lines import Path
from qiao.appraisal.rules.scheme.file import SchemeFile
from qiao.appraisal.rules.scheme.library import (
    LIBRARY,
    Axes,
    Bearer,
    Category,
    Direction,
    Horizon,
    Nature,
)
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import MICRO, Indicator, Target, TargetFrom
from qiao.appraisal.rules.scheme.scoring import Scoring, Way
from qiao.ground.words import gettext_noop as _

NAME_LENGTH_MAX = 100
WEIGHT_MOST, PART_MOST = 100, 10
OWN_KEYS = ("name", "measure", "direction", "category", "nature", "horizon", "bearer")
KEYS = ("weight", "target", "scoring", *OWN_KEYS)
KEYS_OF_WAY = {
    Way.COMPLETION: ("cap", "floor", "nothing_below"),
    Way.NEGATIVE: ("cap",),
    Way.STEPS: ("steps",),
    Way.EACH: ("each", "points", "most", "whole_steps"),
    Way.RANK: (),
    Way.EFFICACY: ("least", "best"),
    Way.STANDARD: (),
    Way.TAKEN_OFF: (),
}
NEEDS_TARGET = frozenset({Way.COMPLETION, Way.NEGATIVE, Way.EACH})


def indicators_of(file: SchemeFile) -> tuple[Indicator, ...]:
    """The indicators in the order of the file."""
    return tuple(_indicator(file, code) for code in file.table("indicator"))


def _indicator(file: SchemeFile, code: str) -> Indicator:
    path = ("indicator", code)
    file.know_keys(*path, known=KEYS)
    listed = LIBRARY.get(code)
    if listed is not None:
        for key in OWN_KEYS:
            if key in file.table(*path):
                words = _(
                    "%(file)s, line %(line)s: %(key)s is given by the library for %(indicator)s; take the line out"
                )
                raise file.refusal("scheme.axis_of_library", words, path=(*path, key), indicator=code)
        name, measure, axes = str(listed.name), listed.measure, listed.axes
    else:
        name = file.text(*path, "name", length_max=NAME_LENGTH_MAX)
        measure = file.one_of(*path, "measure", known=tuple(MEASURES))
        axes = Axes(
            direction=file.choice(*path, "direction", among=Direction),
            category=file.choice(*path, "category", among=Category),
            nature=file.choice(*path, "nature", among=Nature),
            horizon=file.choice(*path, "horizon", among=Horizon),
            bearer=file.choice(*path, "bearer", among=Bearer),
        )
    scoring = _scoring(file, path)
    return Indicator(
        code=code,
        name=listed.name if listed is not None else name,
        measure=measure,
        axes=axes,
        weight_micro=file.micro(*path, "weight", most=WEIGHT_MOST),
        target=_target(file, path, way=scoring.way),
        scoring=scoring,
        listed=listed is not None,
        line=file.line(*path),
    )


def _target(file: SchemeFile, path: tuple[str, ...], *, way: Way) -> Target:
    """'sheet', 'base x 1.1' or a number; a way that holds a figure against a target needs one."""
    value = file.table(*path).get("target")
    if value is None:
        if way in NEEDS_TARGET:
            words = _('%(file)s, line %(line)s: %(key)s is missing; write a number, "sheet" or "base 1.1"')
            raise file.refusal("scheme.target_missing", words, path=(*path, "target"))
        return Target()
    if value == TargetFrom.SHEET:
        return Target(TargetFrom.SHEET)
    if isinstance(value, str) and value.startswith("base "):
        factor = file.cell(value.removeprefix("base "), path=(*path, "target"), least=0)
        return Target(TargetFrom.BASE, factor)
    return Target(TargetFrom.FIXED, file.cell(value, path=(*path, "target")))


def _scoring(file: SchemeFile, path: tuple[str, ...]) -> Scoring:
    """The way of scoring with the numbers it takes and no others."""
    here = (*path, "scoring")
    way = file.choice(*here, "way", among=Way)
    file.know_keys(*here, known=("way", *KEYS_OF_WAY[way]))
    if way is Way.STEPS:
        return Scoring(way, steps=_steps(file, here))
    if way is Way.EACH:
        each = file.micro(*here, "each")
        if each == 0:
            words = _("%(file)s, line %(line)s: %(key)s is the size of a step and must be above 0")
            raise file.refusal("scheme.step_of_nothing", words, path=(*here, "each"))
        return Scoring(
            way,
            each_micro=each,
            points_micro=file.micro(*here, "points", most=WEIGHT_MOST),
            most_micro=file.micro(*here, "most", most=WEIGHT_MOST),
            whole_steps=file.yes(*here, "whole_steps", default=True),
        )
    if way is Way.EFFICACY:
        least = file.micro(*here, "least", least=-(10**12))
        best = file.micro(*here, "best", least=-(10**12))
        if least == best:
            words = _("%(file)s, line %(line)s: %(key)s is the same as the least value; nothing lies between them")
            raise file.refusal("scheme.efficacy_of_nothing", words, path=(*here, "best"))
        return Scoring(way, least_micro=least, best_micro=best)
    return _capped(file, here, way=way)


def _capped(file: SchemeFile, here: tuple[str, ...], *, way: Way) -> Scoring:
    """A way with a cap and a floor, which lie in order."""
    cap = file.micro(*here, "cap", most=PART_MOST, default=MICRO)
    floor = file.micro(*here, "floor", most=PART_MOST, default=0)
    if floor > cap:
        words = _("%(file)s, line %(line)s: %(key)s lies above the cap")
        raise file.refusal("scheme.floor_above_cap", words, path=(*here, "floor"))
    nothing = file.micro(*here, "nothing_below", most=PART_MOST, default=0)
    return Scoring(way, cap_micro=cap, floor_micro=floor, nothing_below_micro=nothing)


def _steps(file: SchemeFile, here: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Bounds that rise, each with its part of the weight."""
    path = (*here, "steps")
    steps: list[tuple[int, int]] = []
    for number, (bound, part) in enumerate(file.rows(*path, cells=(2,))):
        where: Path = (*path, number)
        found = file.cell(bound, path=where), file.number(part, path=where, places=6, least=0, most=PART_MOST)
        if steps and found[0] <= steps[-1][0]:
            words = _(
                "%(file)s, line %(line)s: bounds out of order: that of %(key)s is not above that of the row before"
            )
            raise file.refusal("scheme.bounds_out_of_order", words, path=where)
        steps.append(found)
    return tuple(steps)
