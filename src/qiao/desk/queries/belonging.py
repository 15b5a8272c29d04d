"""Groups and circles with what their customers bring and owe, as far as the person sees: lists, one of them.

Nobody is counted twice: a customer is in one group of control and one circle at most, and merged ones are one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, F, QuerySet, Subquery, Sum
from django.db.models.expressions import OuterRef

from qiao.contribution.queries import figures, runs, shelf
from qiao.contribution.queries.figures import PARTIES_MOST
from qiao.contribution.queries.runs import Run, folder_of
from qiao.contribution.rules.sums import PartySums
from qiao.customers import queries as customers
from qiao.desk.queries.listing import Sight
from qiao.desk.queries.sight import seen_among, served_subquery
from qiao.desk.rules.belonging import Order, Together, largest_of, together
from qiao.engine import reading
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.money import PPM_ONE
from qiao.ground.paging import Cut, Page
from qiao.ground.portions import portions
from qiao.ties.queries import kept
from qiao.ties.queries.kept import Membership
from qiao.ties.rules.holders import is_outsider

FOUND_MOST, PORTION, LINES_MOST = 200, 500, 100_000
TOTAL = """
    SELECT CAST(coalesce(sum(loan_balance_days_micro), 0) AS HUGEINT) AS total
    FROM read_parquet($file, hive_partitioning = false)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks: the shown month, what is in sight, on which day."""

    run: Run | None
    sight: Sight
    on: date

    @property
    def everything(self) -> bool:
        """Whether the whole bank is in sight."""
        return self.sight.scope.everything

    @property
    def days(self) -> int:
        """Days of the month."""
        return (self.run.until - self.run.since).days if self.run else 1

    def served(self) -> "QuerySet[Any, Any] | None":
        """The customers in sight as a part of a question; None for everybody."""
        return served_subquery(self.sight.scope, period=self.sight.period)

    def standing(self, keys: Iterable[str]) -> list[str]:
        """Who stands for these, each once: of those merged since the ties were worked out the survivor."""
        asked = list(dict.fromkeys(keys))
        merged = customers.survivors_of(asked)
        return list(dict.fromkeys(merged.get(key, key) for key in asked))

    def seen(self, keys: Iterable[str]) -> frozenset[str]:
        """Which of these customers are in sight."""
        asked = [key for key in dict.fromkeys(keys) if not is_outsider(key)]
        return seen_among(asked, scope=self.sight.scope, period=self.sight.period)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a list of groups or circles shall hold: order, a customer's name or number, only rings."""

    order: Order = Order.LOANS
    text: str = ""
    ringed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A group or circle of the list: a name where one may be said, what is seen of it, how many are not."""

    number: int
    name: str
    sums: Together
    hidden: int
    steps: int = 0
    pairs: int = 0
    ringed: int = 0
    largest_micro: int = 0  # the loans of the customer that has most
    largest: str = ""  # its name, by which a group is called whose head may not be named


@dataclass(frozen=True, slots=True)
class Holder:
    """Who brings a member in: its name, '' where it is not in sight."""

    key: str
    name: str
    share_bp: int
    declared: bool
    owner: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member in sight, customer or outsider; `effective_ppm` only where nobody of the group is out of sight."""

    key: str
    name: str
    outsider: bool
    step: int
    effective_ppm: int | None
    by: tuple[Holder, ...]
    sums: PartySums | None
    findings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GroupWhole:
    """A group of control as far as it is seen: a page of its members, sums over all; `keys` are all shown."""

    number: int
    name: str
    largest: str
    page: Page[MemberLine]
    sums: Together
    hidden: int
    keys: tuple[str, ...]

    @property
    def members(self) -> tuple[MemberLine, ...]:
        """Those of the page."""
        return self.page.rows


@dataclass(frozen=True, slots=True)
class Voucher:
    """A customer of a circle in sight."""

    key: str
    name: str
    vouches_for: int
    vouched_by: int
    in_ring: bool
    middle: bool
    sums: PartySums | None


@dataclass(frozen=True, slots=True)
class CircleWhole:
    """A guarantee circle as far as it is seen; `vouched` are those for whom somebody vouches; `keys`: middle first."""

    number: int
    page: Page[Voucher]
    sums: Together
    vouched: Together
    pairs: int
    hidden: int
    keys: tuple[str, ...]

    @property
    def members(self) -> tuple[Voucher, ...]:
        """Those of the page."""
        return self.page.rows


