import pytest

from qiao.book.queries import loads
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
