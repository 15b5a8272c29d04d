"""Reads the bonus legs of a scheme's file: what is measured, rates with their units, tiers, caps and floors."""

import datetime as dt

from qiao.appraisal.rules.plan_file import CODE_LENGTH_MAX
from qiao.appraisal.rules.scheme.file import FEN_PLACES, MICRO_PLACES, SchemeFile
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.scheme import Leg, PaidAs, Rate
from qiao.appraisal.rules.scheme.tiers import Counted, Ends, Tier, Tiers, flaws
from qiao.appraisal.rules.scheme.units import Unit
from qiao.contribution.rules.basis import DayBasis
from qiao.ground.money import text_of_scaled
from qiao.ground.words import gettext_noop as _

NAME_LENGTH_MAX, WEIGHT_MOST, RATE_MOST = 100, 100, 10**9
FROM_CELLS = (3, 4)  # from, to, rate, and a sum besides
KEYS = (
    *("name", "of", "plan", "weights", "base_on", "base_weighted", "rates", "day_basis", "tiers", "counted", "ends"),
    *("cap", "floor", "worth", "paid_as"),
)
FLAW_WORDS = {
    "gap": _("%(file)s, line %(line)s: %(key)s leaves a gap from %(begins)s to %(ends)s, in which nothing is paid"),
    "overlap": _("%(file)s, line %(line)s: %(key)s overlaps the tier before, from %(begins)s to %(ends)s"),
    "open_end": _('%(file)s, line %(line)s: above %(begins)s no tier pays; let %(key)s end with "" (no end)'),
}
OF_PLAN = ("name", "plan", "cap", "floor", "paid_as", "worth")


def legs_of(file: SchemeFile, *, strict: bool) -> tuple[Leg, ...]:
    """The legs in the order of the file; `strict` refuses tables of tiers that have a flaw."""
    return tuple(_leg(file, code, strict=strict) for code in file.table("leg"))


def _leg(file: SchemeFile, code: str, *, strict: bool) -> Leg:
    path = ("leg", code)
    file.know_keys(*path, known=KEYS)
    by_plan = "plan" in file.table(*path)
    if by_plan:
        file.know_keys(*path, known=OF_PLAN)
    return Leg(
        code=code,
        name=file.text(*path, "name", length_max=NAME_LENGTH_MAX),
        measures=() if by_plan else _measures(file, path),
        plan=file.text(*path, "plan", length_max=CODE_LENGTH_MAX) if by_plan else "",
        weights=_weights(file, path),
        base_weighted=file.yes(*path, "base_weighted", default=True),
        base_on=_base_on(file, path),
        rates=_rates(file, path),
        day_basis=file.choice(*path, "day_basis", among=DayBasis) if "day_basis" in file.table(*path) else None,
        tiers=_tiers(file, path, strict=strict),
        cap_fen=file.fen(*path, "cap"),
        floor_fen=file.fen(*path, "floor", least=-(10**12)),
        worth=file.yes(*path, "worth"),
        paid_as=file.choice(*path, "paid_as", among=PaidAs, default=PaidAs.BONUS),
        line=file.line(*path),
    )


def _measures(file: SchemeFile, path: tuple[str, ...]) -> tuple[str, ...]:
    found = file.names(*path, "of")
    if not found:
        words = _('%(file)s, line %(line)s: %(key)s is missing; write what the leg measures, like ["deposit_average"]')
        raise file.refusal("scheme.measure_missing", words, path=(*path, "of"))
    for name in found:
        if name not in MEASURES:
            raise file.unknown((*path, "of", name), known=tuple(MEASURES))
    return found


def _weights(file: SchemeFile, path: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    """Weights by class of product, in the order of the file."""
    where = (*path, "weights")
    return tuple((name, file.micro(*where, name, most=WEIGHT_MOST)) for name in file.table(*where))


def _base_on(file: SchemeFile, path: tuple[str, ...]) -> dt.date | None:
    """The day of the base; 'last_year' or nothing is last year's average."""
    if file.table(*path).get("base_on", "last_year") == "last_year":
        return None
    return file.date(*path, "base_on")


def _rates(file: SchemeFile, path: tuple[str, ...]) -> tuple[Rate, ...]:
    """Named rates, each with value and unit."""
    where = (*path, "rates")
    found = []
    for name in file.table(*where):
        file.know_keys(*where, name, known=("value", "unit"))
        if "unit" not in file.table(*where, name):
            words = _("%(file)s, line %(line)s: %(key)s has no unit; write unit with one of %(choices)s")
            choices = ", ".join(one.value for one in Unit)
            raise file.refusal("scheme.unit_missing", words, path=(*where, name), choices=choices)
        value = file.micro(*where, name, "value", least=-RATE_MOST, most=RATE_MOST)
        found.append(Rate(name, value, file.choice(*where, name, "unit", among=Unit), file.line(*where, name)))
    return tuple(found)


def _tiers(file: SchemeFile, path: tuple[str, ...], *, strict: bool) -> Tiers | None:
    """The table of tiers; how it counts has to be said."""
    where = (*path, "tiers")
    if "tiers" not in file.table(*path):
        return None
    if "counted" not in file.table(*path):
        words = _('%(file)s, line %(line)s: %(key)s is missing; say "marginal" or "whole" (the rate on all of it)')
        raise file.refusal("scheme.counted_missing", words, path=(*path, "counted"))
    rows = tuple(
        _tier(file, row, where=(*where, number)) for number, row in enumerate(file.rows(*where, cells=FROM_CELLS))
    )
    found = Tiers(
        file.choice(*path, "counted", among=Counted),
        rows,
        file.choice(*path, "ends", among=Ends, default=Ends.FROM),
    )
    if strict:
        _refuse_flaws(file, found, where=where)
    return found


def _tier(file: SchemeFile, row: list[object], *, where: tuple[str | int, ...]) -> Tier:
    begins, ends, rate, *rest = row
    tier = Tier(
        from_micro=file.cell(begins, path=where),
        to_micro=None if ends == "" else file.cell(ends, path=where),
        rate_micro=file.number(rate, path=where, places=MICRO_PLACES, least=-RATE_MOST, most=RATE_MOST),
        sum_fen=file.cell(rest[0], path=where, places=FEN_PLACES) if rest else 0,
        line=file.line(*where),
    )
    if tier.to_micro is not None and tier.to_micro <= tier.from_micro:
        words = _("%(file)s, line %(line)s: %(key)s ends where it begins or before; write from, to, rate")
        raise file.refusal("scheme.tier_empty", words, path=where)
    return tier


def _refuse_flaws(file: SchemeFile, tiers: Tiers, *, where: tuple[str | int, ...]) -> None:
    """Refuse the first gap, overlap or open end, with its bounds."""
    for flaw in flaws(tiers):
        number = next(number for number, row in enumerate(tiers.rows) if row is flaw.tier)
        begins, ends = (text_of_scaled(one, places=MICRO_PLACES) for one in (flaw.from_micro, flaw.to_micro))
        raise file.refusal(
            f"scheme.tier_{flaw.kind}", FLAW_WORDS[flaw.kind], path=(*where, number), begins=begins, ends=ends
        )
