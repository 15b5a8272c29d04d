"""The bank's page of one order: why it stands so at the top, in words; and its journal as fields, never as JSON."""

import pytest
from django.utils import translation

from qiao.directlink.actions import deciding, opening, working
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import Instruction, Right, WatchedName
from qiao.directlink.pages.bank.facts import facts_told
from qiao.directlink.rules.core import Answer, Booking, Verdict
from qiao.directlink.rules.orders import Order
from qiao.directlink.rules.terms import Terms
from qiao.directlink.tests.bank import browser, staffed
from qiao.directlink.tests.cast import AT, COMPANY, FAR_ACCOUNT, OPENING_FEN, Cast, pay, play, wants
from qiao.directlink.tests.test_two_persons import Silent
from qiao.ground.models import User

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()


class Refusing:
    """A core that refuses everything with a code."""

    keeps_here = True

    def book(self, booking: Booking) -> Answer:  # noqa: ARG002  the door of a core
        """A word and a code."""
        return Answer(Verdict.REFUSED, "AC04 closed")

    def ask(self, number: str) -> Answer:  # noqa: ARG002  the same
        """The same again."""
        return Answer(Verdict.REFUSED, "AC04 closed")


@pytest.fixture
def cast() -> Cast:
    """The enterprises."""
    return play()


@pytest.fixture
def bank(cast: Cast) -> dict[str, User]:
    """The bank's people."""
    return staffed()


