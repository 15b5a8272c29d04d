"""Single values of a plan's file: text, dates and numbers, each refused with its line where it is not sound.

Source: the book's contract, 5. A number is decimal text in quotes, never binary floating point, without exponent,
bounded.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from qiao.appraisal.rules.plan_lines import Path, line_of
from qiao.ground.money import scaled_from_text, text_of_scaled
from qiao.ground.periods import FIRST_DAY, LAST_DAY
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

NUMBER = re.compile(r"[+-]?[0-9]+(\.(?P<places>[0-9]+))?", flags=re.ASCII)
NUMBER_LENGTH_MAX = 32
SHOWN_LENGTH_MAX = 60  # of a foreign value in a message


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan's file as data, with the line of each key."""

    name: str
    data: Mapping[str, Any]  # the values come from a foreign file; each is checked before use
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int:
        """The line of a key."""
        return line_of(self.lines, path=path)

    def refusal(self, code: str, words: str, *, path: Path, **facts: str | int) -> Refusal:
        """A refusal that names file, line and key."""
        return Refusal(code, words, file=self.name, line=self.line(*path), key=key_text(path), **facts)

    def table(self, *path: str) -> Mapping[str, Any]:
        """A table of the file; empty where it is absent."""
        found: Any = self.data
        for length, part in enumerate(path, start=1):
            found = found.get(part, {})
            if not isinstance(found, dict):
                raise self.refusal(
                    "plan.not_a_table",
                    _("%(file)s, line %(line)s: %(key)s must be a table, written [%(key)s]"),
                    path=path[:length],
                )
        table: Mapping[str, Any] = found
        return table

    def know_keys(self, *path: str, known: tuple[str, ...]) -> None:
        """Refuse a key the contract does not name, with the nearest one that it does."""
        for key in self.table(*path):
            if key not in known:
                raise self.unknown((*path, key), known=known)

    def unknown(self, path: tuple[str, ...], *, known: tuple[str, ...]) -> Refusal:
        """The refusal of a key that the contract does not name."""
        near = get_close_matches(path[-1], known, n=1, cutoff=0.0)
        return self.refusal(
            "plan.key_unknown",
            _("%(file)s, line %(line)s: the key %(key)s is unknown; the nearest known one is %(near)s"),
            path=path,
            near=near[0],
        )

    def required(self, *path: str) -> object:
        """A value that every plan must have."""
        table = self.table(*path[:-1])
        if path[-1] not in table:
            raise self.refusal(
                "plan.key_missing",
                _("%(file)s, line %(line)s: %(key)s is missing; a plan must name it"),
                path=path,
            )
        value: object = table[path[-1]]
        return value

    def text(self, *path: str, length_max: int) -> str:
        """A text of one line that must be there and not be empty."""
        value = self.required(*path)
        if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= length_max:
            return value
        raise self.refusal(
            "plan.text_malformed",
            _("%(file)s, line %(line)s: %(key)s must be a text of one line, 1 to %(most)s characters, not %(value)s"),
            path=path,
            most=length_max,
            value=shown(value),
        )

    def date(self, *path: str) -> dt.date:
        """A date without time and quotes, from 1900 to 2199."""
        value = self.required(*path)
        is_date = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
        if isinstance(value, dt.date) and is_date and FIRST_DAY <= value <= LAST_DAY:
            return value
        raise self.refusal(
            "plan.date_malformed",
            _(
                "%(file)s, line %(line)s: %(key)s must be a date without quotes from 1900 to 2199,"
                " like 2026-01-01, not %(value)s"
            ),
            path=path,
            value=shown(value),
        )

    def number(self, value: object, *, path: Path, places: int, least: int, most: int) -> int:
        """A number as an integer of 10^-places, between two whole numbers, ends included."""
        found = NUMBER.fullmatch(value) if isinstance(value, str) and len(value) <= NUMBER_LENGTH_MAX else None
        if not isinstance(value, str) or found is None:
            raise self.refusal(
                "plan.number_malformed",
                _(
                    '%(file)s, line %(line)s: %(key)s must be a number in quotes, like "0.04",'
                    " without exponent, not %(value)s"
                ),
                path=path,
                value=shown(value),
            )
        if len(found["places"] or "") > places:
            raise self.refusal(
                "plan.number_too_fine",
                _("%(file)s, line %(line)s: %(key)s is %(value)s; at most %(places)s decimals are kept"),
                path=path,
                value=shown(value),
                places=places,
            )
        scaled = scaled_from_text(value, places=places)
        if not least * 10**places <= scaled <= most * 10**places:
            raise self.refusal(
                "plan.number_out_of_bounds",
                _("%(file)s, line %(line)s: %(key)s is %(value)s; it must lie between %(least)s and %(most)s"),
                path=path,
                value=text_of_scaled(scaled, places=places),
                least=least,
                most=most,
            )
        return scaled


def key_text(path: Path) -> str:
    """A key as a person would point to it: bonus.quality.steps, row 2. Foreign parts are shown in quotes, cut short."""
    names = ".".join(part if _bare(part) else shown(part) for part in path if isinstance(part, str))
    rows = [str(part + 1) for part in path if isinstance(part, int)]
    return f"{names} #{'.'.join(rows)}" if rows else names


def shown(value: object) -> str:
    """A foreign value in one line of bounded length, safe to print."""
    text = ascii(value) if not isinstance(value, str) or not value.isprintable() else f'"{value}"'
    return text if len(text) <= SHOWN_LENGTH_MAX else f"{text[: SHOWN_LENGTH_MAX - 1]}…"


def _bare(part: str) -> bool:
    return re.fullmatch(r"[\w-]{1,64}", part) is not None
