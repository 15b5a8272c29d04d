"""Deferred parts kept back, set free and forfeited by two; who left is reached as well."""

from datetime import date

import pytest

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries as requests
from qiao.office.registry import OF_PERSON
from qiao.pay.actions import parts
from qiao.pay.models import DeferredEntry, DeferredPart
from qiao.pay.rules.states import Entry, PartState
from qiao.pay.tests.cast import (
    AUDITOR,
    HAO,
    HEAD,
    HU,
    LEAD,
    MANAGER,
    ON,
    OTHER_HEAD,
    STRANGER,
    approved,
    person,
    reckoned,
)
from qiao.people.queries.staff import Staff
from tests.banks.served import Served

WHY = "the loans of that year are looked into"


@pytest.fixture
def own_parts(bank: Served) -> list[DeferredPart]:
    """The three parts of the manager, who has left the bank since."""
    approved(reckoned(bank.months[0]))
    Staff.objects.filter(pk=MANAGER).update(left_on=date(2026, 9, 30))
    return list(DeferredPart.objects.filter(staff_id=MANAGER).order_by("due"))


def wish(found: list[DeferredPart], what: Entry, *, by: str = HAO) -> int:
    numbers = [one.pk for one in found]
    return parts.propose(MANAGER, numbers, what=what.value, reason=WHY, on=ON, actor=person(by)).pk


def agree(number: int, *, by: str = HEAD) -> None:
    office.decide(number, approve=True, reason="", on=ON, actor=person(by))


def test_a_leaver_s_parts_are_kept_back_by_two_and_set_free_again(own_parts: list[DeferredPart]) -> None:
    asked = wish(own_parts[:2], Entry.HELD)
    with pytest.raises(Refusal):
        agree(asked, by=HAO)
    agree(asked)
    assert [one.state for one in DeferredPart.objects.filter(staff_id=MANAGER).order_by("due")] == [
        PartState.HELD,
        PartState.HELD,
        PartState.WAITING,
    ]
    entry = DeferredEntry.objects.filter(part=own_parts[0]).latest("id")
    assert (entry.kind, entry.fen, entry.by, entry.reason) == (Entry.HELD, 0, HEAD, WHY)
    record = AuditRecord.objects.filter(action="pay.move").latest("id")
    assert (record.old, (record.new or {})["state"]) == ({"state": "waiting"}, "held")
    agree(wish(own_parts[:1], Entry.RELEASED))
    own_parts[0].refresh_from_db()
    assert own_parts[0].state == PartState.WAITING


def test_what_is_forfeited_is_gone_and_stays_in_the_ledger(own_parts: list[DeferredPart]) -> None:
    agree(wish(own_parts[:1], Entry.FORFEITED))
    own_parts[0].refresh_from_db()
    assert (own_parts[0].state, own_parts[0].left_fen) == (PartState.FORFEITED, 0)
    entries = list(DeferredEntry.objects.filter(part=own_parts[0]).order_by("id"))
    assert [(one.kind, one.fen) for one in entries] == [
        (Entry.DEFERRED, own_parts[0].amount_fen),
        (Entry.FORFEITED, -own_parts[0].amount_fen),
    ]
    with pytest.raises(Refusal) as refused:
        wish(own_parts[:1], Entry.HELD)
    assert refused.value.code == "pay.part_gone"


@pytest.mark.parametrize("name", [LEAD, MANAGER, STRANGER, OTHER_HEAD, AUDITOR])
def test_who_may_not_asks_for_nothing(own_parts: list[DeferredPart], name: str) -> None:
    with pytest.raises(Refusal) as refused:
        wish(own_parts, Entry.HELD, by=name)
    assert refused.value.code.startswith("authority.")


@pytest.mark.parametrize(
    ("what", "numbers", "code"),
    [
        ("held", [], "pay.part_none"),
        ("held", [2**62], "pay.part_none"),
        ("paid", None, "pay.part_what"),
        ("released", None, "pay.part_state"),
    ],
)
def test_what_cannot_be_is_refused(
    own_parts: list[DeferredPart], what: str, numbers: list[int] | None, code: str
) -> None:
    chosen = [one.pk for one in own_parts] if numbers is None else numbers
    with pytest.raises(Refusal) as refused:
        parts.propose(MANAGER, chosen, what=what, reason=WHY, on=ON, actor=person(HU))
    assert refused.value.code == code


def test_parts_of_another_person_are_not_touched_under_one_s_name(own_parts: list[DeferredPart]) -> None:
    other = DeferredPart.objects.exclude(staff_id=MANAGER).first()
    assert other is not None
    with pytest.raises(Refusal) as refused:
        parts.propose(MANAGER, [own_parts[0].pk, other.pk], what="held", reason=WHY, on=ON, actor=person(HU))
    assert refused.value.code == "pay.part_none"


def test_the_exit_s_dossier_tells_what_pay_still_owes(own_parts: list[DeferredPart]) -> None:
    dossier = requests.dossier_of(MANAGER, of=OF_PERSON, on=ON)
    (owed,) = [one for one in dossier if one["heading"] == "Deferred pay that pay still owes"]
    assert len(owed["rows"]) == len(own_parts)
    assert owed["rows"][0][1] == own_parts[0].due.isoformat()
