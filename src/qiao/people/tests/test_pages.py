import re

from tests.banks.served import Served


def listed(page: str) -> set[str]:
    return set(re.findall(r'<th scope="row"><a href="/people/([^/"?]+)/"', page))


def test_a_lead_sees_the_team_and_a_head_the_branch(served_bank: Served) -> None:
    team = listed(served_bank.as_role("lead").get("/people/").content.decode())
    branch = listed(served_bank.as_role("head").get("/people/").content.decode())
    assert "RM001" in team
    assert team < branch
    assert "RM048" not in branch


def test_people_are_found_by_id_and_by_unit(served_bank: Served) -> None:
    browser = served_bank.as_role("hr")
    assert listed(browser.get("/people/", {"text": "RM00"}).content.decode()) == {f"RM00{n}" for n in range(1, 10)}
    assert "Nobody found" in browser.get("/people/", {"unit": "no such unit"}).content.decode()


def test_a_manager_and_an_administrator_have_no_list_of_people(served_bank: Served) -> None:
    assert served_bank.as_role("manager").get("/people/").status_code == 403
    assert served_bank.as_role("admin").get("/people/").status_code == 403
