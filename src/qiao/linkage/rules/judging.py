"""What is to become of a pair that the comparison found: clear, doubtful or nothing, with the reasons side by side.

Source: piece 2, 2.5 (line 233: many collect the same). The probability alone never proposes: what speaks against one
customer, such as two valid document numbers or a branch, is a rule that stands above it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.ground.words import gettext_noop as _
from qiao.linkage.rules.letters import is_abbreviation, within_one_letter
from qiao.linkage.rules.names import numbers_in
from qiao.linkage.rules.parties import Party

ONE_PPM = 1_000_000
SHORT_NAME = 3  # of a company: a letter changed in so short a name makes another name


class Verdict(StrEnum):
    """How a thing compares on both sides."""

    SAME = "same"
    ALIKE = "alike"
    DIFFERENT = "different"
    MISSING = "missing"


class Aspect(StrEnum):
    """What is compared."""

    NAME = "name"
    REGION = "region"
    BRANCH = "branch"
    DOCUMENT = "document"
    PHONE = "phone"
    ADDRESS = "address"
    CITY = "city"
    FOUNDED = "founded"
    CAPITAL = "capital"


class Outcome(StrEnum):
    """What becomes of a pair."""

    CLEAR = "clear"
    DOUBTFUL = "doubtful"
    NOTHING = "nothing"


ASPECT_WORDS = {
    Aspect.NAME: _("Name"),
    Aspect.REGION: _("Region in the name"),
    Aspect.BRANCH: _("Branch in the name"),
    Aspect.DOCUMENT: _("Document number"),
    Aspect.PHONE: _("Telephone"),
    Aspect.ADDRESS: _("Address"),
    Aspect.CITY: _("City"),
    Aspect.FOUNDED: _("Date of foundation"),
    Aspect.CAPITAL: _("Registered capital"),
}
VERDICT_WORDS = {
    Verdict.SAME: _("agrees"),
    Verdict.ALIKE: _("almost agrees"),
    Verdict.DIFFERENT: _("differs"),
    Verdict.MISSING: _("is missing"),
}
WHY_WORDS = {
    "same_document": _("Both have the same valid document number."),
    "names_apart": _("One document number, but two names: renamed, or a number typed at the wrong customer."),
    "two_codes": _("All else agrees, but both have valid document numbers that differ."),
    "branch": _("One of the two names is that of a branch; a firm and its branch are two customers."),
    "numbered": _("The names hold different numbers."),
    "relatives": _("The names are almost alike in one household: a slip of the pen, or relatives."),
    "alone": _("Nothing but the name speaks for one customer."),
    "agrees": _("Name and contacts agree, and nothing speaks against it."),
    "named": _("Somebody noticed the two and named them."),
    "unsure": _("Much agrees, but not enough to be sure."),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing compared."""

    aspect: Aspect
    verdict: Verdict


Found = Mapping[Aspect, Verdict]
Ruling = tuple[Outcome, str]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which probability a pair is clear and from which doubtful, in millionths."""

    clear_ppm: int
    doubtful_ppm: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a pair, the code of the reason why, and what was compared."""

    outcome: Outcome
    why: str
    points: tuple[Point, ...]


def judge(one: Party, other: Party, *, ppm: int, thresholds: Thresholds) -> Judgement:
    """What becomes of the pair that was found with this probability."""
    assert one.is_person == other.is_person, "a person and a company are never compared"
    points = points_of(one, other)
    found = {point.aspect: point.verdict for point in points}
    outcome, why = _ruled(one, other, found)
    if why == "same_document":
        return Judgement(outcome, why, points)
    if outcome is Outcome.CLEAR and ppm < thresholds.clear_ppm:
        outcome, why = Outcome.DOUBTFUL, "unsure"
    if outcome is Outcome.DOUBTFUL and ppm < thresholds.doubtful_ppm:
        outcome = Outcome.NOTHING
    return Judgement(outcome, why, points)


