"""The customers who play a part: each is the first of a story that pages and documents point to.

They are the first numbers of the book, so that a story keeps its customer whatever the size of the bank.
"""

from dataclasses import dataclass

from qiao.project.demo.products import MEDIUM_LOAN, REVOLVING, SHORT_LOAN

WAN = 10_000  # the trade counts in 万元


@dataclass(frozen=True, slots=True)
class Part:
    """A part: which story, in which branch and sub-branch, whose customer ('' nobody's), how much, in 万元."""

    story: str
    branch: int
    lead: str
    deposit_wan: int
    loan_wan: int = 0
    loan_product: str = MEDIUM_LOAN


CAST = (
    Part("hand_over", 1, "RM001", 6_200),
    Part("split_60_40", 1, "RM001", 4_100, 3_000),
    Part("split_50_30_20", 1, "RM001", 8_300, 5_000),
    Part("account_share", 1, "RM001", 1_500, 4_000),
    Part("two_roles", 1, "RM001", 2_400),
    Part("quarter_end_spike", 2, "RM015", 800),
    Part("bad_loan", 2, "RM018", 900, 1_800),
    Part("cliff_old", 3, "RM028", 120),
    Part("cliff", 3, "RM028", 60),
    Part("cliff_anchor", 3, "RM028", 1_800, 21_000),
    Part("concentrated", 5, "RM048", 26_000),
    Part("unclaimed", 6, "", 5_200),
    Part("leaver", 4, "RM040", 3_500),
    Part("left_behind", 4, "RM040", 1_900, 800),
    Part("overdraft", 3, "RM027", 220),
    Part("late_closing", 1, "RM004", 350),
    Part("written_off", 3, "RM033", 90, 150),
    Part("cured", 2, "RM016", 400, 1_200, SHORT_LOAN),
    Part("same_address", 2, "RM022", 40, 300, SHORT_LOAN),
    Part("same_address", 2, "RM022", 35, 300, SHORT_LOAN),
    Part("same_address", 2, "RM022", 45, 300, SHORT_LOAN),
    Part("same_address", 2, "RM022", 30, 300, SHORT_LOAN),
    Part("same_address", 2, "RM022", 50, 300, SHORT_LOAN),
    Part("guarantee_circle", 3, "RM029", 260, 700),
    Part("guarantee_circle", 3, "RM029", 310, 900),
    Part("guarantee_circle", 3, "RM034", 240, 600),
    Part("party_fee", 1, "RM001", 3_000),
    Part("revolving", 1, "RM002", 2_600, 6_000, REVOLVING),
)


def numbers_of(story: str) -> tuple[int, ...]:
    """The customer numbers (from 1) of those who play in a story."""
    return tuple(number for number, part in enumerate(CAST, start=1) if part.story == story)


def number_of(story: str) -> int:
    """The customer number of a story's first."""
    return numbers_of(story)[0]
