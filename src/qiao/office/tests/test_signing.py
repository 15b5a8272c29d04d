"""Requests that several sign: each in a role of one's own, the last one carries out, one refusal ends it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from qiao.ground import authority
from qiao.ground.models import AuditRecord, User
from qiao.ground.refusals import Refusal
from qiao.office import actions, queries, registry
from qiao.office.models import Approval, Signature
from qiao.office.registry import Kind, Order, Wish
from qiao.office.rules.deciding import State
from qiao.office.rules.signing import Hand, Place, Signer, all_signed, check_signers, place_for

TODAY = date(2026, 11, 25)
SIGNERS = (Signer("Gives", "M1"), Signer("Takes", "M2"), Signer("Supervises", "", "trial.supervise"))
CAST = {"M1": "rm", "M2": "rm", "M3": "rm", "L1": "lead", "L2": "lead"}


def hand(username: str, staff_id: str = "", *, verbs: Sequence[str] = ()) -> Hand:
    return Hand(username, staff_id, lambda verb: verb in verbs)


@pytest.mark.parametrize(
    ("case", "by", "who", "place"),
    [
        ("a named person signs in the own place", {}, hand("m1", "M1"), 0),
        ("and in no other, whatever the verbs", {0: "m1"}, hand("m1", "M1", verbs=["trial.supervise"]), None),
        ("a named person does not take an open place first", {}, hand("m2", "M2", verbs=["trial.supervise"]), 1),
        ("an open place is for whom the verb allows", {}, hand("l1", "L1", verbs=["trial.supervise"]), 2),
        ("and for nobody else", {}, hand("m3", "M3"), None),
        ("who asked takes no open place", {}, hand("asker", "L9", verbs=["trial.supervise"]), None),
        ("a signed place is signed", {2: "l1"}, hand("l2", "L2", verbs=["trial.supervise"]), None),
        ("nobody signs twice under one log-in", {2: "l1"}, hand("l1", "M1"), None),
        ("a log-in of nobody signs nothing", {}, hand("x", ""), None),
    ],
)
def test_whose_place_it_is(case: str, by: dict[int, str], who: Hand, place: int | None) -> None:
    places = [Place(number, one, by.get(number, "")) for number, one in enumerate(SIGNERS)]
    found = place_for(places, who, asked_by="asker")
    assert (found.number if found else None) == place, case


def test_who_asked_and_is_named_signs_by_asking() -> None:
    places = [Place(number, one) for number, one in enumerate(SIGNERS)]
    found = place_for(places, hand("m1", "M1"), asked_by="m1")
    assert found is not None
    assert found.number == 0
    assert not all_signed(places)
    assert all_signed([Place(0, SIGNERS[0], "m1")])


def test_one_person_in_two_roles_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        check_signers([Signer("Gives", "M1"), Signer("Takes", "M1")])
    assert refused.value.code == "approval.same_signer"


@pytest.fixture
def done(db: None, monkeypatch: pytest.MonkeyPatch) -> list[Order]:
    """What was carried out, of a kind that three sign."""
    carried: list[Order] = []

    def standing(_subject: str, _wish: Wish) -> Any:
        return "moved" if carried else "as it was"

    kind = Kind(
        "trial",
        "a trial",
        ask_verb="office.tasks",
        decide_verb="office.audit",
        called=lambda subject: subject,
        standing=standing,
        changes=lambda _subject, _wish, _before: (),
        carry_out=carried.append,
        signers=lambda _subject, wish: SIGNERS if wish.get("signed") else (),
    )
    monkeypatch.setitem(registry.kinds, "trial", kind)
    authority.allow("trial.supervise", lambda person, _thing: person.post == "lead")
    for name, post in CAST.items():
        User.objects.create_user(username=name.lower(), staff_id=name, post=post)
    return carried


def person(name: str) -> User:
    return User.objects.get(username=name)


def asked(by: str = "m1") -> Approval:
    return actions.ask("trial", "P1", wish={"signed": True}, reason="leave", on=TODAY, actor=person(by))


def signed(number: int, by: str) -> Approval:
    return actions.decide(number, approve=True, reason="", on=TODAY, actor=person(by))


def test_it_is_carried_out_with_the_last_signature_and_not_before(done: list[Order]) -> None:
    request = asked()
    assert [one.signed_by for one in queries.signatures_of(request)] == ["m1", "", ""]
    assert signed(request.pk, "l1").state == State.ASKED
    assert done == []
    assert signed(request.pk, "m2").state == State.APPROVED
    assert [one.number for one in done] == [request.pk]
    found = queries.approval_of(request.pk)
    assert (found.decided_by, found.state) == ("m2", State.APPROVED)
    records = AuditRecord.objects.filter(subject=f"request {request.pk}: trial P1").order_by("id")
    told = [dict(one.new or {}) for one in records]
    assert [one["by"] for one in told if "by" in one] == ["m1", "l1", "m2"]


def test_nobody_signs_for_another_nor_twice(done: list[Order]) -> None:
    request = asked()
    for stranger in ("m3", "m1"):
        with pytest.raises(Refusal) as refused:
            signed(request.pk, stranger)
        assert refused.value.code in {"authority.not_signer", "authority.own_request"}
    signed(request.pk, "l1")
    for again in ("l1", "l2"):
        with pytest.raises(Refusal) as refused:
            signed(request.pk, again)
        assert refused.value.code == "authority.not_signer"
    assert done == []


def test_one_refusal_with_its_reason_ends_it(done: list[Order]) -> None:
    request = asked()
    signed(request.pk, "l1")
    with pytest.raises(Refusal) as refused:
        actions.decide(request.pk, approve=False, reason="", on=TODAY, actor=person("m2"))
    assert refused.value.code == "approval.reason"
    ended = actions.decide(request.pk, approve=False, reason="not mine", on=TODAY, actor=person("m2"))
    assert (ended.state, ended.decision, done) == (State.REFUSED, "not mine", [])
    with pytest.raises(Refusal) as refused:
        signed(request.pk, "l2")
    assert refused.value.code == "approval.decided"


def test_asked_by_one_who_is_not_named_all_others_sign(done: list[Order]) -> None:
    request = asked("l1")
    assert [one.signed_by for one in queries.signatures_of(request)] == ["", "", ""]
    for one in ("m1", "m2", "l2"):
        signed(request.pk, one)
    assert len(done) == 1


def test_each_signer_has_a_task_until_signed_and_may_read(done: list[Order]) -> None:
    request = asked()
    waiting = {name: len(queries.tasks_of(person(name), on=TODAY)) for name in ("m1", "m2", "m3", "l1", "l2")}
    assert waiting == {"m1": 0, "m2": 1, "m3": 0, "l1": 1, "l2": 1}
    assert queries.tasks_of(person("m2"), on=TODAY)[0].facts["role"] == "Takes"
    signed(request.pk, "m2")
    assert queries.tasks_of(person("m2"), on=TODAY) == []
    found = queries.approval_of(request.pk)
    readers = {name for name in ("m1", "m2", "m3", "l1", "l2") if queries.may_read(person(name), found)}
    assert readers == {"m1", "m2", "l1", "l2"}
    assert [one.pk for one in queries.approvals_to_decide(person("l2"))] == [request.pk]


def test_without_signers_it_is_one_second_person_as_ever(done: list[Order]) -> None:
    request = actions.ask("trial", "P2", wish={}, reason="x", on=TODAY, actor=person("m1"))
    auditor = User.objects.create_user(username="a1", post="auditor")
    assert actions.decide(request.pk, approve=True, reason="", on=TODAY, actor=auditor).state == State.APPROVED
    assert len(done) == 1


def test_the_database_holds_that_nobody_signs_two_places(done: list[Order]) -> None:
    request = asked()
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(approval=request, place=1).update(signed_by="m1")
