"""Ladders that were found or proposed, to be adopted by a bank; none of them is in force by itself.

Source: domain notes, 2.1 (the texts each was read in) and 2.5 (the matrix). Where a text names levels only, tenure and
certificates are left empty rather than invented.
"""

from qiao.ground.words import gettext_noop as _
from qiao.people.rules.authority import Authority
from qiao.people.rules.ladder import Ladder, Level, Mark, Sector

YUAN = 100
TEN_THOUSAND_YUAN = 10_000 * YUAN
QUALIFIED = "客户经理岗位资格"
"""A kind of certificate as a bank may call it; it is data of the table, and not a word of the program."""


def _plain(*levels: tuple[str, str]) -> tuple[Level, ...]:
    """Levels of which a text names only code and label, the most senior first."""
    return tuple(Level(code, label, len(levels) - place) for place, (code, label) in enumerate(levels))


NEUTRAL = Ladder(
    "neutral",
    Sector.BANK,
    _("Six levels, neutral"),
    _("Qiao's own proposal"),
    Mark.PROPOSAL,
    (
        Level("资深", _("Principal manager"), 60, 36, certificates=(QUALIFIED,)),
        Level("高级", _("Senior manager"), 50, 36, certificates=(QUALIFIED,)),
        Level("中级", _("Manager"), 40, 24, certificates=(QUALIFIED,)),
        Level("初级", _("Junior manager"), 30, 12, certificates=(QUALIFIED,)),
        Level("助理", _("Assistant manager"), 20, 12, certificates=(QUALIFIED,)),
        Level("见习", _("Trainee"), 10, 6, is_probation=True),
    ),
)
FIVE_UP = Ladder(
    "five_up",
    Sector.BANK,
    _("Five levels, counted up"),
    _("The source text (piece 2, 2.1): levels four and five are the scarce senior ones"),
    Mark.READ,
    _plain(("5", "五级"), ("4", "四级"), ("3", "三级"), ("2", "二级"), ("1", "一级")),
)
SIX_DOWN = Ladder(
    "six_down",
    Sector.BANK,
    _("Six levels, counted down"),
    _("Bank of Communications, terms of manager levels, read in copies on document sites"),
    Mark.READ,
    (
        *(
            Level(code, label, rank)
            for code, label, rank in (
                ("S", "高级", 60),
                ("1", "一级", 50),
                ("2", "二级", 40),
                ("3", "三级", 30),
                ("4", "四级", 20),
            )
        ),
        Level("T", "见习", 10, is_probation=True),
    ),
)
CITY_TITLES = Ladder(
    "city_titles",
    Sector.BANK,
    _("Titles of a city bank"),
    _("A city commercial bank's terms of the sequence, read in a copy on a document site"),
    Mark.READ,
    (
        *_plain(("C", "首席"), ("Z", "资深"), ("G", "高级"), ("M", "中级"), ("J", "初级")),
        Level("T", "见习", 0, is_probation=True),
    ),
)
TEN_DOWN = Ladder(
    "ten_down",
    Sector.BANK,
    _("Ten levels, one is the highest"),
    _("A city bank's branch, read in a copy on a document site"),
    Mark.READ,
    _plain(*((str(number), f"{number}级") for number in range(1, 11))),
)
BROKER = Ladder(
    "broker",
    Sector.SECURITIES,
    _("Securities, by years in the trade"),
    _("A general text on grades of client managers, read on a web page"),
    Mark.READ,
    (
        Level("X", "专家级", 50),
        Level("Z", "资深", 40),
        Level("G", "高级", 30, 36),
        Level("M", "中级", 20, 12),
        Level("J", "初级", 10),
    ),
)
INSURER = Ladder(
    "insurer",
    Sector.INSURANCE,
    _("Insurance, three levels"),
    _("Qiao's own proposal"),
    Mark.PROPOSAL,
    (Level("3", "高级", 30, 24), Level("2", "中级", 20, 12), Level("1", "初级", 10, 0)),
)
SAMPLES = (NEUTRAL, FIVE_UP, SIX_DOWN, CITY_TITLES, TEN_DOWN, BROKER, INSURER)
BY_SCHEME = {one.scheme: one for one in SAMPLES}
NEUTRAL_MATRIX = {
    "资深": Authority((), 12, 30, 12_000 * YUAN, None, alone=True),
    "高级": Authority(
        (_("large"), _("medium"), _("small"), _("micro")), 20, 20, 8_000 * YUAN, 20_000 * TEN_THOUSAND_YUAN, alone=True
    ),
    "中级": Authority(
        (_("medium"), _("small"), _("micro")), 30, 10, 4_000 * YUAN, 3_000 * TEN_THOUSAND_YUAN, alone=True
    ),
    "初级": Authority((_("small"), _("micro")), 40, 5, 2_000 * YUAN, 500 * TEN_THOUSAND_YUAN, alone=True),
    "助理": Authority((_("micro"),), 60, 0, 1_000 * YUAN, 100 * TEN_THOUSAND_YUAN, alone=True),
    "见习": Authority((), 10, 0, 0, 0, alone=False),
}
"""A proposal for the neutral ladder: domain notes 2.5."""
MATRICES = {"neutral": NEUTRAL_MATRIX}
