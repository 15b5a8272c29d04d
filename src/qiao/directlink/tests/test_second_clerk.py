"""A clerk of the link's desk alone binds no certificate, keeps no agreement, sets no account free: two do."""

from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from qiao.directlink.actions import banking, opening, seconding
from qiao.directlink.models import Certificate, JournalRecord, LedgerAccount, Mandate, Operator, Right
from qiao.directlink.queries import connections
from qiao.directlink.rules.ledger import AccountState, is_looser
from qiao.directlink.rules.orders import AMOUNT_FEN_MOST, Business
from qiao.directlink.rules.rights import Grant, Role, Step, orders_alone
from qiao.directlink.tests.bank import SINCE, browser, staffed
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, NING, OTHER_COMPANY, A, B, Cast, play, wants
from qiao.directlink.tests.test_desk_pages import certificate
from qiao.ground import clock
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.refusals import Refusal
from qiao.office import actions as office
from qiao.office import queries
from qiao.office.queries import Approval
from qiao.people.queries.staff import Staff

pytestmark = pytest.mark.django_db
ENTERPRISE, ACCOUNT = f"/link/enterprises/{COMPANY}/", f"/link/accounts/{A}/"
BIND = {"act": "bind", "operator": "op04", "reason": "授权书 3 号"}
MANDATE = {"act": "mandate", "firm": "0001", "contract": "C-1", "payer": NING, "name": "宁小舟", "reason": "协议 9 号"}
FREE = {"act": "freeze", "state": "open", "frozen": "0", "reason": "解冻文书 4 号"}


@pytest.fixture
def cast() -> Cast:
    """The enterprises."""
    return play()


@pytest.fixture
def bank(cast: Cast) -> dict[str, User]:
    """The bank's people, and Xu, a second clerk of the desk."""
    found = staffed()
    Staff.objects.create(staff_id="xu", name="xu", org_id="B77", post="desk", hired_on=SINCE)
    Visibility.objects.create(staff_id="xu", kind="all", key="", source="x", since=SINCE)
    return found | {"xu": User.objects.create(username="xu", staff_id="xu", post="desk")}


@pytest.fixture
def frozen(cast: Cast) -> None:
    """Yunshan's account is frozen, and 500.00 on it besides."""
    opening.freeze_account(A, state=AccountState.FROZEN, frozen_fen=500_00, reason="文书", at=AT, actor="gu")


def today() -> date:
    """The bank's day."""
    return clock.today()


def done() -> tuple[int, int, str]:
    """How many certificates and agreements there are, and how the account is held."""
    return Certificate.objects.count(), Mandate.objects.count(), LedgerAccount.objects.get(pk=A).state


@pytest.mark.parametrize(
    ("address", "form", "after"),
    [
        (ENTERPRISE, BIND, (1, 0, "frozen")),
        (ENTERPRISE, MANDATE, (0, 1, "frozen")),
        (ACCOUNT, FREE, (0, 0, "open")),
    ],
)
@pytest.mark.parametrize("second", ["xu", "he"])
def test_what_lets_money_go_is_asked_for_by_one_and_decided_by_another(
    bank: dict[str, User],
    frozen: None,
    address: str,
    form: dict[str, str],
    after: tuple[int, int, str],
    second: str,
) -> None:
    for name in ("he", "shen"):
        assert browser(bank[name]).post(address, form | {"pem": certificate()}).status_code == 403
    answer = browser(bank["gu"]).post(address, form | {"pem": certificate()})
    asked = Approval.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/approvals/{asked.pk}/")
    assert done() == (0, 0, "frozen"), "nothing is done by one alone"
    with pytest.raises(Refusal, match="second person"):
        office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["gu"])
    for name in ("shen", "wei", "lin"):
        with pytest.raises(Refusal, match="does not allow"):
            office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank[name])
    assert f"/approvals/{asked.pk}/" in browser(bank[second]).get("/link/waiting/").content.decode()
    assert f"/approvals/{asked.pk}/" in browser(bank["gu"]).get(address).content.decode()
    browser(bank[second]).post(f"/approvals/{asked.pk}/", {"answer": "approve"})
    assert done() == after
    assert f"/approvals/{asked.pk}/" not in browser(bank[second]).get("/link/waiting/").content.decode()
    assert AuditRecord.objects.filter(actor=second).exists()