def asked_by(person: User, *, on: date) -> Asked:
    """What a person sees today, by the newest settled month that has shelves."""
    run = figures.asked_run("")
    sight = Sight(scope_of(person, on=on), runs.serving_period(run, on=on))
    return Asked(run if shelf.holds(run) else None, sight, on)


def bank_loans(asked: Asked) -> int:
    """The whole bank's loans of the month, for who sees all of it; 0 for others."""
    if asked.run is None or not asked.everything:
        return 0
    return _bank_loans(str(folder_of(asked.run) / "party_result.parquet"))


@lru_cache(maxsize=8)
def _bank_loans(file: str) -> int:
    return int(reading.rows(TOTAL, {"file": str(Path(file))})[0]["total"])


def group_lines(asked: Asked, wish: Wish, cut: Cut) -> Page[Line]:
    """Groups that have a customer in sight."""
    page = cut.page(_group_numbers(asked, wish, first=cut.offset, most=cut.limit))
    return Page(tuple(_group_lines(asked, page.rows)), page.number, page.more, page.size)


def all_groups(asked: Asked, wish: Wish) -> Iterator[Line]:
    """All groups of the list for a file, at most 100,000: put in order once, sums in portions."""
    numbers = _group_numbers(asked, wish, first=0, most=LINES_MOST)
    return chain.from_iterable(_group_lines(asked, part) for part in portions(numbers, PORTION))


def _group_numbers(asked: Asked, wish: Wish, *, first: int, most: int) -> list[int]:
    rows = _narrowed(kept.memberships().filter(customer=True), asked, wish)
    return list(_ordered(rows, "group", asked, wish=wish)[first : first + most])


def _group_lines(asked: Asked, numbers: Sequence[int]) -> Iterator[Line]:
    known = kept.groups().in_bulk(numbers)
    heads = {number: known[number].head for number in numbers}
    lines = _lines(asked, kept.memberships().filter(customer=True), of="group", heads=heads)
    return (replace(line, steps=known[line.number].steps) for line in lines)


def circle_lines(asked: Asked, wish: Wish, cut: Cut) -> Page[Line]:
    """Circles that have a customer in sight."""
    page = cut.page(_circle_numbers(asked, wish, first=cut.offset, most=cut.limit))
    return Page(tuple(_circle_lines(asked, page.rows)), page.number, page.more, page.size)


def all_circles(asked: Asked, wish: Wish) -> Iterator[Line]:
    """All circles of the list for a file, as `all_groups`."""
    numbers = _circle_numbers(asked, wish, first=0, most=LINES_MOST)
    return chain.from_iterable(_circle_lines(asked, part) for part in portions(numbers, PORTION))


def _circle_numbers(asked: Asked, wish: Wish, *, first: int, most: int) -> list[int]:
    rows = _narrowed(kept.circle_members(), asked, wish)
    rows = rows.filter(circle__ringed__gt=0) if wish.ringed else rows
    return list(_ordered(rows, "circle", asked, wish=wish)[first : first + most])


def _circle_lines(asked: Asked, numbers: Sequence[int]) -> Iterator[Line]:
    known = kept.circles().in_bulk(numbers)
    heads = {number: known[number].middle for number in numbers}
    lines = _lines(asked, kept.circle_members(), of="circle", heads=heads)
    return (replace(line, pairs=known[line.number].pairs, ringed=known[line.number].ringed) for line in lines)


def _lines(asked: Asked, rows: "QuerySet[Any, Any]", *, of: str, heads: Mapping[int, str]) -> Iterator[Line]:
    """What groups and circles have in common; heads: by number who stands at the head or in the middle, in order."""
    names = _head_names(list(heads.values()), asked)
    found = list(_seen_sums(asked, list(heads), _keys(rows, of, list(heads))))
    largest = customers.customer_names([most for _number, _sums, most, *_rest in found if most])
    for number, sums, most, micro, hidden in found:
        name = names.get(heads[number], "")
        yield Line(number, name, sums, hidden, largest_micro=micro, largest=largest.get(most, ""))


