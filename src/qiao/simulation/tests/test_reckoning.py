"""A simulation over kept months of the made-up bank: sums that agree, production untouched, what is assumed named."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.apps import apps

from qiao.appraisal.rules.scheme.reading import read_scheme
from qiao.appraisal.rules.scheme.scheme import Scheme
from qiao.contribution.queries.runs import chosen_run, folder_of
from qiao.engine.reading import select
from qiao.ground import home
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.simulation.actions import asking, working
from qiao.simulation.adapters import files
from qiao.simulation.models import Simulation
from qiao.simulation.queries.reckoning import Reckoned, reckon
from qiao.simulation.queries.results import Asked, lines_of, people_of, summary_of
from qiao.simulation.rules.setting import Against, Setting
from qiao.simulation.rules.states import State
from qiao.simulation.tests.schemes import example
from tests.banks.served import CAST, Served

FORMULA = '[leg.formula]\nname = "公式"\nplan = "built-in"\n'
OWN = {"simulation_simulation", "ground_auditrecord", "ground_look"}


def setting(
    bank: Served, *, text: str = "", assumed: int = 100, against: Against = Against.PLAN, unit: str = ""
) -> Setting:
    return Setting("试算", text, bank.months[0], bank.months[-1], unit, against, assumed)


def reckoned(scheme: Scheme, bank: Served, *, seen: list[str] | None = None, **asked: object) -> Reckoned:
    return reckon(scheme, setting(bank, **asked), seen=seen, tell=lambda _done, _of: None)  # type: ignore[arg-type]  # of plain values


def monthly(body: str, *, whom: str = "") -> Scheme:
    head = f'[scheme]\ncode = "test"\nname = "测试办法"\nsince = 2026-01-01\nrhythm = "month"\n{whom}\n'
    return read_scheme(head + body, file="test.toml")


def test_the_formula_alone_pays_what_the_plan_paid(served_bank: Served) -> None:
    found = reckoned(monthly(FORMULA), served_bank)
    assert len(found.lines) > 80
    assert all(line.new_fen == line.held_fen for line in found.lines)
    told = summary_of(found)
    files_of = [folder_of(chosen_run(month)) / "staff_result.parquet" for month in served_bank.months]
    settled = select(files_of, columns=["sum(bonus_fen) AS fen"])
    assert told["new_fen"] == told["held_fen"] == int(settled[0]["fen"])
    assert (told["winners"], told["losers"]) == (0, 0)


def test_the_sums_agree_by_piece_branch_level_person_and_year(served_bank: Served) -> None:
    told = summary_of(reckoned(example("corporate-manager"), served_bank))
    assert told["people"] > 20
    for name in ("held_fen", "new_fen"):
        for by in ("pieces", "branches", "levels"):
            assert sum(one[name] for one in told[by]) == told[name], (name, by)
    assert told["won_fen"] + told["lost_fen"] == told["new_fen"] - told["held_fen"]
    assert sum(now + later for _year, now, later in told["years"]) == told["new_fen"]
    assert sum(one["people"] for one in told["bars"]) == told["people"]
    assert sum(one["people"] for one in told["changes"]) == told["people"]


def test_what_nobody_has_handed_in_is_assumed_and_named(served_bank: Served) -> None:
    whole = reckoned(example("corporate-manager"), served_bank, assumed=100)
    half = reckoned(example("corporate-manager"), served_bank, assumed=50)
    named = set(summary_of(whole)["assumed"])
    assert {"C1", "K8", "K11", "K12", "red_line"} <= named
    assert "K7" not in named
    assert sum(one.new_fen for one in half.lines) < sum(one.new_fen for one in whole.lines)


def test_a_leg_whose_figure_nobody_has_is_refused_by_name(served_bank: Served) -> None:
    counted = monthly(
        '[leg.a]\nname = "开户"\nof = ["accounts_opened"]\nrates = { "每户" = { value = "5", unit = "yuan_each" } }\n'
    )
    with pytest.raises(Refusal) as refused:
        reckoned(counted, served_bank)
    assert refused.value.code == "scheme.figure_missing"
    assert refused.value.facts["figure"] == "accounts_opened"


def test_only_those_are_told_whom_the_scheme_takes_and_the_asker_sees(served_bank: Served) -> None:
    everybody = {line.staff_id for line in reckoned(monthly(FORMULA), served_bank).lines}
    managers = {line.staff_id for line in reckoned(monthly(FORMULA, whom='posts = ["rm"]'), served_bank).lines}
    seen = {line.staff_id for line in reckoned(monthly(FORMULA), served_bank, seen=[CAST["manager"]]).lines}
    assert CAST["lead"] in everybody - managers
    assert seen == {CAST["manager"]}
    with pytest.raises(Refusal) as refused:
        reckoned(monthly(FORMULA, whom='posts = ["desk"]\nlevels = ["none"]'), served_bank)
    assert refused.value.code == "simulation.nobody"


def test_a_quarter_that_lacks_months_says_so(served_bank: Served) -> None:
    found = reckoned(example("clean"), served_bank)
    assert [one.whole for one in found.pieces] == [False] * len(found.pieces)
    assert summary_of(found)["partial"] == [one.name for one in found.pieces]


def test_a_debt_goes_on_to_the_next_piece(served_bank: Served) -> None:
    owing = FORMULA + '[pay]\ndraw = "100000"\ncarry_forward = true\ncarry_months = 12\n'
    forgotten = FORMULA + '[pay]\ndraw = "100000"\n'
    second = served_bank.months[-1]
    owed = {line.staff_id: line.raw_fen for line in reckoned(monthly(owing), served_bank).lines if line.piece == second}
    fresh = {
        line.staff_id: line.raw_fen for line in reckoned(monthly(forgotten), served_bank).lines if line.piece == second
    }
    assert all(owed[staff_id] <= fresh[staff_id] for staff_id in owed)
    assert any(owed[staff_id] < fresh[staff_id] for staff_id in owed)


@pytest.fixture
def asked(served_bank: Served) -> Iterator[Simulation]:
    text = example("clean").text
    made = asking.ask(setting(served_bank, text=text), actor=User.objects.get(username=CAST["hr"]))
    yield made
    Simulation.objects.all().delete()
    files.remove(made.folder)


def test_production_is_as_it_was(served_bank: Served, asked: Simulation) -> None:
    before = _stands()
    assert working.work_off(actor="test") == 1
    assert _stands() == before


def _stands() -> dict[str, str]:
    """A digest of every table but those of simulations and of records, and of every file of the book and of runs."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table not in OWN:
            rows = sorted(map(repr, model._default_manager.values_list()))
            found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    for folder, _folders, names in os.walk(home.home()):
        if files.FOLDER not in folder and not folder.endswith(str(home.home())):
            for name in names:
                place = Path(folder) / name
                found[str(place)] = hashlib.sha256(place.read_bytes()).hexdigest()
    return found


