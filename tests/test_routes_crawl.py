"""Every address as each of a cast of eight: no foreign row, no foreign figure in a total, nothing breaks.

The addresses come from the application itself, so a new one is crawled from its first day on. Those of the programming
interface are asked with a token of the same person: without one they would answer nothing, and so leak nothing.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from qiao.contribution.queries.shelf import party_figures
from qiao.customers.queries import Customer
from qiao.desk.api import customers, runs
from qiao.ground import tokens
from qiao.ground.authority import Scope
from qiao.ground.models import ApiToken, Reading, User
from tests.banks.served import CAST, Kept, Served, opened
from tests.crawl.foreign import marks, own_of
from tests.crawl.reading import Answer, on_a_day_without_files, read
from tests.crawl.routes import Route, addresses, routes

SEES_ALL = frozenset({"auditor"})
WITHIN_THE_BRANCH = ("manager", "lead", "head")
WRITERS = ("manager", "head", "hr", "admin")
"""Between them they may do everything that a form does."""
SEES_PAY_ONLY = frozenset({"hr"})
"""A slip names the accounts it is made of; who sees pay and no customers reads their numbers, and no name."""
LEADS_OUT = frozenset({"logout", "account_logout"})
"""Addresses that end the crawler's session."""
JUNK = "?page=99999999999&sort=%3Cscript%3E&month=2026-99&text=%25%27%22%3C&after=!!&size=-1&form=exe"
RECORDS = frozenset({"runs", "run", "loads", "load", "runs_compared"}) | {
    f"api:{name}" for name in ("run_list", "run_one", "load_list", "load_one")
}
"""Pages that tell seconds, bytes and counts of a bank-wide job: of these only the money is compared."""
MONEY = re.compile(r'<data value="[^"]*"|\d{1,3}(?:,\d{3})+\.\d\d|: "-?\d+\.\d{6}"')
INTERFACE = "/api/v1/"