def page_of(number: str, user: User, *, language: str = "en") -> str:
    """The bank's page of an order."""
    found = Instruction.objects.get(enterprise_id=COMPANY, number=number)
    answer = browser(user, language=language).get(f"/link/orders/{found.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def far(number: str) -> Order:
    """A payment to another bank."""
    return pay(number, to=FAR_ACCOUNT, name="远方公司", fen=300_00)


def test_a_stopped_order_names_the_payee_and_why_he_is_looked_out_for(cast: Cast, bank: dict[str, User]) -> None:
    WatchedName.objects.create(name="白桦物流", why="名单甲", added_at=AT, added_by="gu")
    take(pay("S1", fen=7_00), cast.signer, at=AT, core=CORE)
    page = page_of("S1", bank["gu"])
    assert "among the names to look out for: 白桦物流 (名单甲)." in page
    assert page.index("Why it stands so") < page.index("What to do next") < page.index("figure-card")
    assert "收款人在关注名单中：白桦物流，列入原因：名单甲。" in page_of("S1", bank["gu"], language="zh-hans")


def test_a_name_with_blanks_is_found_on_the_list_as_the_screening_finds_it(cast: Cast, bank: dict[str, User]) -> None:
    WatchedName.objects.create(name="白桦物流", why="名单甲", added_at=AT, added_by="gu")
    take(pay("S2", fen=7_00, name="白桦 物流"), cast.signer, at=AT, core=CORE)
    assert "白桦物流 (名单甲)" in page_of("S2", bank["gu"])
    assert "名单甲" in browser(bank["gu"]).get("/link/waiting/").content.decode()


def test_an_order_that_waits_says_whose_signatures_are_missing(cast: Cast, bank: dict[str, User]) -> None:
    wants(2)
    order = take(pay("W1"), cast.maker, at=AT, core=CORE).instruction
    deciding.sign(order.pk, cast.approver, at=AT, core=CORE)
    assert "signatures so far: 1 of 2." in page_of("W1", bank["gu"])
    assert "Fewer people" not in page_of("W1", bank["gu"])
    Right.objects.filter(operator_id=cast.second.operator_id).update(single_fen_most=1)
    assert "Fewer people" in page_of("W1", bank["gu"])
    assert "asks for the right to sign" in page_of("W1", bank["gu"])


def test_a_payment_refused_by_the_core_tells_its_code(cast: Cast, bank: dict[str, User]) -> None:
    take(far("R1"), cast.signer, at=AT, core=Refusing())
    working.work_once(Refusing(), now=lambda: AT)
    page = page_of("R1", bank["gu"])
    assert "refused it with: AC04 closed" in page
    assert "never runs again" in page


def test_a_payment_without_money_says_so(cast: Cast, bank: dict[str, User]) -> None:
    take(pay("F1", fen=OPENING_FEN + 1), cast.signer, at=AT, core=CORE)
    assert "less available than the amount and the fee" in page_of("F1", bank["gu"])


def test_an_unknown_payment_tells_how_often_the_core_was_asked(cast: Cast, bank: dict[str, User]) -> None:
    take(far("U1"), cast.signer, at=AT, core=Silent())
    working.work_once(Silent(), now=lambda: AT)
    page = page_of("U1", bank["gu"])
    assert "1 in all" in page
    assert "Look for its transfer number" in page
    assert "has it and has not booked it yet" not in page


def test_a_payment_that_is_paid_needs_no_explaining(cast: Cast, bank: dict[str, User]) -> None:
    take(pay("P1"), cast.signer, at=AT, core=CORE)
    assert "Why it stands so" not in page_of("P1", bank["gu"])


def test_the_journal_shows_fields_and_values_and_no_json(cast: Cast, bank: dict[str, User]) -> None:
    wants(1)
    order = take(pay("J1"), cast.maker, at=AT, core=CORE).instruction
    deciding.sign(order.pk, cast.approver, at=AT, core=CORE)
    terms = Terms(("192.0.2.0/24",), ("idle",), strict=True, signature_wanted=False)
    opening.set_terms(COMPANY, terms, at=AT, actor="gu")
    page = page_of("J1", bank["gu"])
    journal = browser(bank["gu"]).get(f"/link/enterprises/{COMPANY}/journal/").content.decode()
    for text in (page, journal):
        assert "{&quot;" not in text
        assert '<span class="soft">waits for its signatures</span> → paid in full' in text
    assert '<dt>Agreed signals</dt><dd><span class="soft">—</span> → the link is idle</dd>' in journal


FACTS: tuple[tuple[str, object, list[str]], ...] = (
    (
        "instruction",
        {"old": "lodged", "new": "paid", "total_fen": 125_050},
        ["State: waits for its signatures → paid in full", "Amount (yuan): 1,250.50"],
    ),
    ("instruction", {"old": None, "new": "held"}, ["State: is looked at by the bank"]),
    (
        "account",
        {"old": {"state": "open", "frozen_fen": 0}, "new": {"state": "open", "frozen_fen": 100}, "reason": "12"},
        ["Reason: 12", "Frozen (yuan): 0.00 → 1.00"],
    ),
    ("state", {"old": "open", "new": "suspended"}, ["State: in use → suspended: takes no orders"]),
    ("payment", {"paid": False, "words": "AC04"}, ["Payment made: no", "In words: AC04"]),
    ("errand_done", {"what": "agrees"}, ["What: a balance statement is agreed to"]),
    ("rights_given", {"roles": ["approve", "view"]}, ["Rights in force: sign orders of others, read accounts"]),
    ("change_asked", {"single_fen_most": None, "withdrawn": False}, ["One order at most (yuan): —", "Taken away: no"]),
    ("whatever", {"zeta": 1, "alpha": {"b": 2}, "channel": "fox"}, ["Channel: direct link", "alpha: b: 2", "zeta: 1"]),
    ("whatever", None, []),
    ("whatever", ["a", "b"], [": a, b"]),
)


@pytest.mark.parametrize(("kind", "facts", "told"), FACTS)
def test_facts_are_told_as_words_and_values(kind: str, facts: object, told: list[str]) -> None:
    with translation.override("en"):
        found = facts_told(kind, facts)
    assert [f"{one.field}: {one.new if one.old is None else f'{one.old} → {one.new}'}" for one in found] == told


def test_a_payment_that_is_not_begun_stands_where_its_order_stands(cast: Cast, bank: dict[str, User]) -> None:
    WatchedName.objects.create(name="白桦物流", why="名单甲", added_at=AT, added_by="gu")
    take(pay("S3", fen=7_00), cast.signer, at=AT, core=CORE)
    page = page_of("S3", bank["gu"])
    assert page.count("is looked at by the bank") == 3  # above, of its payment, and in the journal
    assert "waits for its signatures" not in page
