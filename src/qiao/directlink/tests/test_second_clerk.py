"""A clerk of the link's desk alone binds no certificate, keeps no agreement, sets no account free: two do."""

from datetime import date

import pytest
from django.utils import translation

from qiao.directlink.actions import banking, opening, seconding
from qiao.directlink.models import Certificate, JournalRecord, LedgerAccount, Mandate
from qiao.directlink.rules.ledger import AccountState, is_looser
from qiao.directlink.tests.bank import SINCE, browser, staffed
from qiao.directlink.tests.cast import AT, COMPANY, NING, A, Cast, play
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
    assert told["Right to order at once by certificate"] == "there"
    office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    bound = Certificate.objects.get()
    assert bound.bound_by == "gu + xu"
    assert bound.fingerprint[:4].upper() in told["Fingerprint, to be compared with the enterprise"]
    assert JournalRecord.objects.get(kind="certificate_bound").actor == "gu + xu"


def test_who_asks_is_warned_that_the_operator_may_not_order_by_certificate(bank: dict[str, User]) -> None:
    page = browser(bank["gu"]).get(ENTERPRISE).content.decode()
    options = page[page.index("The certificate in PEM") - 3000 : page.index("The certificate in PEM")]
    assert "op02  · no right to order by certificate yet" in options
    assert "op04  · no right" not in options
    assert "under “Operators” on its own pages" in options
    client = browser(bank["gu"])
    told = client.post(ENTERPRISE, BIND | {"operator": "op02", "pem": certificate()}, follow=True).content.decode()
    assert "op02 has no right to order at once by certificate yet" in told
    assert "not yet: the administrator asks" in told


def test_an_account_that_changed_meanwhile_is_not_set_free(bank: dict[str, User], frozen: None) -> None:
    asked = seconding.ask_to_set_free(
        A, state=AccountState.OPEN, frozen_fen=0, reason="x", on=today(), actor=bank["gu"]
    )
    opening.freeze_account(A, state=AccountState.FROZEN, frozen_fen=900_00, reason="文书 2", at=AT, actor="gu")
    with pytest.raises(Refusal, match="changed"):
        office.decide(asked.pk, approve=True, reason="", on=today(), actor=bank["xu"])
    assert done() == (0, 0, "frozen")


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