def test_both_names_stand_with_what_was_done(bank: dict[str, User]) -> None:
    asked = seconding.ask_to_bind(COMPANY, "op04", pem=certificate(), reason="x", on=today(), actor=bank["gu"])
    with translation.override("en"):
        told = {one.what: one.new for one in queries.changes_of(asked, bank["xu"])}
    assert told["Lets orders go alone, as things stand now"] == "yes"
    office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    bound = Certificate.objects.get()
    assert bound.bound_by == "gu + xu"
    assert bound.fingerprint[:4].upper() in told["Fingerprint, to be compared with the enterprise"]
    assert JournalRecord.objects.get(kind="certificate_bound").actor == "gu + xu"


def test_who_asks_is_warned_that_the_operator_may_not_order_by_certificate(bank: dict[str, User]) -> None:
    page = browser(bank["gu"]).get(ENTERPRISE).content.decode()
    options = page[page.index("The certificate in PEM") - 3000 : page.index("The certificate in PEM")]
    assert "op02  · lets no order go alone yet" in options
    assert "op04  · lets no order" not in options
    assert "under “Operators” on its own pages" in options
    client = browser(bank["gu"])
    told = client.post(ENTERPRISE, BIND | {"operator": "op02", "pem": certificate()}, follow=True).content.decode()
    assert "op02 lets no order go alone yet" in told
    assert "not yet: the administrator asks" in told


def test_a_right_that_comes_meanwhile_is_shown_to_the_second_person(bank: dict[str, User]) -> None:
    asked = seconding.ask_to_bind(COMPANY, "op02", pem=certificate(), reason="x", on=today(), actor=bank["gu"])
    assert shown(asked, bank["xu"])["Lets orders go alone, as things stand now"][1].startswith("not yet")
    Right.objects.create(operator=Operator.objects.get(enterprise_id=COMPANY, name="op02"), role="sign")
    assert shown(asked, bank["xu"])["Lets orders go alone, as things stand now"] == ("—", "yes")


def test_who_makes_orders_that_want_no_signature_lets_them_go_alone(bank: dict[str, User]) -> None:
    assert not connections.may_order_at_once(COMPANY, "op01")
    wants(0, up_to_fen=100_00)
    wants(1)
    assert connections.may_order_at_once(COMPANY, "op01")
    assert not connections.may_order_at_once(COMPANY, "op02"), "who only signs orders of others makes none"
    page = browser(bank["gu"]).get(ENTERPRISE).content.decode()
    options = page[page.index("The certificate in PEM") - 3000 : page.index("The certificate in PEM")]
    assert "op01  · lets no order go alone" not in options
    assert "op02  · lets no order go alone" in options
    told = browser(bank["gu"]).post(ENTERPRISE, BIND | {"operator": "op01", "pem": certificate()}, follow=True)
    assert "lets no order go alone" not in told.content.decode()


def pasted_key() -> str:
    """A private key in PEM, as somebody pastes it beside the certificate."""
    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def everything_kept() -> str:
    """All rows of all tables as text."""
    models = [one for one in apps.get_models() if one._meta.managed]
    return "\n".join(str(row) for model in models for row in model._default_manager.values())


@pytest.mark.parametrize("is_first", [True, False])
def test_of_a_key_that_is_pasted_with_a_certificate_no_byte_is_kept(bank: dict[str, User], *, is_first: bool) -> None:
    key, pem = pasted_key(), certificate()
    secret = key.splitlines()[1]
    typed = BIND | {"pem": key + pem if is_first else pem + key}
    answer = browser(bank["gu"]).post(ENTERPRISE, typed)
    page = answer.content.decode()
    assert (answer.status_code, "treat it as lost" in page, secret in page) == (400, True, False)
    with pytest.raises(Refusal, match="treat it as lost"):
        opening.bind_certificate(COMPANY, "op04", pem=typed["pem"], at=clock.now(), actor="gu")
    assert secret not in everything_kept()
    assert done() == (0, 0, "open")


