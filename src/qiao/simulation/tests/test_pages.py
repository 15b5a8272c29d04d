"""The pages of simulations, loopholes and estimates, as a person meets them."""

import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from qiao.appraisal.actions.schemes import add_scheme
from qiao.appraisal.queries.schemes import SchemeRecord
from qiao.simulation.actions import working
from qiao.simulation.adapters import files
from qiao.simulation.models import Simulation
from qiao.simulation.tests.schemes import example
from tests.banks.served import CAST, Served

DEAL = "what=deposit&amount=5000000&days=90&rate=1.2&share=100"


@pytest.fixture
def draft(served_bank: Served) -> Iterator[SchemeRecord]:
    made = add_scheme(example("loophole-key-date").text, file="draft", asker=None, actor=CAST["hr"])
    yield made
    made.delete()


@pytest.fixture
def done(served_bank: Served, draft: SchemeRecord) -> Iterator[Simulation]:
    form = {"scheme": draft.pk, "first": served_bank.months[0], "last": served_bank.months[-1], "assumed": "100"}
    answer = served_bank.as_role("hr").post("/simulations/", form)
    assert re.fullmatch(r"/simulations/\d+/", answer["Location"])
    working.work_off(actor="test")
    found = Simulation.objects.get()
    yield found
    Simulation.objects.all().delete()
    files.remove(found.folder)


def test_a_scheme_paying_for_a_day_needs_a_figure_no_extract_brings(served_bank: Served, done: Simulation) -> None:
    page = served_bank.as_role("hr").get(f"/simulations/{done.pk}/").content.decode()
    assert "deposit_at_day" in page
    assert "Ask again" in page


@pytest.fixture
def clean(served_bank: Served) -> Iterator[Simulation]:
    file = SimpleUploadedFile("clean.toml", example("clean").text.encode())
    form = {"file": file, "first": served_bank.months[0], "last": served_bank.months[-1], "assumed": "90"}
    answer = served_bank.as_role("hr").post("/simulations/", form | {"name": "年度测算"})
    assert answer.status_code == 302
    working.work_off(actor="test")
    found = Simulation.objects.get()
    yield found
    Simulation.objects.all().delete()
    files.remove(found.folder)


def test_a_result_tells_cost_people_spread_and_assumptions(served_bank: Served, clean: Simulation) -> None:
    browser = served_bank.as_role("hr")
    page = browser.get(f"/simulations/{clean.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    for words in ("年度测算", "By branch", "By level", "Paid by year", "90%", "K12", "Who loses most"):
        assert words in text, words
    people = browser.get(f"/simulations/{clean.pk}/people/?text={CAST['manager']}").content.decode()
    assert people.count("<tr>") == 2
    sheet = browser.get(f"/simulations/{clean.pk}/people.csv").content.decode()
    assert CAST["manager"] in sheet
    assert browser.get(f"/simulations/{clean.pk}/people.xlsx").content[:2] == b"PK"
    assert browser.get(f"/simulations/{clean.pk}/against/{clean.pk}/").status_code == 200


@pytest.mark.parametrize("role", ["manager", "lead", "head", "admin"])
def test_somebody_else_s_simulation_is_not_found(served_bank: Served, clean: Simulation, role: str) -> None:
    answer = served_bank.as_role(role).get(f"/simulations/{clean.pk}/")
    assert answer.status_code in {403, 404}
    assert served_bank.as_role("auditor").get(f"/simulations/{clean.pk}/").status_code == 200
    assert served_bank.as_role(role).post(f"/simulations/{clean.pk}/delete/").status_code in {403, 404}
    assert Simulation.objects.filter(pk=clean.pk).exists()


def test_the_owner_deletes(served_bank: Served, clean: Simulation) -> None:
    assert served_bank.as_role("hr").post(f"/simulations/{clean.pk}/delete/")["Location"] == "/simulations/"
    assert not Simulation.objects.exists()


@pytest.mark.parametrize("form", [{}, {"scheme": "9" * 30}, {"text": "[scheme", "first": "x"}, {"assumed": "-1"}])
def test_junk_is_refused_in_words(served_bank: Served, form: dict[str, str]) -> None:
    answer = served_bank.as_role("hr").post("/simulations/", form)
    assert answer.status_code == 409
    assert not Simulation.objects.exists()


def test_loopholes_stand_beside_what_the_linter_finds(served_bank: Served, draft: SchemeRecord) -> None:
    page = served_bank.as_role("hr").get(f"/schemes/{draft.pk}/loopholes/").content.decode()
    assert "Dressing up key dates" in page
    assert "Measure averages of the period" in page
    assert f"/schemes/{draft.pk}/loopholes/" in served_bank.as_role("hr").get(f"/schemes/{draft.pk}/").content.decode()
    assert served_bank.as_role("manager").get(f"/schemes/{draft.pk}/loopholes/").status_code == 403


def test_a_manager_sees_what_a_deposit_would_pay(served_bank: Served) -> None:
    browser = served_bank.as_role("manager")
    assert browser.get("/estimate/")["Location"] == f"/estimate/{CAST['manager']}/"
    form = browser.get(f"/estimate/{CAST['manager']}/").content.decode()
    product = re.search(r'<option value="([^"]+)" selected>Deposit', form)
    assert product
    page = browser.get(f"/estimate/{CAST['manager']}/?{DEAL}&product={product[1]}")
    assert page.status_code == 200
    assert "It would add" in page.content.decode()


def test_an_estimate_is_about_oneself_or_one_s_team(served_bank: Served) -> None:
    assert served_bank.as_role("manager").get(f"/estimate/{CAST['stranger']}/").status_code == 404
    assert served_bank.as_role("lead").get(f"/estimate/{CAST['stranger']}/").status_code == 404
    assert served_bank.as_role("lead").get(f"/estimate/{CAST['manager']}/").status_code == 200
    assert served_bank.as_role("hr").get(f"/estimate/{CAST['manager']}/").status_code == 403


@pytest.mark.parametrize(
    "asked",
    [
        "amount=x",
        "amount=" + "9" * 40,
        "amount=-5",
        "amount=1&days=99999",
        "amount=1&rate=1e9",
        "amount=1&product=nope",
        "amount=5&what=loan&product=nope",
        "amount=1&what=fee&party=C000002X",
        "amount=5&share=0&what=fee",
    ],
)
def test_a_deal_that_is_none_is_refused(served_bank: Served, asked: str) -> None:
    assert served_bank.as_role("manager").get(f"/estimate/{CAST['manager']}/?{asked}").status_code == 409
