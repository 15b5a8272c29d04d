from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from qiao.book.models import Load
from qiao.book.queries import loads
from qiao.ground import clock
from qiao.ground.models import User
from tests.banks.served import Served


def test_a_load_is_shown_table_by_table(served_bank: Served) -> None:
    load = loads()[0]
    page = served_bank.as_role("admin").get(f"/loads/{load.pk}/").content.decode()
    assert all(table.table in page for table in load.tables.all())
    assert f"{sum(table.read for table in load.tables.all()):,}" in page
    assert served_bank.as_role("admin").get("/loads/999999/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("auditor", 200), ("manager", 403), ("hr", 403)])
def test_who_may_see_loads_and_quarantine(served_bank: Served, role: str, status: int) -> None:
    browser = served_bank.as_role(role)
    assert browser.get("/loads/").status_code == status
    assert browser.get("/quarantine/").status_code == status


def test_an_administrator_sees_reasons_but_not_values(served_bank: Served) -> None:
    page = served_bank.as_role("admin").get("/quarantine/").content.decode()
    assert "Values and keys are withheld" in page
    assert served_bank.as_role("admin").get("/quarantine.csv").status_code == 403
    assert served_bank.as_role("auditor").get("/quarantine.csv").status_code == 200


def test_filters_that_mean_nothing_are_left_out(served_bank: Served) -> None:
    query = {"table": "'; drop table", "state": "x", "load": "9" * 40, "page": "-1", "text": "%"}
    assert served_bank.as_role("auditor").get("/quarantine/", query).status_code == 200


@pytest.mark.django_db
def test_the_oldest_of_many_loads_is_listed_and_shown(client: Client, empty_home: Path) -> None:
    made = Load.objects.bulk_create(
        Load(
            folder=f"f{number}",
            bank=f"Bank {number}",
            since=date(2026, 9, 1),
            until=date(2026, 10, 1),
            at=clock.now(),
            seconds=1,
            peak_mib=1,
        )
        for number in range(211)
    )
    client.force_login(User.objects.create(username="keeper", post="admin"))
    assert "Bank 0" in client.get(f"/loads/{made[0].pk}/").content.decode()
    last = client.get("/loads/", {"page": "8"}).content.decode()
    assert ("Bank 0<" in last, "Bank 1<" in last) == (True, False)
    assert client.get(f"/loads/{10**30}/").status_code == 404