@pytest.mark.parametrize(
    ("before", "after"),
    [("password 123\n", ""), ("", "\npassword 123"), (certificate(), ""), ("", certificate())],
)
def test_a_certificate_is_sent_alone(bank: dict[str, User], before: str, after: str) -> None:
    answer = browser(bank["gu"]).post(ENTERPRISE, BIND | {"pem": before + certificate() + after})
    assert (answer.status_code, "the certificate alone" in answer.content.decode()) == (400, True)
    assert Approval.objects.count() == 0


def test_of_what_was_pasted_the_certificate_is_kept_as_the_bank_writes_it(bank: dict[str, User]) -> None:
    pem = certificate()
    browser(bank["gu"]).post(ENTERPRISE, BIND | {"pem": "\r\n  " + pem.replace("\n", "\r\n") + "\r\n\r\n"})
    assert Approval.objects.get().wish["pem"] == pem


def test_an_account_that_changed_meanwhile_is_not_set_free(bank: dict[str, User], frozen: None) -> None:
    asked = seconding.ask_to_set_free(
        A, state=AccountState.OPEN, frozen_fen=0, reason="x", on=today(), actor=bank["gu"]
    )
    opening.freeze_account(A, state=AccountState.FROZEN, frozen_fen=900_00, reason="文书 2", at=AT, actor="gu")
    with pytest.raises(Refusal, match="changed"):
        office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    assert done() == (0, 0, "frozen")


