"""Reads a scheme's file and refuses, with line, key and what to do, what it cannot answer for.

Source: piece 2, 2.4 (line 227: feasible, uniform rules). Refused are an unknown key, a missing unit, weights that do
not sum to 100, a number that is not one, and with `strict` a table of tiers with a gap, an overlap or an end.
"""

import datetime as dt

from qiao.appraisal.rules.plan_file import CODE_LENGTH_MAX, LEGEND_LENGTH_MAX, decoded, toml_of
from qiao.appraisal.rules.plan_lines import lines_of
from qiao.appraisal.rules.scheme.file import SchemeFile
from qiao.appraisal.rules.scheme.measures import MEASURES
from qiao.appraisal.rules.scheme.reading_indicators import indicators_of
from qiao.appraisal.rules.scheme.reading_legs import legs_of
from qiao.appraisal.rules.scheme.scheme import (
    HUNDRED_MICRO,
    MICRO,
    Deferral,
    Gate,
    Pay,
    Pool,
    Rhythm,
    Scheme,
    Score,
    Sector,
    Sort,
    Whom,
)
from qiao.ground.money import text_of_scaled
from qiao.ground.words import gettext_noop as _

NAME_LENGTH_MAX, REMARK_LENGTH_MAX, GRADE_LENGTH_MAX = 100, 500, 8
MONTHS_MOST, YEARS_MOST, POINTS_MOST, FACTOR_MOST = 120, 30, 100, 100
TABLES = ("scheme", "indicator", "gate", "leg", "score", "pay", "deferral", "pool")
SCHEME_KEYS = (
    *("code", "name", "since", "until", "posts", "levels", "units", "rhythm", "sector", "sort"),
    *("issued_by", "under", "authorised", "follows", "remark"),
)
PAY_KEYS = (
    *("draw", "cap", "carry_forward", "carry_months", "base_part", "bonus_most", "guaranteed", "guaranteed_months"),
)


def read_scheme(content: bytes | str, *, file: str, strict: bool = True) -> Scheme:
    """Read a scheme from its bytes or text; `file` is its name as it stands in refusals."""
    text = content if isinstance(content, str) else decoded(content, file=file)
    found = SchemeFile(file, toml_of(text, file=file), lines_of(text))
    found.know_keys(known=TABLES)
    found.know_keys("scheme", known=SCHEME_KEYS)
    since, until = found.date("scheme", "since"), _until(found)
    scheme = Scheme(
        code=found.text("scheme", "code", length_max=CODE_LENGTH_MAX),
        name=found.text("scheme", "name", length_max=NAME_LENGTH_MAX),
        since=since,
        until=until,
        whom=Whom(*(found.names("scheme", key) for key in ("posts", "levels", "units"))),
        rhythm=found.choice("scheme", "rhythm", among=Rhythm),
        sector=found.choice("scheme", "sector", among=Sector, default=Sector.BANK),
        sort=found.choice("scheme", "sort", among=Sort, default=Sort.REGULAR),
        issued_by=_optional(found, "scheme", "issued_by", most=CODE_LENGTH_MAX),
        under=_optional(found, "scheme", "under", most=CODE_LENGTH_MAX),
        follows=_optional(found, "scheme", "follows", most=CODE_LENGTH_MAX),
        authorised=_optional(found, "scheme", "authorised", most=LEGEND_LENGTH_MAX),
        indicators=indicators_of(found),
        gates=tuple(_gate(found, code) for code in found.table("gate")),
        legs=legs_of(found, strict=strict),
        score=_score(found),
        pay=_pay(found),
        deferral=_deferral(found),
        pool=_pool(found),
        text=text,
        remark=_optional(found, "scheme", "remark", most=REMARK_LENGTH_MAX),
    )
    _check_whole(found, scheme)
    return scheme


def _optional(file: SchemeFile, *path: str, most: int) -> str:
    return file.text(*path, length_max=most) if path[-1] in file.table(*path[:-1]) else ""


def _until(file: SchemeFile) -> dt.date | None:
    if "until" not in file.table("scheme"):
        return None
    until = file.date("scheme", "until")
    if until <= file.date("scheme", "since"):
        words = _("%(file)s, line %(line)s: %(key)s is the first day on which it no longer holds, after since")
        raise file.refusal("scheme.until_before_since", words, path=("scheme", "until"))
    return until


def _check_whole(file: SchemeFile, scheme: Scheme) -> None:
    """There is something to appraise or pay by, and weights sum to 100."""
    if not scheme.indicators and not scheme.legs:
        words = _("%(file)s, line %(line)s: nothing is appraised or paid; write an [indicator.K1] or a [leg.deposits]")
        raise file.refusal("scheme.empty", words, path=("scheme",))
    if scheme.indicators and scheme.weight_micro != HUNDRED_MICRO:
        words = _("%(file)s, line %(line)s: the weights sum to %(found)s; together they have to be 100")
        total = text_of_scaled(scheme.weight_micro, places=6).rstrip("0").rstrip(".")
        raise file.refusal("scheme.weights", words, path=("indicator", scheme.indicators[0].code), found=total)