def _narrowed(rows: "QuerySet[Any, Any]", asked: Asked, wish: Wish) -> "QuerySet[Any, Any]":
    """Of these the places of customers in sight, each with who stands for it now."""
    served = asked.served()
    told: QuerySet[Any, Any] = rows.annotate(told=customers.standing_id("key"))
    if wish.text:
        found = customers.found_customers(wish.text, served, most=FOUND_MOST)
        told = told.filter(told__in=[one.party_id for one in found])
    elif served is not None:
        told = told.filter(told__in=served)
    return told


def _ordered(rows: "QuerySet[Any, Any]", of: str, asked: Asked, *, wish: Wish) -> "QuerySet[Any, Any]":
    """Numbers of groups in order; whole yuan are added, so that no sum is too wide for the database."""
    if customers.alias_version():  # who stands in the group himself is not told for another once more
        own = rows.model._default_manager.filter(**{of: OuterRef(of)}, key=OuterRef("told"))
        rows = rows.exclude(Exists(own.exclude(key=OuterRef("key"))))
    if asked.run is None or wish.order is Order.CUSTOMERS:
        listed = rows.values(of).annotate(total=Count("told", distinct=True))
    else:
        name = "contribution_micro" if wish.order is Order.CONTRIBUTION else "loan_balance_days_micro"
        figure = shelf.party_figures().filter(party_id=OuterRef("told")).values(name)[:1]
        listed = rows.annotate(micro=Subquery(figure)).values(of).annotate(total=Sum(F("micro") / PPM_ONE))
    ordered: QuerySet[Any, Any] = listed.order_by(F("total").desc(nulls_last=True), of).values_list(of, flat=True)
    return ordered