def test_a_second_court_that_freezes_a_frozen_account_makes_the_request_stale(
    bank: dict[str, User], frozen: None
) -> None:
    free: dict[str, Any] = {"state": AccountState.OPEN, "frozen_fen": 0, "on": today()}
    asked = seconding.ask_to_set_free(A, **free, reason="法院甲解冻", actor=bank["gu"])
    same: dict[str, Any] = {"state": AccountState.FROZEN, "frozen_fen": 500_00, "at": clock.now()}
    banking.freeze_account(A, **same, reason="法院乙 7 号", actor=bank["xu"])
    with pytest.raises(Refusal, match="changed"):
        office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    assert done() == (0, 0, "frozen")
    assert "法院乙" not in str(shown(asked, bank["xu"])), "it shows what stood when it was asked"
    office.withdraw(asked.pk, actor=bank["gu"])
    anew = seconding.ask_to_set_free(A, **free, reason="两院均解冻", actor=bank["gu"])
    held = shown(anew, bank["xu"])["Held by order of"]
    assert ("文书" in held[0], "法院乙 7 号" in held[0], held[1]) == (True, True, "lifted")
    office.decide(anew.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    assert done() == (0, 0, "open")


def test_a_hold_that_was_lifted_before_is_not_shown_again(bank: dict[str, User], frozen: None) -> None:
    opening.freeze_account(A, state=AccountState.OPEN, frozen_fen=0, reason="解冻", at=AT, actor="gu + xu")
    opening.freeze_account(A, state=AccountState.OPEN, frozen_fen=300_00, reason="新文书", at=AT, actor="gu")
    asked = seconding.ask_to_set_free(
        A, state=AccountState.OPEN, frozen_fen=100_00, reason="x", on=today(), actor=bank["gu"]
    )
    old, new = shown(asked, bank["xu"])["Held by order of"]
    assert (old.count("文书"), "新文书" in old, new) == (1, True, "lifted in part")


@pytest.mark.parametrize("typed", ["9" * 600, "1000000000000000"])
def test_an_amount_that_no_account_can_have_is_refused_in_words(bank: dict[str, User], typed: str) -> None:
    form = {"act": "freeze", "state": "open", "frozen": typed, "reason": "x"}
    answer = browser(bank["gu"]).post(ACCOUNT, form)
    assert (answer.status_code, "at most 15 digits" in answer.content.decode()) == (400, True)
    assert browser(bank["gu"]).get(f"/link/orders/?least={typed}").status_code == 200


@pytest.mark.parametrize("frozen_fen", [AMOUNT_FEN_MOST + 1, 10**30, -1])
def test_the_doors_freeze_no_amount_out_of_its_bounds(bank: dict[str, User], frozen_fen: int) -> None:
    with pytest.raises(Refusal, match="amount"):
        banking.freeze_account(A, state=AccountState.FROZEN, frozen_fen=frozen_fen, reason="x", at=AT, actor=bank["gu"])
    LedgerAccount.objects.filter(pk=A).update(state="frozen", frozen_fen=1)
    with pytest.raises(Refusal, match="amount"):
        seconding.ask_to_set_free(
            A, state=AccountState.OPEN, frozen_fen=frozen_fen, reason="x", on=today(), actor=bank["gu"]
        )
    assert done() == (0, 0, "frozen")


def test_requests_of_other_enterprises_hide_none_of_this_one(
    bank: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "ROWS_MOST", 3)
    firms = [f"{number:04d}" for number in range(8)]
    for firm in firms:
        ask_to_collect(bank, OTHER_COMPANY, firm=firm)
    asked = ask_to_collect(bank, COMPANY, firm="0001")
    kinds = [one.name for one in seconding.KINDS]
    assert [one.row.pk for one in connections.changes_waiting(kinds, seen=[COMPANY])] == [asked.pk]
    assert len(connections.changes_waiting(kinds, seen=None)) == 3
    with CaptureQueriesContext(connection) as few:
        browser(bank["xu"]).get("/link/waiting/")
    monkeypatch.setattr(connections, "ROWS_MOST", 500)
    with CaptureQueriesContext(connection) as many:
        page = browser(bank["xu"]).get("/link/waiting/").content.decode()
    assert page.count(">request no.") == 9
    assert len(many) == len(few)


def ask_to_collect(bank: dict[str, User], number: str, *, firm: str) -> Approval:
    """Ask that an enterprise may collect from Ning's account."""
    parts = {"firm": firm, "contract": "C-1", "payer": NING, "name": "宁小舟"}
    return seconding.ask_for_mandate(number, **parts, reason="x", on=today(), actor=bank["gu"])


def test_an_agreement_stands_in_the_journal_with_all_its_parts(bank: dict[str, User]) -> None:
    asked = ask_to_collect(bank, COMPANY, firm="0001")
    office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    record = JournalRecord.objects.get(kind="mandate_kept")
    parts = {"firm": "0001", "contract": "C-1", "payer": NING, "name": "宁小舟"}
    parts |= {"since": today().isoformat()}
    assert (record.actor, record.subject, record.facts["new"]) == ("gu + xu", NING, parts)
    audited = AuditRecord.objects.filter(subject=f"link {COMPANY}").latest("pk")
    assert audited.new == parts
    page = browser(bank["gu"]).get(f"{ENTERPRISE}journal/").content.decode()
    assert "an agreement to collect is kept" in page


def test_an_agreement_that_has_ended_is_kept_anew(bank: dict[str, User]) -> None:
    parts = {"firm": "0001", "contract": "C-1", "payer": NING}
    opening.add_mandate(COMPANY, **parts, name="宁舟", at=AT, actor="gu")
    Mandate.objects.update(since=today() - timedelta(days=60), until=today() + timedelta(days=1))
    with pytest.raises(Refusal, match="kept already"):
        ask_to_collect(bank, COMPANY, firm="0001")
    Mandate.objects.update(until=today())
    asked = ask_to_collect(bank, COMPANY, firm="0001")
    office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    kept = Mandate.objects.get()
    assert (kept.since, kept.until, kept.payer_name) == (today(), None, "宁小舟")
    record = JournalRecord.objects.filter(kind="mandate_kept").latest("sequence")
    assert record.facts["old"]["until"] == today().isoformat()
    assert connections.journal_break(connections.Enterprise.objects.get(pk=COMPANY)) is None


@pytest.mark.parametrize(
    ("payer", "bears"),
    [(NING, "宁小舟"), (B, "白桦物流"), (FAR_ACCOUNT, "no account of this bank"), ("FEES", "no account")],
)
def test_the_second_person_reads_whose_account_it_is(bank: dict[str, User], payer: str, bears: str) -> None:
    browser(bank["gu"]).post(ENTERPRISE, MANDATE | {"payer": payer, "name": "宁小周"})
    old, new = shown(Approval.objects.get(), bank["xu"])["Payer's name, as the account bears it and as typed"]
    assert (bears in old, new) == (True, "宁小周")


def shown(asked: Approval, person: User) -> dict[str, tuple[str, str]]:
    """What a request shows somebody, in English: by line what stood and what is wished."""
    with translation.override("en"):
        lines = queries.changes_of(queries.approval_of(asked.pk), person)
    return {one.what: (one.old, one.new) for one in lines}


def test_freezing_takes_effect_at_once_and_its_door_sets_nothing_free(bank: dict[str, User]) -> None:
    form = {"act": "freeze", "state": "open", "frozen": "100.00", "reason": "法院文书 12 号"}
    assert browser(bank["gu"]).post(ACCOUNT, form).status_code == 302
    assert (LedgerAccount.objects.get(pk=A).frozen_fen, Approval.objects.count()) == (100_00, 0)
    with pytest.raises(Refusal, match="by two persons"):
        banking.freeze_account(A, state=AccountState.OPEN, frozen_fen=0, reason="x", at=AT, actor=bank["gu"])
    with pytest.raises(Refusal, match="no less than now"):
        seconding.ask_to_set_free(
            A, state=AccountState.FROZEN, frozen_fen=100_00, reason="x", on=today(), actor=bank["gu"]
        )
    assert LedgerAccount.objects.get(pk=A).frozen_fen == 100_00


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"firm": "12"}, "four digits"),
        ({"payer": "1;2"}, "An account has to be"),
        ({"contract": "C" * 61}, "at most 60"),
        ({"name": " "}, "A name has 1 to"),
        ({"reason": " "}, "Say why"),
    ],
)
def test_an_agreement_that_names_no_payer_is_not_asked_for(
    bank: dict[str, User], changed: dict[str, str], says: str
) -> None:
    answer = browser(bank["gu"]).post(ENTERPRISE, MANDATE | changed)
    assert (answer.status_code, says in answer.content.decode(), Approval.objects.count()) == (400, True, 0)


