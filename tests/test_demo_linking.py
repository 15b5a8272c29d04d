"""Two companies of the made-up bank on the link: what its manager, its desk and its heads find there."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from qiao.directlink.queries import connections, signals
from qiao.directlink.queries.reconciling import reconcile
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.periods import month_period
from qiao.office import queries as office
from qiao.project import demonstration
from qiao.project.demo import linking
from tests.banks.served import Served

FIRST, SECOND = linking.FIRST, linking.SECOND


@pytest.fixture
def linked(served_bank: Served) -> Iterator[Served]:
    """The bank with its two companies on the link, for one test."""
    with transaction.atomic():
        demonstration.make_logins(linking.acting(), actor="demo")
        linking.two_on_the_link(today=clock.today(), actor="demo")
        yield served_bank
        transaction.set_rollback(True)


def states(number: str) -> dict[str, int]:
    """How many orders of an enterprise stand where."""
    found: dict[str, int] = {}
    for one in connections.instructions({number}, connections.Asked()):
        found[one.state] = found.get(one.state, 0) + 1
    return found


def test_orders_of_every_fate_stand_there(linked: Served) -> None:
    assert states(FIRST) == {"paid": 11, "failed": 1, "unknown": 1, "held": 1, "lodged": 1}
    assert states(SECOND) == {"paid": 3}


def test_every_month_holds_and_was_agreed_to(linked: Served) -> None:
    today = clock.today()
    for month in {f"{one:%Y-%m}" for one in (today, date.fromordinal(today.toordinal() - 40))}:
        assert reconcile(month_period(month), None).breaks == ()


def test_the_manager_is_told_of_what_was_agreed_to_and_of_the_first_company_alone(linked: Served) -> None:
    manager, on = User.objects.get(username=linking.MANAGER), clock.today()
    lines = signals.duties_of(manager, on)
    first = connections.Enterprise.objects.get(pk=FIRST)
    assert {line.facts["customer"] for line in lines} == {first.name}
    assert {line.facts.get("bank", line.facts.get("payee")) for line in lines} == {
        "近水银行（虚构）",
        "远方设备（虚构）",
    }
    assert any(line.source == "directlink" for line in office.tasks_of(manager, on=on))


def test_a_second_start_changes_nothing(linked: Served) -> None:
    before = connections.JournalRecord.objects.count()
    linking.two_on_the_link(today=clock.today(), actor="demo")
    assert connections.JournalRecord.objects.count() == before


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nobody_reads_of_a_company_of_others(linked: Served, language: str) -> None:
    names = [one.name for one in connections.Enterprise.objects.all()]
    pages = ["/link/", f"/link/enterprises/{FIRST}/", "/link/orders/", "/link/waiting/", "/link/reconciliation/"]
    for role, sees in (("manager", True), ("lead", True), ("head", True), ("stranger", False), ("admin", False)):
        browser = linked.as_role(role, language=language)
        text = "".join(browser.get(page).content.decode() for page in pages)
        assert (names[0] in text) is sees, role
    for role in ("hr", "nobody"):
        assert {linked.as_role(role).get(page).status_code for page in pages} == (
            {403} if role == "hr" else {200, 403, 404}
        ), role