def test_a_simulation_is_kept_with_its_lines(served_bank: Served, asked: Simulation) -> None:
    working.work_off(actor="test")
    done = Simulation.objects.get(pk=asked.pk)
    assert (done.state, done.told["lines"]) == (State.DONE.value, len(list(lines_of(done))))
    people = people_of(done, Asked())
    assert sum(one.new_fen for one in people) == done.told["new_fen"]
    assert [one.change_fen for one in people] == sorted((one.change_fen for one in people), reverse=True)
    named = people_of(done, Asked(text=people[0].staff_id.lower()))
    assert [one.staff_id for one in named] == [people[0].staff_id]


def test_what_cannot_be_reckoned_is_kept_with_its_reason(served_bank: Served) -> None:
    text = monthly(
        '[leg.a]\nname = "开户"\nof = ["accounts_opened"]\nrates = { "每户" = { value = "5", unit = "yuan_each" } }\n'
    ).text
    actor = User.objects.get(username=CAST["hr"])
    made = asking.ask(setting(served_bank, text=text), actor=actor)
    try:
        working.work_off(actor="test")
        failed = Simulation.objects.get(pk=made.pk)
        assert (failed.state, failed.trouble["code"]) == (State.FAILED.value, "scheme.figure_missing")
        again = asking.ask_again(made.pk, actor=actor)
        assert again.state == State.WAITING.value
    finally:
        asking.delete(made.pk, actor=actor)


@pytest.mark.parametrize("role", ["manager", "lead", "auditor", "admin", "nobody"])
def test_others_do_not_simulate(served_bank: Served, role: str) -> None:
    with pytest.raises(Refusal) as refused:
        asking.ask(setting(served_bank, text=example("clean").text), actor=User.objects.get(username=CAST[role]))
    assert refused.value.code == "authority.missing"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"first": "1999-01"}, "simulation.months"),
        ({"first": "2026-08-01"}, "simulation.month_text"),
        ({"last": "2026-10"}, "simulation.month"),
        ({"unit": "B99"}, "simulation.unit"),
        ({"assumed_percent": 900}, "simulation.assumed"),
        ({"text": "no scheme"}, "plan.not_toml"),
    ],
)
def test_what_makes_no_sense_is_refused(served_bank: Served, change: dict[str, object], code: str) -> None:
    asked = replace(setting(served_bank, text=example("clean").text), **change)  # type: ignore[arg-type]  # of plain values
    with pytest.raises(Refusal) as refused:
        asking.ask(asked, actor=User.objects.get(username=CAST["hr"]))
    assert refused.value.code == code


def test_only_the_owner_deletes(served_bank: Served, asked: Simulation) -> None:
    with pytest.raises(Refusal) as refused:
        asking.delete(asked.pk, actor=User.objects.get(username=CAST["head"]))
    assert refused.value.code == "simulation.unknown"
    working.work_off(actor="test")
    assert files.folder_of(asked.folder).exists()
    asking.delete(asked.pk, actor=User.objects.get(username=CAST["hr"]))
    assert not Simulation.objects.filter(pk=asked.pk).exists()


def test_head_simulates_own_people_only(served_bank: Served) -> None:
    head = User.objects.get(username=CAST["head"])
    made = asking.ask(setting(served_bank, text=monthly(FORMULA).text), actor=head)
    try:
        working.work_off(actor="test")
        told = {one.staff_id for one in people_of(Simulation.objects.get(pk=made.pk), Asked())}
        assert CAST["manager"] in told
        assert CAST["stranger"] not in told
    finally:
        asking.delete(made.pk, actor=head)