@pytest.mark.parametrize(
    ("before", "after", "frozen_fen", "then_fen", "looser"),
    [
        ("open", "open", 0, 100, False),
        ("open", "frozen", 100, 100, False),
        ("open", "closed", 0, 0, False),
        ("open", "open", 100, 99, True),
        ("frozen", "open", 0, 900, True),
        ("closed", "frozen", 0, 0, True),
        ("frozen", "frozen", 5, 5, False),
    ],
)
def test_an_account_is_held_less_where_any_part_of_it_is(
    before: str, after: str, frozen_fen: int, then_fen: int, *, looser: bool
) -> None:
    states = AccountState(before), AccountState(after)
    assert is_looser(*states, frozen_fen=frozen_fen, then_fen=then_fen) is looser


PAY, WAGES = Business.PAYMENT, Business.PAYROLL


@pytest.mark.parametrize(
    ("role", "business", "single_fen", "steps", "alone"),
    [
        (Role.SIGN, None, None, [], True),
        (Role.MAKE, None, None, [], False),
        (Role.APPROVE, None, None, [Step(None, None, 0)], False),
        (Role.MAKE, None, None, [Step(None, None, 0)], True),
        (Role.MAKE, PAY, None, [Step(WAGES, None, 0)], False),
        (Role.MAKE, WAGES, None, [Step(WAGES, None, 0), Step(None, None, 2)], True),
        (Role.MAKE, PAY, 50_00, [Step(None, 100_00, 1), Step(None, None, 0)], False),
        (Role.MAKE, PAY, 200_00, [Step(None, 100_00, 1), Step(None, None, 0)], True),
    ],
)
def test_who_orders_alone(
    role: Role, business: Business | None, single_fen: int | None, steps: list[Step], *, alone: bool
) -> None:
    assert orders_alone([Grant(7, role, "", business, single_fen)], steps) is alone
