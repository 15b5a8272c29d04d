"""What the book knows of customers, units, people and products, as tables beside the figures; names of keys.

Units and people are those of today: a unit that moved in the tree takes its past along, so that months compare.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from qiao.catalogue import queries as catalogue
from qiao.contribution.queries import runs
from qiao.customers import queries as customers
from qiao.ground.authority import Scope, scope_of
from qiao.ground.intake import Column, arrow_of
from qiao.ground.models import User
from qiao.ground.naming import KIND_WORDS
from qiao.ground.portions import portions
from qiao.people.queries import staff as people
from qiao.portfolio.queries import serving as portfolio
from qiao.questions.rules.fields import AGES, SIDE_WORDS, By

if TYPE_CHECKING:
    import pyarrow as pa

KNOWN = (
    Column("party_id", "party_id", "string"),
    Column("kind", "kind", "string"),
    Column("industry", "industry", "string"),
    Column("region", "region", "string"),
)
NAMES_MOST = 5_000


def known_table() -> "pa.Table":
    """Kind, industry and region of all customers."""
    return arrow_of(customers.Customer, KNOWN)


def alias_table() -> "pa.Table":
    """Merged customers: the absorbed id beside the survivor's."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded with the first question

    pairs = customers.alias_pairs()
    return _texts(pa, absorbed=[one for one, _other in pairs], survivor=[other for _one, other in pairs])


def unit_table(depth: int) -> "pa.Table":
    """Each unit beside the one that stands for it at a depth below the head office; one above it stands for itself."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded with the first question

    above = units_at(dict(people.OrgUnit.objects.values_list("org_id", "parent_id")), depth=depth)
    return _texts(pa, org_id=list(above), above=list(above.values()))


def units_at(parent_of: Mapping[str, str | None], *, depth: int) -> dict[str, str]:
    """For each unit the one on its way up that lies `depth` below a root, itself where it lies no deeper."""
    found = {}
    for unit in parent_of:
        way, at = [unit], parent_of.get(unit)
        while at is not None and at in parent_of:
            way.append(at)
            at = parent_of.get(at)
        found[unit] = way[max(0, len(way) - 1 - depth)]
    return found


def staff_table(depth: int) -> "pa.Table":
    """Each person beside the unit that stands for his or hers at a depth."""
    import pyarrow as pa  # noqa: PLC0415  heavy; loaded with the first question

    above = units_at(dict(people.OrgUnit.objects.values_list("org_id", "parent_id")), depth=depth)
    placed = list(people.Staff.objects.values_list("staff_id", "org_id"))
    return _texts(
        pa,
        staff_id=[staff_id for staff_id, _org in placed],
        org_id=[org_id for _staff, org_id in placed],
        above=[above.get(org_id, org_id) for _staff, org_id in placed],
    )


def _texts(pa: object, **columns: list[str]) -> "pa.Table":
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})  # type: ignore[attr-defined]  # the library, handed in


def names_of(by: By, keys: Iterable[str]) -> dict[str, str]:
    """Names of keys in the language of the moment; a key without a name stands for itself."""
    wanted = sorted({key for key in keys if key})
    plain = {
        By.KIND: KIND_WORDS,
        By.SIDE: SIDE_WORDS,
        By.AGE: {band.code: band.words for band in AGES},
    }
    if by in plain:
        return {key: gettext(plain[by][key]) for key in wanted if key in plain[by]}
    if by in {By.UNIT, By.TEAM}:
        return people.org_names()
    if by is By.PERSON:
        return _in_portions(people.staff_names, wanted)
    if by is By.CUSTOMER:
        return _in_portions(customers.customer_names, wanted)
    if by is By.PRODUCT:
        return {key: one.name for key, one in catalogue.products().items()}
    return {}


def _in_portions(asked: Callable[[Sequence[str]], dict[str, str]], keys: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in portions(keys, NAMES_MOST):
        found |= asked(part)
    return found


def name_in_sight(by: By, key: str, person: User, *, on: date) -> str:
    """The name of a key that somebody typed, or the key: of people and customers only those in the person's sight."""
    scope = scope_of(person, on=on)
    if by is By.PERSON:
        seen = people.visible_staff(scope).filter(staff_id=key).values_list("name", flat=True).first()
        return seen or key
    if by is By.CUSTOMER:
        period = runs.serving_period(runs.newest_run(), on=on)
        if not portfolio.may_see_customer(scope, key, period=period):
            return key
    return names_of(by, [key]).get(key, key)


def codes_of(by: By, values: Sequence[str], scope: Scope) -> list[str]:
    """The codes that typed values mean: a name of a unit, product or visible person, or the code itself.

    What nobody is called is left as it was typed and fits nothing: whether somebody unseen exists is not told.
    """
    if by in {By.UNIT, By.TEAM}:
        return [below for value in values for below in _units(value)]
    if by is By.PRODUCT:
        return _named({key: one.name for key, one in catalogue.products().items()}, values)
    if by is By.PERSON:
        seen = people.visible_staff(scope).filter(name__in=list(values)).values_list("staff_id", "name")
        return _named(dict(seen), values)
    if by in {By.KIND, By.SIDE}:
        words = KIND_WORDS if by is By.KIND else SIDE_WORDS
        return _named({key: gettext(text) for key, text in words.items()}, values)
    if by is By.CUSTOMER:
        survivors = dict(customers.alias_pairs())
        return [survivors.get(value, value) for value in values]
    return list(values)


def _units(value: str) -> list[str]:
    ids = [key for key, name in people.org_names().items() if value in {key, name}]
    return [below for one in ids for below in people.orgs_below(one)] or [value]


def _named(names: Mapping[str, str], values: Sequence[str]) -> list[str]:
    found = [key for value in values for key, name in names.items() if value in {key, name}]
    return [*found, *(value for value in values if value not in names and value not in names.values())]
