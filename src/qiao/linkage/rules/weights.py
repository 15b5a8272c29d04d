"""How much an agreement weighs: the share of true and of chance pairs that show it (Fellegi and Sunter, 1969).

Fixed on purpose: the same book gives the same pairs, and a small or nearly clean book has too few duplicates to learn
from. Estimated on the data by sampling and EM they find no more (docs/linkage.md has it measured). What differs from
bank to bank, how often a name, a telephone or a door occurs, is counted: that is the chance of an exact agreement.
"""

from dataclasses import dataclass

SHARE_TWICE = 0.05
"""Of how many customers a book is thought to hold a second record, before anything is compared."""
BOOK_LEAST = 100_000
"""In a book of fewer customers a value is not as frequent as it looks: two of thirty who share a telephone are rare."""
SLIP = "damerau_levenshtein({0}_l, {0}_r) <= 1"
LETTER_BYTES = 3  # of a Chinese letter: the engine counts bytes, the judgement counts letters


@dataclass(frozen=True, slots=True)
class Level:
    """One way to agree: the condition, its share among true pairs and among chance pairs; by_value = counted."""

    condition: str
    true: float
    chance: float
    by_value: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A thing compared, from the best level to the worst; where a column is empty nothing is said."""

    name: str
    missing: str
    levels: tuple[Level, ...]


def _either_null(*columns: str) -> str:
    return " or ".join(f"{column}_{side} is null" for column in columns for side in "lr")


NUMBER = Comparison(
    "number",
    _either_null("number"),
    (
        Level("number_l = number_r", 0.90, 1e-6, "number"),
        Level(f"not (valid_l and valid_r) and {SLIP.format('number')}", 0.06, 1e-5),
        Level("valid_l and valid_r", 0.002, 0.85),
        Level("ELSE", 0.038, 0.15),
    ),
)
CORE = Comparison(
    "core",
    _either_null("core"),
    (
        Level("core_l = core_r", 0.66, 1e-5, "core"),
        Level("sound_l = sound_r", 0.10, 3e-5),
        Level(f"levenshtein(core_l, core_r) <= {LETTER_BYTES}", 0.08, 1e-4),
        Level("starts_with(core_l, core_r) or starts_with(core_r, core_l)", 0.10, 5e-4),
        Level("ELSE", 0.06, 0.999),
    ),
)
PHONE = Comparison(
    "phone",
    _either_null("phone"),
    (
        Level("phone_l = phone_r", 0.70, 1e-6, "phone"),
        Level(SLIP.format("phone"), 0.06, 1e-5),
        Level("ELSE", 0.24, 0.999),
    ),
)
ADDRESS = Comparison(
    "door",
    _either_null("road"),
    (
        Level("door_l = door_r", 0.62, 1e-5, "door"),
        Level("house_l = house_r", 0.10, 2e-4),
        Level("road_l = road_r", 0.08, 0.01),
        Level("ELSE", 0.20, 0.99),
    ),
)
CITY = Comparison(
    "city",
    "(city_l is null or city_r is null) and (city_code_l is null or city_code_r is null)",
    (
        Level("coalesce(city_l = city_r, false) or coalesce(city_code_l = city_code_r, false)", 0.82, 0.10),
        Level("ELSE", 0.18, 0.90),
    ),
)
REGION = Comparison(
    "region",
    _either_null("region"),
    (
        Level("region_l = region_r", 0.85, 0.06),
        Level("contains(region_l, region_r) or contains(region_r, region_l)", 0.14, 0.03),
        Level("ELSE", 0.01, 0.91),
    ),
)
FOUNDED = Comparison(
    "founded",
    _either_null("founded"),
    (Level("founded_l = founded_r", 0.92, 5e-4), Level("ELSE", 0.08, 0.9995)),
)
CAPITAL = Comparison(
    "capital",
    _either_null("capital"),
    (Level("capital_l = capital_r", 0.80, 0.05), Level("ELSE", 0.20, 0.95)),
)
OF_COMPANIES = (NUMBER, CORE, PHONE, ADDRESS, CITY, REGION, FOUNDED, CAPITAL)
OF_PERSONS = (NUMBER, CORE, PHONE, ADDRESS, CITY)
KEYS_OF_COMPANIES = (
    ("number",),
    ("phone",),
    ("core",),
    ("sound",),
    ("door",),
    ("founded", "initial"),
    ("founded", "city_code"),
)
KEYS_OF_PERSONS = (
    ("number",),
    ("phone",),
    ("core", "city_code"),
    ("core",),
    ("sound", "house"),
    ("sound", "birth"),
    ("door", "initial"),
)
"""What two customers share to be compared at all. A key that more than `KEY_MOST` share tells nobody apart."""
KEY_MOST = 60


def prior_of(customers: int) -> float:
    """The chance that two customers drawn at random are one."""
    return min(0.5, 2 * SHARE_TWICE / max(customers - 1, 1))
