"""Customers who stand in the made-up bank twice, as in any real one: another form of the name, a second code."""

from collections.abc import Iterator
from dataclasses import replace

from qiao.project.demo.customers import Customer

FORM, OTHER_FORM = "有限公司", "有限责任公司"
BEYOND = 60  # the cast and the groups at the beginning stay single
EVERY = 2  # customers of one place
PAIRS = 4
SHOWN_BRANCH = 1  # whose head and lead have log-ins


def with_twins(found: tuple[Customer, ...]) -> tuple[Customer, ...]:
    """The customers, a few of whom now stand for a firm that stands there already; sizes and ties stay as they are."""
    changed = {second.number: _twin(first, second, same_code=place % 2 == 0) for place, (first, second) in pairs(found)}
    return tuple(changed.get(one.number, one) for one in found)


def pairs(found: tuple[Customer, ...]) -> Iterator[tuple[int, tuple[Customer, Customer]]]:
    """Neighbours in one place of the branch that the demo shows, single firms without a story, each with its number."""
    waiting: dict[str, list[Customer]] = {}
    number = 0
    for one in found:
        if not _is_plain(one):
            continue
        known = waiting.setdefault(one.place.region, [])
        known.append(one)
        if len(known) % EVERY == 0 and number < PAIRS:
            yield number, (known[-2], known[-1])
            number += 1


def _is_plain(one: Customer) -> bool:
    single = one.company and not one.group and not one.part and one.number > BEYOND
    return single and one.branch == SHOWN_BRANCH and one.name.endswith(FORM)


def _twin(first: Customer, second: Customer, *, same_code: bool) -> Customer:
    """The second customer in the clothes of the first: its code and another form of the name, or a second code."""
    return replace(
        second,
        name=first.name.removesuffix(FORM) + OTHER_FORM,
        id_no=first.id_no if same_code else second.id_no,
        industry=first.industry,
        place=first.place,
        address=first.address,
        established_day=first.established_day,
        capital_fen=first.capital_fen,
        calls_of=first.number,
    )