def _keys(rows: "QuerySet[Any, Any]", of: str, numbers: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {number: [] for number in numbers}
    for number, key in rows.filter(**{f"{of}__in": list(numbers)}).values_list(of, "key"):
        found[number].append(key)
    return found


def _seen_sums(
    asked: Asked, numbers: Sequence[int], keys: dict[int, list[str]]
) -> Iterable[tuple[int, Together, str, int, int]]:
    """Of each the sums over customers in sight, the largest of them and its loans, how many are out of sight."""
    standing = {number: asked.standing(keys[number]) for number in numbers}
    seen = asked.seen(key for number in numbers for key in standing[number])
    sums = sums_of(asked, seen)
    for number in numbers:
        own = [key for key in standing[number] if key in seen]
        largest = largest_of(own, sums)
        micro = sums[largest].loan_balance_days_micro if largest in sums else 0
        yield number, together(own, sums), largest, micro, len(standing[number]) - len(own)


def sums_of(asked: Asked, keys: Iterable[str]) -> dict[str, PartySums]:
    """The month of these customers, however many."""
    if asked.run is None:
        return {}
    found: dict[str, PartySums] = {}
    for part in portions(sorted(keys), PARTIES_MOST):
        found |= figures.party_sums(asked.run, part)
    return found


def _head_names(keys: Sequence[str], asked: Asked) -> dict[str, str]:
    """Names of customers in sight; of outsiders only for who sees everything, since another's record names them."""
    names = customers.customer_names(sorted(asked.seen(keys)))
    return names | kept.outsider_names([key for key in keys if is_outsider(key)]) if asked.everything else names


def group_whole(asked: Asked, number: int, cut: Cut) -> GroupWhole | None:
    """One group, a page of its members; None where there is none or nobody of it is in sight."""
    group = kept.group(number)
    told = _told(kept.members_of(number)) if group else {}
    seen = asked.seen(told)
    if group is None or not seen:
        return None
    named = _named(number, told, seen)
    shown = [key for key in told if key in seen or key in named]
    sums = sums_of(asked, seen)
    hidden = sum(1 for key in told if not is_outsider(key)) - len(seen)
    page = cut.of(shown)
    lines = _member_lines(asked, {key: told[key] for key in page.rows}, sums=sums, hidden=hidden)
    head, largest = next(iter(told)), largest_of(seen, sums)
    names = names_of(asked, [head, largest] if head in shown else [largest])
    return GroupWhole(
        number,
        names.get(head, "") if head in shown else "",
        names.get(largest, ""),
        Page(lines, page.number, page.more, page.size),
        together(seen, sums),
        hidden,
        tuple(shown),
    )


def _told(keys: Sequence[str]) -> dict[str, str]:
    """Under which number each is told now, with its own: one merged since as its survivor, who stands there once."""
    merged = customers.survivors_of(keys)
    told: dict[str, str] = {}
    standing = {key for key in keys if key not in merged}
    for key in keys:
        now = merged.get(key, key)
        if now == key or now not in standing:
            told.setdefault(now, key)
    return told


def _named(number: int, told: Mapping[str, str], seen: Collection[str]) -> frozenset[str]:
    """The outsiders of a group that the record of a member in sight names."""
    outsiders = {key for key in told if is_outsider(key)}
    if not outsiders:
        return frozenset()
    own = {told[key] for key in seen}
    found = (holder for key, by in kept.holders_of(number) if key in own for holder, *_rest in by)
    return frozenset(outsiders.intersection(found))


def _member_lines(
    asked: Asked, told: Mapping[str, str], *, sums: Mapping[str, PartySums], hidden: int
) -> tuple[MemberLine, ...]:
    places = kept.places_of(list(told.values()))
    holders = {holder for one in places.values() for holder, *_rest in one.by}
    merged = customers.survivors_of(sorted(holders))
    names = names_of(asked, [*told, *sorted({merged.get(key, key) for key in holders} - told.keys())])
    odd = _oddities(list(told.values()))
    return tuple(
        MemberLine(
            key,
            names.get(key, ""),
            is_outsider(key),
            place.step,
            None if hidden or place.step == 0 else place.effective_ppm,
            _holders(place, merged, names),
            sums.get(key),
            odd.get(place.key, ()),
        )
        for key, place in ((key, places[own]) for key, own in told.items())
    )


def _holders(member: Membership, merged: Mapping[str, str], names: Mapping[str, str]) -> tuple[Holder, ...]:
    told = [(merged.get(key, key), *rest) for key, *rest in member.by]
    return tuple(Holder(key, names.get(key, ""), share, declared_, owner) for key, share, declared_, owner in told)


def _oddities(keys: Sequence[str]) -> dict[str, tuple[tuple[str, int], ...]]:
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for one in kept.findings_of(keys):
        found[one.key] = (*found.get(one.key, ()), (one.what, one.share_bp))
    return found


def names_of(asked: Asked, keys: Sequence[str]) -> dict[str, str]:
    """Names of customers in sight and of outsiders."""
    known = customers.customer_names(sorted(asked.seen(keys)))
    return known | kept.outsider_names([key for key in keys if is_outsider(key)])


def circle_whole(asked: Asked, number: int, cut: Cut) -> CircleWhole | None:
    """One circle, a page of its members; None where there is none or nobody of it is in sight."""
    circle = kept.circle(number)
    places = {one.key: one for one in kept.in_circle(number)} if circle else {}
    told = _told(list(places))
    seen = asked.seen(told)
    if circle is None or not seen:
        return None
    sums = sums_of(asked, seen)
    shown = [key for key in told if key in seen]
    page = cut.of(shown)
    names = names_of(asked, page.rows)
    lines = tuple(
        Voucher(
            key,
            names.get(key, key),
            place.vouches_for,
            place.vouched_by,
            place.in_ring,
            place.key == circle.middle,
            sums.get(key),
        )
        for key, place in ((key, places[told[key]]) for key in page.rows)
    )
    return CircleWhole(
        number,
        Page(lines, page.number, page.more, page.size),
        together(seen, sums),
        together((key for key in shown if places[told[key]].vouched_by), sums),
        circle.pairs,
        len(told) - len(seen),
        tuple(sorted(shown, key=lambda key: told[key] != circle.middle)),
    )


def group_opens(asked: Asked, number: int) -> bool:
    """Whether somebody of a group is in sight, so that its page is there."""
    return _narrowed(kept.memberships().filter(customer=True, group=number), asked, Wish()).exists()


def circle_opens(asked: Asked, number: int) -> bool:
    """Whether somebody of a circle is in sight, so that its page is there."""
    return _narrowed(kept.circle_members().filter(circle=number), asked, Wish()).exists()


def guarantee_companies(asked: Asked) -> list[tuple[str, str, int]]:
    """Who in sight vouches for too many to make a circle: number, name, for how many; the largest 50."""
    found = kept.guarantee_companies(among=asked.served())
    names = customers.customer_names([key for key, _number in found])
    return [(key, names.get(key, key), number) for key, number in found]