def points_of(one: Party, other: Party) -> tuple[Point, ...]:
    """Every thing of the pair compared, in the order in which people look."""
    texts = [
        (Aspect.NAME, _name(one, other)),
        (Aspect.DOCUMENT, _document(one, other)),
        (Aspect.PHONE, _text(one.phone, other.phone)),
        (Aspect.ADDRESS, _address(one, other)),
        (Aspect.CITY, _city(one, other)),
    ]
    if not one.is_person:
        texts += [
            (Aspect.REGION, _region(one, other)),
            (Aspect.BRANCH, Verdict.SAME if one.branch == other.branch else Verdict.DIFFERENT),
            (Aspect.FOUNDED, _number(one.founded, other.founded)),
            (Aspect.CAPITAL, _number(one.capital, other.capital)),
        ]
    return tuple(Point(aspect, verdict) for aspect, verdict in texts)


def _ruled(one: Party, other: Party, found: Found) -> Ruling:
    """The most that the rules allow, before the probability is asked: the first rule that speaks."""
    rulings = (rule(one, other, found) for rule in RULES)
    return next((ruling for ruling in rulings if ruling is not None), (Outcome.CLEAR, "agrees"))


def _one_number(one: Party, _other: Party, found: Found) -> Ruling | None:
    """One valid number on both: a customer, unless the names tell of two, as where a branch bears its firm's code."""
    if not (found[Aspect.DOCUMENT] is Verdict.SAME and one.valid):
        return None
    renamed = not one.is_person and len(_contacts(found)) > 1
    apart = found[Aspect.NAME] is Verdict.DIFFERENT and not renamed
    if apart or found.get(Aspect.BRANCH) is Verdict.DIFFERENT:
        return Outcome.DOUBTFUL, "names_apart"
    return Outcome.CLEAR, "same_document"


def _two_names(one: Party, other: Party, found: Found) -> Ruling | None:
    """A firm and its branch, a first and a second factory, two names: two customers."""
    if found.get(Aspect.BRANCH) is Verdict.DIFFERENT:
        return Outcome.NOTHING, "branch"
    if found[Aspect.NAME] is not Verdict.DIFFERENT:
        return None
    return Outcome.NOTHING, "numbered" if numbers_in(one.core) != numbers_in(other.core) else "alone"


def _two_numbers(one: Party, other: Party, found: Found) -> Ruling | None:
    """Two valid numbers mean two customers; where all else agrees, somebody looks."""
    if not (found[Aspect.DOCUMENT] is Verdict.DIFFERENT and one.valid and other.valid):
        return None
    agreed = found[Aspect.NAME] is Verdict.SAME and found.get(Aspect.REGION) is not Verdict.DIFFERENT
    return Outcome.DOUBTFUL if agreed and _contacts(found) else Outcome.NOTHING, "two_codes"


def _a_slip(_one: Party, _other: Party, found: Found) -> Ruling | None:
    """A number with a slip of the pen, and a name that agrees or almost agrees."""
    return (Outcome.CLEAR, "agrees") if found[Aspect.DOCUMENT] is Verdict.ALIKE else None


def _only_the_name(one: Party, _other: Party, found: Found) -> Ruling | None:
    """A name alone proves nothing, but for a company's whole name with its region, which one registry gives once.

    Firms move within their city and change their telephone: that speaks against it only where the capital is not one.
    """
    whole = not one.is_person and found[Aspect.NAME] is Verdict.SAME and found[Aspect.REGION] is Verdict.SAME
    stays = whole and found[Aspect.CITY] is Verdict.SAME and found[Aspect.CAPITAL] is Verdict.SAME
    others = (Aspect.FOUNDED,) if stays else (Aspect.PHONE, Aspect.ADDRESS, Aspect.CITY, Aspect.FOUNDED)
    proves = whole and all(found[aspect] is not Verdict.DIFFERENT for aspect in others)
    return None if proves or _contacts(found) else (Outcome.DOUBTFUL, "alone")


def _spelt_otherwise(one: Party, other: Party, found: Found) -> Ruling | None:
    """Names that differ in a letter, or as an abbreviation does, and not in their sound.

    A name and its abbreviation, founded on one day in one city with one capital, are one firm.
    """
    if found[Aspect.NAME] is not Verdict.ALIKE or one.sound == other.sound:
        return None
    agreeing = len(_contacts(found))
    if one.is_person:
        return Outcome.DOUBTFUL if agreeing > 1 else Outcome.NOTHING, "relatives"
    long = min(len(one.core), len(other.core)) > SHORT_NAME
    shortened = is_abbreviation(*sorted((one.core, other.core), key=len))
    begun_alike = all(found[aspect] is Verdict.SAME for aspect in (Aspect.FOUNDED, Aspect.CAPITAL, Aspect.CITY))
    clear = long and (agreeing > 1 or (shortened and begun_alike and found[Aspect.REGION] is not Verdict.DIFFERENT))
    return (Outcome.CLEAR, "agrees") if clear else (Outcome.DOUBTFUL, "unsure")


