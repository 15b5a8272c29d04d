"""Loopholes of a scheme at the house's own figures of a day; the same text at the same figures is searched once."""

from datetime import date
from functools import lru_cache

from qiao.appraisal.queries import schemes
from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.office import queries as office
from qiao.simulation.rules.loopholes.search import Loophole, loopholes
from qiao.simulation.rules.loopholes.terms import Terms, terms_of

REMEMBERED = 32


def loopholes_of(scheme: Scheme, *, on: date) -> tuple[Loophole, ...]:
    """What the search finds, what costs the bank most first."""
    terms = terms_of(lambda name: office.parameter(name, on=on))
    plans = tuple(sorted((code, plan.text) for code, plan in schemes.known_plans().items()))
    return _searched(scheme.text, terms, plans)


@lru_cache(maxsize=REMEMBERED)
def _searched(text: str, terms: Terms, _plans: tuple[tuple[str, str], ...]) -> tuple[Loophole, ...]:
    scheme = read_scheme(text, file="scheme", strict=False)
    return loopholes(scheme, plans=schemes.known_plans(), terms=terms)