def _gate(file: SchemeFile, code: str) -> Gate:
    path = ("gate", code)
    file.know_keys(*path, known=("name", "measure", "steps", "veto"))
    steps: list[tuple[int, int]] = []
    for number, (limit, factor) in enumerate(file.rows(*path, "steps", cells=(2,))):
        where = (*path, "steps", number)
        found = file.cell(limit, path=where), file.number(factor, path=where, places=6, least=0, most=1)
        if steps and found[0] <= steps[-1][0]:
            words = _(
                "%(file)s, line %(line)s: limits out of order: that of %(key)s is not above that of the row before"
            )
            raise file.refusal("scheme.limits_out_of_order", words, path=where)
        steps.append(found)
    return Gate(
        code=code,
        name=file.text(*path, "name", length_max=NAME_LENGTH_MAX),
        measure=file.one_of(*path, "measure", known=tuple(MEASURES)),
        steps=tuple(steps),
        veto=file.yes(*path, "veto"),
        line=file.line(*path),
    )


def _score(file: SchemeFile) -> Score:
    file.know_keys("score", known=("extra_most", "grades"))
    usual = Score()
    extra = file.micro("score", "extra_most", most=POINTS_MOST, default=usual.extra_most_micro)
    if "grades" not in file.table("score"):
        return Score(extra)
    grades: list[tuple[int, str]] = []
    for number, (least, name) in enumerate(file.rows("score", "grades", cells=(2,))):
        where = ("score", "grades", number)
        found = file.cell(least, path=where, least=-POINTS_MOST)
        if not isinstance(name, str) or not 0 < len(name.strip()) <= GRADE_LENGTH_MAX or not name.isprintable():
            words = _("%(file)s, line %(line)s: %(key)s must be a least total and a grade of 1 to %(most)s letters")
            raise file.refusal("scheme.grade_malformed", words, path=where, most=GRADE_LENGTH_MAX)
        if grades and found >= grades[-1][0]:
            words = _("%(file)s, line %(line)s: grades fall from row to row; that of %(key)s does not")
            raise file.refusal("scheme.grades_out_of_order", words, path=where)
        grades.append((found, name))
    return Score(extra, tuple(grades))


def _pay(file: SchemeFile) -> Pay:
    file.know_keys("pay", known=PAY_KEYS)
    table = file.table("pay")
    return Pay(
        draw_fen=file.fen("pay", "draw") or 0,
        cap_fen=file.fen("pay", "cap"),
        carry_forward=file.yes("pay", "carry_forward"),
        carry_months=file.whole("pay", "carry_months", most=MONTHS_MOST, default=0),
        base_part_micro=file.micro("pay", "base_part", most=1) if "base_part" in table else None,
        bonus_most_micro=file.micro("pay", "bonus_most", most=FACTOR_MOST) if "bonus_most" in table else None,
        guaranteed_fen=file.fen("pay", "guaranteed") or 0,
        guaranteed_months=file.whole("pay", "guaranteed_months", most=MONTHS_MOST, default=0),
        line=file.line("pay"),
    )


def _deferral(file: SchemeFile) -> Deferral | None:
    if "deferral" not in file.data:
        return None
    file.know_keys("deferral", known=("part", "years", "parts", "conditions"))
    years = file.whole("deferral", "years", most=YEARS_MOST)
    parts: tuple[int, ...] = ()
    if "parts" in file.table("deferral"):
        given = file.names("deferral", "parts", most=YEARS_MOST)
        path = ("deferral", "parts")
        parts = tuple(file.number(one, path=path, places=6, least=0, most=1) for one in given)
        if len(parts) != years or sum(parts) != MICRO:
            words = _("%(file)s, line %(line)s: %(key)s must name one part for each of %(years)s years, together 1")
            raise file.refusal("scheme.parts", words, path=path, years=years)
    part = file.micro("deferral", "part", most=1)
    if part and not years:
        words = _("%(file)s, line %(line)s: %(key)s is 0, so that nothing could be deferred; write a number of years")
        raise file.refusal("scheme.years", words, path=("deferral", "years"))
    return Deferral(
        part_micro=part,
        years=years,
        parts=parts,
        conditions=_optional(file, "deferral", "conditions", most=REMARK_LENGTH_MAX),
        line=file.line("deferral"),
    )


def _pool(file: SchemeFile) -> Pool | None:
    if "pool" not in file.data:
        return None
    file.know_keys("pool", known=("moved_most",))
    return Pool(file.micro("pool", "moved_most", most=1), file.line("pool"))
