"""Recovery of pay: for which causes it may or must be taken back, how much of what, and what stays open.

Source: the opinion on recovery of performance pay (General Office of the CBIRC, 2021): excess pay may be taken back
where figures, appraisal or procedure were wrong; risk pay may be where somebody plainly at fault let a loss grow, and
must be, all from who answers mainly and a part from others, after grave events. It holds for leavers and retirees. The
text was read in public copies that quote it; to be verified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.money import mul_div_half_away
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WHOLE_BP = 10_000
WORDS_LEAST, WORDS_MOST = 4, 1_000


class Basis(StrEnum):
    """Whether pay may or must be taken back."""

    MAY = "may"
    MUST = "must"


class Cause(StrEnum):
    """Why pay is taken back."""

    RESTATED = "restated"
    FAKED = "faked"
    PROCEDURE = "procedure"
    WRONG = "wrong"
    FAULT = "fault"
    INDICATORS = "indicators"
    TAKEN_OVER = "taken_over"
    EVENT = "event"
    DAMAGE = "damage"


CAUSE_WORDS = {
    Cause.RESTATED: _("too much was paid: statements were restated"),
    Cause.FAKED: _("too much was paid: the appraisal was faked"),
    Cause.PROCEDURE: _("too much was paid: granted outside the procedure"),
    Cause.WRONG: _("too much was paid: other wrong information"),
    Cause.FAULT: _("a loss beyond the ordinary within one's duty, by plain fault or imprudence"),
    Cause.INDICATORS: _("key indicators of supervision were missed badly"),
    Cause.TAKEN_OVER: _("the bank was taken over"),
    Cause.EVENT: _("a grave risk event with a bad effect on the market"),
    Cause.DAMAGE: _("other grave damage to property or reputation"),
}
BASIS_OF = {
    **dict.fromkeys((Cause.RESTATED, Cause.FAKED, Cause.PROCEDURE, Cause.WRONG, Cause.FAULT), Basis.MAY),
    **dict.fromkeys((Cause.INDICATORS, Cause.TAKEN_OVER, Cause.EVENT, Cause.DAMAGE), Basis.MUST),
}
BASIS_WORDS = {Basis.MAY: _("may be taken back"), Basis.MUST: _("must be taken back")}


@dataclass(frozen=True, slots=True)
class Reach:
    """What a case reaches: of each deferred part so many fen, and of pay that went out already so many."""

    parts: tuple[tuple[int, int], ...]  # number of a part, fen
    paid_fen: int

    @property
    def deferred_fen(self) -> int:
        """All parts together."""
        return sum(fen for _number, fen in self.parts)


def reach_of(parts: Sequence[tuple[int, int]], *, paid_fen: int, ratio_bp: int) -> Reach:
    """The ratio of what is left of each part and of what was paid; each rounded once, never beyond what there is."""
    assert 0 < ratio_bp <= WHOLE_BP, ratio_bp
    taken = ((number, mul_div_half_away(left, factor=ratio_bp, divisor=WHOLE_BP)) for number, left in parts)
    kept = tuple((number, fen) for number, fen in taken if fen)
    return Reach(kept, mul_div_half_away(paid_fen, factor=ratio_bp, divisor=WHOLE_BP))


def read_ratio(text: str) -> int:
    """A ratio typed as per cent, above 0 and at most 100, with two decimals at most; in ten-thousandths."""
    whole, _dot, part = text.strip().removesuffix("%").strip().partition(".")
    plain = whole.isascii() and whole.isdigit() and len(whole) <= 3 and len(part) <= 2  # noqa: PLR2004  100.00 at most
    if plain and (not part or (part.isascii() and part.isdigit())):
        found = int(whole) * 100 + int((part or "0").ljust(2, "0"))
        if 0 < found <= WHOLE_BP:
            return found
    raise Refusal("pay.ratio", _("Write a part above 0 and at most 100 %%, with two decimals at most, as in 50."))


def read_cause(text: str) -> Cause:
    """The cause by its code."""
    if text not in {one.value for one in Cause}:
        raise Refusal("pay.cause", _("Choose why pay is to be taken back."))
    return Cause(text)


def read_said(text: str) -> str:
    """A statement or reason in words."""
    said = " ".join(text.split())
    if not WORDS_LEAST <= len(said) <= WORDS_MOST:
        raise Refusal(
            "pay.words",
            _("Say it in words, %(least)s to %(most)s characters: whoever reads it later has nothing else."),
            least=WORDS_LEAST,
            most=WORDS_MOST,
        )
    return said


def set_off_of(paid_fen: int, *, open_fen: int) -> int:
    """What of the pay that went out was kept or paid back so far; fen."""
    return paid_fen - open_fen


def taken_of(deferred_fen: int, *, paid_fen: int) -> int:
    """All that a case takes: of deferred parts and of pay that went out; fen."""
    return deferred_fen + paid_fen


def check_repaid(open_fen: int, *, fen: int) -> None:
    """Refuse to note more as paid back than is open, or nothing."""
    if not 0 < fen <= open_fen:
        raise Refusal("pay.repaid", _("What is paid back is more than nothing and at most what is open."))
