"""Answers over a made-up bank: the law of sums, the bank's totals, what each of the cast may see."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qiao.contribution.queries.runs import chosen_run, folder_of
from qiao.contribution.queries.sight import totals_of
from qiao.engine.reading import select
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.people.queries import staff as people
from qiao.questions.queries.answering import Answered, answered
from qiao.questions.rules.fields import By
from qiao.questions.rules.question import question_of
from tests.banks.served import CAST, Served

ADDED = ("margin", "fees", "loss", "deposit_days", "loan_days", "contribution", "unclaimed_margin")


def ask(role: str, **asked: Sequence[str] | str) -> Answered:
    person = User.objects.get(username=CAST[role])
    names: Mapping[str, Sequence[str]] = {
        name: [value] if isinstance(value, str) else list(value) for name, value in asked.items()
    }
    return answered(question_of(names), person, on=clock.today())


def test_the_whole_bank_is_what_the_settlement_says(served_bank: Served) -> None:
    month = served_bank.months[-1]
    told = totals_of(chosen_run(month))
    whole = ask("auditor", measure=["margin", "fees", "loss", "unclaimed_margin"], since=month).answer.total
    assert dict(whole.parts) == {
        "margin_micro": told["margin_micro"],
        "fee_micro": told["fee_micro"],
        "expected_loss_micro": told["expected_loss_micro"],
        "unclaimed_margin_micro": told["unclaimed_margin_micro"],
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    by=st.lists(st.sampled_from(sorted(By)), min_size=1, max_size=2, unique=True),
    measure=st.sampled_from(ADDED),
    depth=st.integers(1, 3),
    most=st.sampled_from([1, 3, 1000]),
    role=st.sampled_from(["auditor", "head", "manager", "lead"]),
    last=st.sampled_from([1, 2]),
    least=st.sampled_from(["", "0", "1000", "999999999999"]),
)
def test_lines_and_rest_are_the_total(
    served_bank: Served, *, by: list[By], measure: str, depth: int, most: int, role: str, last: int, least: str
) -> None:
    found = ask(
        role,
        measure=["contribution", measure],
        by=[one.value for one in by],
        depth=str(depth),
        most=str(most),
        last=str(last),
        field=measure,
        how="least",
        value=least,
    ).answer
    whole = ask(role, measure=["contribution", measure], last=str(last)).answer.total
    assert dict(found.total.parts) == dict(whole.parts)
    lines = [*found.rows, *([found.others] if found.others else [])]
    for name, total in found.total.parts.items():
        assert sum(line.parts[name] for line in lines) == total
    assert len(found.rows) <= most


@pytest.mark.parametrize("by", [one.value for one in By if one is not By.AGE])
def test_a_filter_by_a_line_is_that_line(served_bank: Served, by: str) -> None:
    whole = ask("auditor", measure="margin", by=by, last="2", most="1000")
    for row in whole.answer.rows[:3]:
        narrowed = whole.question.with_filter(By(by), row.keys[0] or "-")
        found = answered(narrowed, User.objects.get(username=CAST["auditor"]), on=clock.today())
        if by in {"unit", "team"} and row.keys[0]:
            continue  # the unit and all below it, while a line may be of a unit above the depth
        assert found.answer.total.parts == row.parts, row


def test_by_person_a_manager_sees_none_but_himself(served_bank: Served) -> None:
    found = ask("manager", measure="margin", by="person", last="2")
    assert {row.keys[0] for row in found.answer.rows} == {CAST["manager"]}
    assert found.answer.others is None
    assert found.answer.total.parts == found.answer.rows[0].parts


def test_filtered_by_a_colleague_there_is_nothing(served_bank: Served) -> None:
    for how, value in (("is", CAST["stranger"]), ("in", f"{CAST['stranger']},RM002"), ("least", "RM002")):
        found = ask(
            "manager", measure=["margin", "customers"], by="person", last="2", field="person", how=how, value=value
        )
        assert found.answer.rows == ()
        assert set(found.answer.total.parts.values()) == {0}
        assert found.answer.total.counts == {"customers": 0}


def test_a_head_sees_the_people_of_the_branch_and_what_its_units_leave_unclaimed(served_bank: Served) -> None:
    head = User.objects.get(username=CAST["head"])
    seen = set(people.visible_ids(scope_of(head, on=clock.today())) or ())
    found = ask("head", measure="margin", by="person", last="2", most="1000")
    assert {row.keys[0] for row in found.answer.rows} <= seen | {""}
    run = chosen_run(served_bank.months[-1])
    own = select(
        [folder_of(run) / "account_credit.parquet"],
        columns=["coalesce(sum(margin_micro), 0) AS margin_micro"],
        where="list_contains(?, staff_id)",
        values=[sorted(seen)],
    )
    claimed = ask("head", measure="margin", by="person", since=run.month, most="1000").answer.rows
    assert sum(row.parts["margin_micro"] for row in claimed if row.keys[0]) == int(own[0]["margin_micro"])


@pytest.mark.parametrize("role", ["admin", "nobody"])
def test_who_sees_nobody_sees_nothing(served_bank: Served, role: str) -> None:
    if role == "admin":
        with pytest.raises(Refusal) as refused:
            ask(role, measure="margin")
        assert refused.value.code == "authority.missing"
        return
    assert set(ask(role, measure="margin", last="2").answer.total.parts.values()) == {0}


@pytest.mark.parametrize(
    "asked", [{"by": "customer"}, {"by": "account"}, {"field": "customer", "how": "is", "value": "C000001"}]
)
def test_who_sees_pay_but_no_customer_cannot_ask_by_customers(served_bank: Served, asked: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        ask("hr", measure="margin", **asked)


def test_pay_is_asked_for_alone_and_by_people(served_bank: Served) -> None:
    month = served_bank.months[-1]
    whole = ask("hr", measure=["bonus", "expenses"], by="person", since=month, most="1000").answer
    paid = select(
        [folder_of(chosen_run(month)) / "staff_result.parquet"],
        columns=["staff_id", "bonus_fen"],
        where="bonus_fen <> 0",
    )
    told = {row.keys[0]: row.parts["bonus_fen"] for row in whole.rows if row.parts["bonus_fen"]}
    assert told == {row["staff_id"]: int(row["bonus_fen"]) for row in paid}
    own = ask("manager", measure="bonus", by="person", since=month).answer
    assert [row.keys[0] for row in own.rows] == [CAST["manager"]]
    for wrong in (
        {"measure": ["bonus", "margin"]},
        {"measure": "bonus", "by": "customer"},
        {"measure": ["bonus", "customers"]},
        {"measure": "bonus", "by": "person", "field": "customers", "how": "least", "value": "1"},
    ):
        with pytest.raises(Refusal) as refused:
            ask("auditor", **wrong)
        assert refused.value.code == "question.pay"