@pytest.fixture
def unblocked(django_db_blocker: object) -> Iterator[None]:
    """Databases of homes may be opened."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django's own
        yield


def values(bank: Served) -> dict[str, list[str]]:
    """For what stands in angle brackets: own and foreign things of the manager, and ones that are not there."""
    branch, stranger = User.objects.get(username=CAST["manager"]), User.objects.get(username=CAST["stranger"])
    own, foreign = sorted(own_of(branch)), sorted(own_of(stranger) - own_of(branch))
    parties = [own[0], foreign[0], foreign[-1], "nobody"]
    numbers = ["1", "2", "999999999"]
    return {
        "party_id": parties,
        "account_id": [f"A{party[1:]}01" for party in parties],
        "staff_id": [CAST["manager"], CAST["stranger"], CAST["lead"], "nobody"],
        "month": [bank.months[-1], bank.months[0], "1999-01"],
        "org_id": ["B01", "B02", "H00", "none"],
        "number": numbers,
        "customer_number": ["1000000001", "9999999999"],
        "code": ["contribution", "used_load", "nothing"],
        "what": ["overdue", "in", "nothing"],
        "item": ["shareholder", "contact", "nothing"],
        "one": numbers[:2],
        "other": numbers[:2],
        "key": ["none", "export.rows"],
        "act": ["split", "transfer", "cover", "referral", "release", "correction", "none"],
        "paper": numbers[:1],
        "pk": numbers[:1],
        "path": ["none"],
        "form": ["csv", "xlsx"],
        "username": [CAST["manager"], "none"],
        "field": ["id_no", "phone", "name"],
        "scheme": ["neutral", "nothing"],
    }


def crawl(bank: Served, role: str, *, only: frozenset[str] = frozenset()) -> dict[tuple[str, str], Answer]:
    browser, program, filled = bank.as_role(role), program_of(role), values(bank)
    on_a_day_without_files(CAST[role])
    return {
        (route.name, address): read(program if address.startswith(INTERFACE) else browser, address)
        for route in every_route(only)
        for address in addresses(route, filled)
    }


def program_of(role: str) -> Client:
    """A program that asks with a token of the person for everything, counted anew."""
    user = User.objects.get(username=CAST[role])
    Reading.objects.filter(user=user).delete()
    ApiToken.objects.filter(user=user).delete()
    token = tokens.make(user, name="crawl", scopes=tuple(tokens.SCOPES), days=1, actor="test")
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {token}"})


def every_route(only: frozenset[str] = frozenset()) -> Iterator[Route]:
    return (route for route in routes() if route.name not in LEADS_OUT and (not only or route.name in only))


def breaches(bank: Served, role: str, answers: dict[tuple[str, str], Answer]) -> set[tuple[str, str]]:
    """Addresses whose answer names something foreign to the role."""
    own = own_of(User.objects.get(username=CAST[role]))
    known = marks(with_numbers=role not in SEES_PAY_ONLY)
    found = set()
    for (_name, address), answer in answers.items():
        asked = {part for part in re.split(r"[/?&=]", address) if part}  # an address may say back what it was asked
        foreign = known.foreign_to(own) - asked
        found |= {(address, mark) for mark in foreign if mark in answer.text}
    return found


@pytest.mark.parametrize("role", sorted(CAST))
def test_nothing_breaks_and_nothing_foreign_is_named(served_bank: Served, role: str) -> None:
    answers = crawl(served_bank, role)
    assert {address: answer.status for (_, address), answer in answers.items() if answer.status >= 500} == {}
    assert len(answers) > 40
    of_interface = [answer.status for (_, address), answer in answers.items() if address.startswith(INTERFACE)]
    assert of_interface.count(200) > 10
    assert {401, 429} & set(of_interface) == set()
    assert breaches(served_bank, role, answers) == set()


@pytest.mark.parametrize("role", WRITERS)
def test_a_piece_or_a_junk_question_breaks_nothing_either(served_bank: Served, role: str) -> None:
    browser, program, filled = served_bank.as_role(role), program_of(role), values(served_bank)
    asked = [address for route in every_route() for address in addresses(route, filled)[:2]]
    pages = [address for address in asked if not address.startswith(INTERFACE)]
    statuses = {(address, read(browser, address, piece=True).status) for address in pages}
    statuses |= {
        (address + JUNK, read(program if address.startswith(INTERFACE) else browser, address + JUNK).status)
        for address in asked
    }
    assert {(address, status) for address, status in statuses if status >= 500} == set()


@pytest.mark.parametrize("role", WRITERS)
def test_nothing_is_changed_by_a_form_that_says_nothing(served_bank: Served, role: str) -> None:
    filled = values(served_bank)
    statuses = {}
    with transaction.atomic():
        for address in (one for route in every_route() for one in addresses(route, filled)[:2]):
            statuses[address] = served_bank.as_role(role).post(address).status_code
        transaction.set_rollback(True)
    assert {address: status for address, status in statuses.items() if status >= 500} == {}


@pytest.mark.whatever_database
@pytest.mark.parametrize("role", WITHIN_THE_BRANCH)
def test_no_foreign_figure_has_part_in_a_total(
    untouched_bank: Kept, altered_bank: Kept, unblocked: None, role: str
) -> None:
    with opened(untouched_bank) as bank:
        here = crawl(bank, role)
    with opened(altered_bank) as elsewhere:
        there = crawl(elsewhere, role)
    assert swayed(here, there) == {}


def swayed(here: dict[tuple[str, str], Answer], there: dict[tuple[str, str], Answer]) -> dict[str, tuple[str, str]]:
    """Addresses answered otherwise at the bank that differs elsewhere, with the first line that does."""
    found = {}
    for (name, address), answer in here.items():
        mine, theirs = answer.settled, there[name, address].settled
        if name in RECORDS:
            mine, theirs = "\n".join(MONEY.findall(mine)), "\n".join(MONEY.findall(theirs))
        lines = (
            (one, other) for one, other in zip(mine.splitlines(), theirs.splitlines(), strict=False) if one != other
        )
        if mine != theirs:
            found[address] = next(lines, ("", ""))
    return found


def everybody(request: HttpRequest) -> HttpResponse:
    """A page somebody forgot to scope."""
    return HttpResponse("\n".join(Customer.objects.values_list("name", flat=True)))


def total(request: HttpRequest) -> HttpResponse:
    """A total somebody forgot to scope."""
    return HttpResponse(str(sum(party_figures().values_list("margin_micro", flat=True))))


urlpatterns = [
    path("", include("qiao.project.urls")),
    path("everybody/", everybody, name="leak_of_rows"),
    path("total/", total, name="leak_of_a_total"),
]


@pytest.mark.parametrize("role", sorted(set(CAST) - SEES_ALL))
def test_a_page_without_scope_is_caught(served_bank: Served, role: str) -> None:
    with override_settings(ROOT_URLCONF=__name__):
        answers = crawl(served_bank, role, only=frozenset({"leak_of_rows"}))
        assert {address for address, _mark in breaches(served_bank, role, answers)} == {"/everybody/"}


@pytest.mark.whatever_database
@pytest.mark.parametrize("role", WITHIN_THE_BRANCH)
def test_a_total_without_scope_is_caught(served_bank: Served, altered_bank: Kept, role: str) -> None:
    planted = frozenset({"leak_of_a_total"})
    with override_settings(ROOT_URLCONF=__name__):
        here = crawl(served_bank, role, only=planted)
        with opened(altered_bank) as elsewhere:
            there = crawl(elsewhere, role, only=planted)
    assert set(swayed(here, there)) == {"/total/"}


def test_rows_that_the_interface_forgot_to_scope_are_caught(
    served_bank: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = Scope(everything=True, staff_ids=frozenset(), org_ids=frozenset())
    monkeypatch.setattr(customers, "scope_of", lambda _person, on: everything)  # noqa: ARG005  called by name
    answers = crawl(served_bank, "manager", only=frozenset({"api:customer_page"}))
    assert {address for address, _mark in breaches(served_bank, "manager", answers)} == {"/api/v1/customers"}


@pytest.mark.whatever_database
def test_a_total_that_the_interface_forgot_to_scope_is_caught(
    untouched_bank: Kept, altered_bank: Kept, unblocked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "sees_bank", lambda _person, on: True)  # noqa: ARG005  called by name
    planted = frozenset({"api:run_one"})
    with opened(untouched_bank) as bank:
        here = crawl(bank, "head", only=planted)
    with opened(altered_bank) as elsewhere:
        there = crawl(elsewhere, "head", only=planted)
    assert set(swayed(here, there)) == {"/api/v1/runs/1", "/api/v1/runs/2"}
