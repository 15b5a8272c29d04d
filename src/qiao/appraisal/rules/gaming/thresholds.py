"""The numbers by which patterns are told from ordinary business: proposals of ours, dated, changed by two persons.

Source: own proposals, marked so; the share that has to go back and the days follow what supervisors ask about month-end
deposits (the domain notes, S08), not verified in the original. A bank calibrates them on its own book.
"""

from collections.abc import Callable
from dataclasses import dataclass

from qiao.ground.money import FEN_A_YUAN
from qiao.ground.words import gettext_noop as _
from qiao.office.rules.parameter import Form, Parameter

GROUP = _("Holds on credit")
OWN = _("Qiao's own proposal")
NOTES = _("notices on month-end deposits, read at second hand; to be verified")
PREFIX = "gaming."
FEN_MOST = 10**12
MOST = {Form.DAYS: 400, Form.COUNT: 100, Form.BASIS_POINTS: 10_000, Form.FEN: FEN_MOST}


def _number(
    name: str, words: str, form: Form, *, default: int, why: str, source: str = OWN, most: int | None = None
) -> Parameter:
    most = MOST[form] if most is None else most
    return Parameter(
        PREFIX + name, words, GROUP, form, default, least=1, most=most, source=source, why=why, verified=False
    )


NUMBERS = (
    _number(
        "before_days",
        _("Days before a key date within which a balance that goes back has risen"),
        Form.DAYS,
        default=5,
        why=_("What has been there for a week counts in the average as it should."),
        source=NOTES,
    ),
    _number(
        "after_days",
        _("Days after a key date within which it falls back"),
        Form.DAYS,
        default=7,
        why=_("Five days by the notices, and a weekend; holidays of a week hide nothing either."),
        source=NOTES,
    ),
    _number(
        "level_days",
        _("Days before a key date whose middle balance is the ordinary level"),
        Form.DAYS,
        default=45,
        why=_("One month and a half holds one month-end only, which moves the middle by nothing."),
    ),
    _number(
        "rise_bp",
        _("Least rise, in per cent of the ordinary level"),
        Form.BASIS_POINTS,
        default=2_000,
        why=_("Ordinary receipts move a current account by less."),
    ),
    _number(
        "least_fen",
        _("Least sum that is looked at"),
        Form.FEN,
        default=1_000_000 * FEN_A_YUAN,
        why=_("A week of a smaller sum pays less than a talk about it costs."),
    ),
    _number(
        "back_bp",
        _("Part of the rise that goes back"),
        Form.BASIS_POINTS,
        default=7_000,
        why=_("Some of what came in may stay for another reason."),
        source=NOTES,
    ),
    _number(
        "trip_days",
        _("Days on either side of a key date within which money that goes round leaves and returns"),
        Form.DAYS,
        default=7,
        why=_("Borrowed money costs its price every day."),
    ),
    _number(
        "hop_days",
        _("Days from one account to the next"),
        Form.DAYS,
        default=3,
        why=_("A payment takes a day, over a weekend three."),
    ),
    _number(
        "tolerance_bp",
        _("By how much two sums may differ and be the same"),
        Form.BASIS_POINTS,
        default=100,
        why=_("Charges, interest of some days, and small payments of the same day."),
        most=100,  # the search joins sums that differ by a hundredth at most
    ),
    _number(
        "swap_days",
        _("Days on either side of the end of a half-year within which customers change hands both ways"),
        Form.DAYS,
        default=15,
        why=_("Who wants new customers in the next half-year changes them about its first day."),
    ),
    _number(
        "swap_least",
        _("Least customers each way"),
        Form.COUNT,
        default=2,
        why=_("One customer each way happens by chance."),
    ),
    _number(
        "counts_days",
        _("Days for which credit is held that counts as new"),
        Form.DAYS,
        default=92,
        why=_("The quarter in which it counts as new."),
    ),
    _number(
        "own_least_fen",
        _("Least sum paid in by somebody of the name of who is credited"),
        Form.FEN,
        default=200_000 * FEN_A_YUAN,
        why=_("A present is smaller."),
    ),
    _number(
        "own_days",
        _("Days before a key date within which such a sum is looked at"),
        Form.DAYS,
        default=10,
        why=_("Earlier it costs its owner more than it brings."),
    ),
    _number(
        "split_parts",
        _("Least accounts of one deposit in parts"),
        Form.COUNT,
        default=3,
        why=_("Two accounts are a couple, or two purposes."),
    ),
    _number(
        "split_days",
        _("Days within which they are opened"),
        Form.DAYS,
        default=10,
        why=_("What belongs together is done together."),
    ),
    _number(
        "below_bp",
        _("How far below a limit still is just below it"),
        Form.BASIS_POINTS,
        default=500,
        why=_("Whoever stays below a limit stays close to it."),
    ),
    _number(
        "due_days",
        _("Working days within which a hold is decided"),
        Form.DAYS,
        default=10,
        why=_("Pay that waits needs a clock; the same as for an appeal."),
    ),
)
TIERS = Parameter(
    "gaming.tiers_fen",
    _("Limits of size below which a deposit may be cut"),
    GROUP,
    Form.FEN,
    {
        "insured": 500_000 * FEN_A_YUAN,
        "large": 1_000_000 * FEN_A_YUAN,
        "key": 5_000_000 * FEN_A_YUAN,
    },
    least=1,
    most=FEN_MOST,
    source=OWN,
    why=_("Steps at which a customer counts otherwise; the first is the sum that deposit insurance covers."),
    verified=False,
    open_keys=True,
)
ALL = (*NUMBERS, TIERS)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers in force on a day; money in fen, parts in ten-thousandths, the rest days and counts."""

    before_days: int
    after_days: int
    level_days: int
    rise_bp: int
    least_fen: int
    back_bp: int
    trip_days: int
    hop_days: int
    tolerance_bp: int
    swap_days: int
    swap_least: int
    counts_days: int
    own_least_fen: int
    own_days: int
    split_parts: int
    split_days: int
    below_bp: int
    due_days: int
    tiers_fen: tuple[int, ...]


def thresholds_of(number: Callable[[str], int], table: Callable[[str], dict[str, int]]) -> Thresholds:
    """Out of the house's parameters, each asked for by its name."""
    numbers = {one.name.removeprefix(PREFIX): number(one.name) for one in NUMBERS}
    return Thresholds(**numbers, tiers_fen=tuple(sorted(table(TIERS.name).values())))


def _own(name: str) -> int:
    default = next(one.default for one in NUMBERS if one.name == name)
    assert isinstance(default, int), name
    return default


BUILT_IN = thresholds_of(_own, lambda _name: dict(TIERS.default) if not isinstance(TIERS.default, int) else {})
