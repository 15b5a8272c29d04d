"""What was found in a file against what it declares of itself: numbers of payments and control sums.

Source: NbOfTxs and CtrlSum of a message and of its parts. A sum is "of all individual amounts irrespective of
currencies", with as many decimals as were written. A false declaration of the file takes the file down, one of a part
that part.
"""

from dataclasses import dataclass

from qiao.directlink.rules.files import CODE_WORDS, Code, Fault, Level
from qiao.directlink.rules.iso.amounts import SCALED_A_FEN, scaled

COUNT_DIGITS_MOST = 15
"""As the schemas allow."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a head says of what follows: texts as they stand there, None where it says nothing, and its line."""

    count: str | None
    total: str | None
    line: int


@dataclass(slots=True)
class Tally:
    """What was found so far: payments, their fen, and beside it, in 10^-17, what is no sum of yuan."""

    count: int = 0
    fen: int = 0
    beside: int = 0

    def take(self, fen: int, aside: int | None) -> None:
        """One payment more."""
        self.count += 1
        self.fen += fen
        if aside is not None:
            self.beside += aside - fen * SCALED_A_FEN

    def add(self, other: "Tally") -> None:
        """A part more."""
        self.count += other.count
        self.fen += other.fen
        self.beside += other.beside

    @property
    def scaled(self) -> int:
        """The control sum, in 10^-17."""
        return self.fen * SCALED_A_FEN + self.beside


def count_of(text: str | None) -> int | None:
    """A declared number of payments; None where none is declared or the text is none."""
    given = text.strip() if text else ""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= COUNT_DIGITS_MOST else None


def false_declarations(declared: Declared, tally: Tally, *, part: int = 0) -> list[Fault]:
    """Where what is declared is not what was found; of the file without `part`."""
    level, element = (Level.PART, f"PmtInf[{part}]") if part else (Level.FILE, "GrpHdr")
    faults = []
    if declared.count is not None and count_of(declared.count) != tally.count:
        faults.append(
            Fault(Code.COUNT, level, declared.line, f"{element}/NbOfTxs", words=CODE_WORDS[Code.COUNT], part=part)
        )
    if declared.total is not None and scaled(declared.total) != tally.scaled:
        words = CODE_WORDS[Code.CONTROL_SUM]
        faults.append(Fault(Code.CONTROL_SUM, level, declared.line, f"{element}/CtrlSum", words=words, part=part))
    return faults