def _one_household(one: Party, _other: Party, found: Found) -> Ruling | None:
    """Names that sound alike at one door, or with two numbers: 佳宇 and 佳玉 may be brother and sister."""
    sounds = one.is_person and found[Aspect.NAME] is Verdict.ALIKE
    near = found[Aspect.ADDRESS] is Verdict.SAME or found[Aspect.DOCUMENT] is Verdict.DIFFERENT
    return (Outcome.DOUBTFUL, "relatives") if sounds and near else None


def _two_regions(_one: Party, _other: Party, found: Found) -> Ruling | None:
    """One core in two regions is two firms, unless somebody who looks says otherwise."""
    return (Outcome.DOUBTFUL, "unsure") if found.get(Aspect.REGION) is Verdict.DIFFERENT else None


RULES: tuple[Callable[[Party, Party, Found], Ruling | None], ...] = (
    _one_number,
    _two_names,
    _two_numbers,
    _a_slip,
    _only_the_name,
    _spelt_otherwise,
    _one_household,
    _two_regions,
)


def _contacts(found: Found) -> Sequence[Aspect]:
    """The things besides name and number that speak for one customer and that few customers share."""
    enough = {Verdict.SAME, Verdict.ALIKE} if found[Aspect.NAME] is Verdict.SAME else {Verdict.SAME}
    return [one for one in (Aspect.PHONE, Aspect.ADDRESS, Aspect.FOUNDED) if found.get(one) in enough]


def _name(one: Party, other: Party) -> Verdict:
    if one.core == other.core:
        return Verdict.SAME
    if numbers_in(one.core) != numbers_in(other.core):
        return Verdict.DIFFERENT
    short, long = sorted((one.core, other.core), key=len)
    alike = one.sound == other.sound or (len(long) > 2 and within_one_letter(short, long))  # noqa: PLR2004  two letters: no
    shortened = not one.is_person and len(short) > 1 and is_abbreviation(short, long)
    return Verdict.ALIKE if alike or shortened else Verdict.DIFFERENT


def _document(one: Party, other: Party) -> Verdict:
    if not (one.number and other.number):
        return Verdict.MISSING
    if one.number == other.number:
        return Verdict.SAME
    slip = not (one.valid and other.valid) and within_one_letter(one.number, other.number)
    return Verdict.ALIKE if slip else Verdict.DIFFERENT


def _text(one: str, other: str) -> Verdict:
    if not (one and other):
        return Verdict.MISSING
    if one == other:
        return Verdict.SAME
    return Verdict.ALIKE if within_one_letter(one, other) else Verdict.DIFFERENT


def _address(one: Party, other: Party) -> Verdict:
    if not (one.road and other.road):
        return Verdict.MISSING
    if _city(one, other) is Verdict.DIFFERENT:
        return Verdict.DIFFERENT
    if one.door and one.door == other.door:
        return Verdict.SAME
    same_house = bool(one.house) and one.house == other.house
    return (
        Verdict.ALIKE
        if same_house or within_one_letter(one.door or one.road, other.door or other.road)
        else (Verdict.DIFFERENT)
    )


def _city(one: Party, other: Party) -> Verdict:
    known = [(one.city, other.city), (one.city_code, other.city_code)]
    both = [left == right for left, right in known if left and right]
    if not both:
        return Verdict.MISSING
    return Verdict.SAME if any(both) else Verdict.DIFFERENT


def _region(one: Party, other: Party) -> Verdict:
    if not (one.region and other.region):
        return Verdict.MISSING
    if one.region == other.region:
        return Verdict.SAME
    alike = one.region in other.region or other.region in one.region or within_one_letter(one.region, other.region)
    return Verdict.ALIKE if alike else Verdict.DIFFERENT


def _number(one: int | None, other: int | None) -> Verdict:
    if one is None or other is None:
        return Verdict.MISSING
    return Verdict.SAME if one == other else Verdict.DIFFERENT
