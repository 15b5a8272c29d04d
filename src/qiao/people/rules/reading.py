"""Ladders and matrices as somebody types them: one line a level, its parts between bars; a wrong line says which."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from qiao.ground.money import scaled_from_text
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.people.rules.authority import Authority
from qiao.people.rules.ladder import Ladder, Level, Mark, Sector, check_levels, senior_first

CODE = re.compile(r"[\w\-]{1,20}")
SCHEME = re.compile(r"[a-z][a-z0-9_]{1,29}")
CELLS, CHOSEN = 7, frozenset({"", "yes", "no"})
LEVELS_MOST, WORDS_MOST, SOURCE_MOST, MONTHS_MOST, NUMBER_MOST = 30, 60, 300, 600, 10_000
FEN_MOST = 10**15
YES = frozenset({"1", "yes", "true", "是", "y"})


def read_ladder(scheme: str, texts: Mapping[str, str], *, posts: Sequence[str] = ("rm",)) -> Ladder:
    """The ladder that was typed: code | label | rank | tenure in months | on probation | grade | certificates."""
    if not SCHEME.fullmatch(scheme):
        raise Refusal("ladder.scheme", _("The code of a ladder has 2 to 30 small letters, digits or _."))
    name, source = (" ".join(texts.get(key, "").split()) for key in ("name", "source"))
    if not 0 < len(name) <= WORDS_MOST or not 0 < len(source) <= SOURCE_MOST:
        raise Refusal("ladder.name", _("Give the ladder a name and say where it comes from."))
    if texts.get("sector") not in set(Sector) or texts.get("mark") not in set(Mark):
        raise Refusal("ladder.sector", _("Choose the trade, and whether the source was read."))
    lines = [line for line in texts.get("levels", "").splitlines() if line.strip()]
    if not 0 < len(lines) <= LEVELS_MOST:
        raise Refusal("ladder.levels", _("A ladder has 1 to %(most)s levels, one a line."), most=LEVELS_MOST)
    levels = [_level(line, number) for number, line in enumerate(lines, start=1)]
    check_levels(levels)
    return Ladder(
        scheme, Sector(texts["sector"]), name, source, Mark(texts["mark"]), senior_first(levels), tuple(posts)
    )


def written(ladder: Ladder) -> str:
    """The ladder's levels as they would be typed."""
    return "\n".join(
        " | ".join(
            (
                one.code,
                one.label,
                str(one.rank_order),
                str(one.min_tenure_months),
                "yes" if one.is_probation else "no",
                one.staff_grade,
                ", ".join(one.certificates),
            )
        )
        for one in ladder.levels
    )


def rows_of(text: str) -> list[list[str]]:
    """The cells of each line of a ladder or matrix as it is typed, seven a line, for a form of cells."""
    return [_parts(line, CELLS)[:CELLS] for line in text.splitlines() if line.strip()][:LEVELS_MOST]


def text_of(rows: Sequence[Sequence[str]]) -> str:
    """Cells of a form as the lines that are typed; a row without anything but a chosen yes or no is none."""
    lines = [[" ".join(cell.split()) for cell in row] for row in rows]
    return "\n".join(" | ".join(line) for line in lines if any(cell not in CHOSEN for cell in line))


def _parts(line: str, count: int) -> list[str]:
    parts = [" ".join(part.split()) for part in line.replace("｜", "|").split("|")]
    return [*parts, *[""] * count][: max(count, len(parts))]


def _level(line: str, number: int) -> Level:
    code, label, rank, tenure, probation, grade, certificates, *rest = _parts(line, CELLS)
    fits = CODE.fullmatch(code) and 0 < len(label) <= WORDS_MOST and len(grade) <= WORDS_MOST and not rest
    months = _whole(tenure or "0", most=MONTHS_MOST)
    order = _whole(rank, most=NUMBER_MOST)
    kinds = tuple(part for part in (one.strip() for one in certificates.replace("，", ",").split(",")) if part)
    if not fits or months is None or order is None or any(len(one) > WORDS_MOST for one in kinds):
        words = _("Line %(line)s: write code | name | rank | months of tenure | probation | grade | certificates.")
        raise Refusal("ladder.line", words, line=number)
    return Level(code, label, order, months, probation.casefold() in YES, grade, kinds)


def _whole(text: str, *, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else None
    return number if number is not None and number <= most else None


def read_matrix(ladder: Ladder, text: str) -> dict[str, Authority]:
    """The matrix that was typed: code | segments | customers | bp | quota a month | may propose | alone."""
    found: dict[str, Authority] = {}
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), start=1):
        code, authority = _authority(line, number)
        if ladder.level(code) is None or code in found:
            words = _("Line %(line)s: %(code)s is no level of this ladder, or stands twice.")
            raise Refusal("matrix.level", words, line=number, code=code[:20] or "-")
        found[code] = authority
    if not found:
        raise Refusal("matrix.empty", _("The matrix has a line for at least one level."))
    return found


def written_matrix(matrix: Mapping[str, Authority]) -> str:
    """The matrix as it would be typed, yuan in full."""
    return "\n".join(
        " | ".join(
            (
                code,
                ", ".join(one.segments),
                str(one.customers_most),
                str(one.price_bp),
                _yuan(one.quota_fen_month),
                "*" if one.propose_fen is None else _yuan(one.propose_fen),
                "yes" if one.alone else "no",
            )
        )
        for code, one in matrix.items()
    )


def _yuan(fen: int) -> str:
    whole, part = divmod(fen, 100)
    return f"{whole}.{part:02d}" if part else str(whole)


def _authority(line: str, number: int) -> tuple[str, Authority]:
    code, segments, customers, price, quota, propose, alone, *rest = _parts(line, CELLS)
    kinds = tuple(part for part in (one.strip() for one in segments.replace("，", ",").split(",")) if part)
    counts = [_whole(text, most=NUMBER_MOST) for text in (customers, price)]
    sums = [_fen(text) for text in (quota, "0" if propose == "*" else propose)]
    if rest or None in counts or None in sums or any(len(one) > WORDS_MOST for one in kinds):
        words = _(
            "Line %(line)s: write code | segments | customers | bp | yuan a month | yuan to propose, or * | alone."
        )
        raise Refusal("matrix.line", words, line=number)
    read = Authority(kinds, counts[0] or 0, counts[1] or 0, sums[0] or 0, sums[1] or 0, alone.casefold() in YES)
    return code, replace(read, propose_fen=None) if propose == "*" else read


def _fen(text: str) -> int | None:
    try:
        fen = scaled_from_text(text.replace(",", ""), places=2)
    except (ValueError, ArithmeticError):
        return None
    return fen if 0 <= fen <= FEN_MOST else None
