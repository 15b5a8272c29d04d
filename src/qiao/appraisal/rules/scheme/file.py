"""Single values of a scheme's file, refused with line, key and what to do: as a plan's, under a scheme's codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from qiao.appraisal.rules.plan_lines import Path
from qiao.appraisal.rules.plan_values import PlanFile, shown
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

MICRO_PLACES, FEN_PLACES = 6, 2
NAME_LENGTH_MAX = 64
MONEY_MOST = 10**12  # yuan: above the balance of any bank's customer
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SchemeFile(PlanFile):
    """A scheme's file as data, with the line of each key."""

    def refusal(self, code: str, words: str, *, path: Path, **facts: str | int) -> Refusal:
        """A refusal that names file, line and key."""
        return PlanFile.refusal(self, code.replace("plan.", "scheme.", 1), words, path=path, **facts)

    def required(self, *path: str) -> object:
        """A value that the file must have."""
        table = self.table(*path[:-1])
        if path[-1] in table:
            value: object = table[path[-1]]
            return value
        words = _("%(file)s, line %(line)s: %(key)s is missing; write it below the heading of that line")
        raise self.refusal("scheme.key_missing", words, path=path)

    def micro(self, *path: str, least: int = 0, most: int = MONEY_MOST, default: int | None = None) -> int:
        """A number in millionths."""
        return self._scaled(path, places=MICRO_PLACES, bounds=(least, most), default=default)

    def fen(self, *path: str, least: int = 0) -> int | None:
        """Money in fen, None where it is absent."""
        if path[-1] not in self.table(*path[:-1]):
            return None
        return self._scaled(path, places=FEN_PLACES, bounds=(least, MONEY_MOST), default=None)

    def _scaled(self, path: tuple[str, ...], *, places: int, bounds: tuple[int, int], default: int | None) -> int:
        if default is not None and path[-1] not in self.table(*path[:-1]):
            return default
        return self.number(self.required(*path), path=path, places=places, least=bounds[0], most=bounds[1])

    def whole(self, *path: str, most: int, default: int | None = None) -> int:
        """A whole number without quotes."""
        value = self.table(*path[:-1]).get(path[-1], default) if default is not None else self.required(*path)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most:
            return value
        words = _("%(file)s, line %(line)s: %(key)s must be a whole number from 0 to %(most)s, not %(value)s")
        raise self.refusal("scheme.not_whole", words, path=path, most=most, value=shown(value))

    def yes(self, *path: str, default: bool = False) -> bool:
        """A yes or no."""
        value = self.table(*path[:-1]).get(path[-1], default)
        if isinstance(value, bool):
            return value
        words = _("%(file)s, line %(line)s: %(key)s must be true or false, without quotes, not %(value)s")
        raise self.refusal("scheme.not_yes_or_no", words, path=path, value=shown(value))

    def choice(self, *path: str, among: type[E], default: E | None = None) -> E:
        """One of the words of a list."""
        value = self.table(*path[:-1]).get(path[-1], default) if default is not None else self.required(*path)
        if isinstance(value, str) and value in {str(one.value) for one in among}:
            return among(value)
        words = _("%(file)s, line %(line)s: %(key)s must be one of %(choices)s, not %(value)s")
        choices = ", ".join(one.value for one in among)
        raise self.refusal("scheme.not_a_choice", words, path=path, choices=choices, value=shown(value))

    def one_of(self, *path: str, known: Sequence[str]) -> str:
        """One of the names of a list that is longer than a sentence; the nearest one is told."""
        value = self.required(*path)
        if isinstance(value, str) and value in known:
            return value
        near = self.unknown((*path[:-1], shown(value)), known=tuple(known)).facts["near"]
        words = _(
            "%(file)s, line %(line)s: %(key)s names %(value)s, which is unknown; the nearest known one is %(near)s"
        )
        raise self.refusal("scheme.name_unknown", words, path=path, value=shown(value), near=near)

    def names(self, *path: str, most: int = 50) -> tuple[str, ...]:
        """A list of short texts; empty where it is absent."""
        value = self.table(*path[:-1]).get(path[-1], [])
        sound = isinstance(value, list) and len(value) <= most
        if sound and all(
            isinstance(one, str) and one.strip() and one.isprintable() and len(one) <= NAME_LENGTH_MAX for one in value
        ):
            return tuple(value)
        words = _('%(file)s, line %(line)s: %(key)s must be a list of texts, like ["rm"], not %(value)s')
        raise self.refusal("scheme.not_a_list", words, path=path, value=shown(value))

    def rows(self, *path: str, cells: tuple[int, ...]) -> list[list[object]]:
        """A list of rows with one of the given numbers of cells; there is at least one."""
        value = self.required(*path)
        if not isinstance(value, list) or not value:
            words = _('%(file)s, line %(line)s: %(key)s must list at least one row, like ["0", "1"]')
            raise self.refusal("scheme.rows_missing", words, path=path)
        for number, row in enumerate(value):
            if not isinstance(row, list) or len(row) not in cells:
                words = _("%(file)s, line %(line)s: %(key)s must have %(cells)s cells, not %(value)s")
                told = " / ".join(str(one) for one in cells)
                raise self.refusal("scheme.row_malformed", words, path=(*path, number), cells=told, value=shown(row))
        return [list(row) for row in value]

    def cell(self, value: object, *, path: Path, places: int = MICRO_PLACES, least: int = -MONEY_MOST) -> int:
        """A number of a row."""
        return self.number(value, path=path, places=places, least=least, most=MONEY_MOST)
