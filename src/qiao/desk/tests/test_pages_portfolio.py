"""Who serves, in the browser: a split looked at and signed, a claim contested, a hand-over introduced, a conflict."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localtime

from qiao.contribution.queries.figures import own_sums
from qiao.contribution.queries.runs import newest_run
from qiao.contribution.queries.unclaimed import Whose, unclaimed_parties
from qiao.customers.queries import customers_by_id
from qiao.desk.queries.effect import effect_of, passing_from
from qiao.desk.queries.sight import opens_customer
from qiao.desk.rules.portfolio import masked_name
from qiao.ground import clock
from qiao.ground.models import User
from qiao.ground.paging import Cut
from qiao.ground.periods import day_number
from qiao.office.queries import Approval
from qiao.people.actions.posting import suspend
from qiao.people.queries.staff import Staff
from qiao.portfolio.actions.changing import changed_lines
from qiao.portfolio.actions.intake import compare_with_extract, take_in_assignment
from qiao.portfolio.queries import serving as portfolio
from qiao.portfolio.queries.serving import extract_rows
from qiao.portfolio.rules.lines import Line, credited
from qiao.portfolio.rules.shares import Act, Ask
from tests.banks.served import CAST, Served

TODAY = clock.today()
MATE = "RM002"
SPLIT = {"since": TODAY.isoformat(), "reason": "a product specialist helps"}


@pytest.fixture
def bank(served_bank: Served) -> Iterator[Served]:
    """The bank with a log-in for a colleague; all is as before after the case."""
    with transaction.atomic():
        User.objects.create_user(username=MATE, staff_id=MATE, post="rm")
        CAST[MATE] = MATE
        yield served_bank
        transaction.set_rollback(True)
    CAST.pop(MATE)


@pytest.fixture
def party(bank: Served) -> str:
    """A customer whom the manager of the cast serves alone, and who has no account set apart."""
    rows = portfolio.running(TODAY).filter(staff_id=CAST["manager"], share_bp=10_000, account_id="")
    alone = [one.party_id for one in rows.order_by("party_id") if _is_plain(one.party_id)]
    assert alone
    return str(alone[0])


def _is_plain(party_id: str) -> bool:
    return all(line.account_id == "" for line in portfolio.lines_of(party_id))


def split(*parts: tuple[str, str, str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for number, (staff, role, share) in enumerate(parts):
        named |= {f"staff{number}": staff, f"role{number}": role, f"share{number}": share}
    return named | SPLIT


WISHED = split((CAST["manager"], "lead", "70"), (MATE, "co", "20.5"))


def whole(party: str) -> dict[str, int]:
    return credited(portfolio.lines_of(party), account_id="", day=day_number(TODAY))


def sign(bank: Served, way: str, *roles: str) -> None:
    for role in roles:
        assert bank.as_role(role).post(way, {"answer": "approve"}).status_code == 302, role


def test_a_split_is_looked_at_then_asked_for_and_signed(bank: Served, party: str) -> None:
    address, manager = f"/customers/{party}/portfolio/split/", bank.as_role("manager")
    looked = manager.post(address, WISHED | {"answer": "look"}).content.decode()
    assert "What it would have done in" in looked
    assert "20.5 %" in looked
    assert "Who will sign" in looked
    assert whole(party) == {CAST["manager"]: 10_000}
    way = manager.post(address, WISHED | {"answer": "ask"})["Location"]
    page = bank.as_role(MATE).get(way).content.decode()
    assert "1/3" in page
    assert "You sign as Shares" in page
    assert "What it would have done in" in page
    sign(bank, way, MATE, "lead")
    assert whole(party) == {CAST["manager"]: 7_000, MATE: 2_050, "": 950}
    kept = manager.get(f"/customers/{party}/portfolio/").content.decode()
    assert "a product specialist helps" in kept
    for field, words in (("day", "On"), ("at", "as known on")):
        refused = manager.get(f"/customers/{party}/portfolio/?{field}=abc")
        assert refused.status_code == 409
        assert f"{words}: abc is no day" in refused.content.decode()
    before = manager.get(f"/customers/{party}/portfolio/?day={(TODAY - timedelta(days=1)).isoformat()}")
    assert before.status_code == 200


def test_the_page_says_where_what_was_known_is_not_kept(bank: Served, party: str) -> None:
    browser, ago = bank.as_role("manager"), (TODAY - timedelta(days=9)).isoformat()
    address = f"/customers/{party}/portfolio/"
    assert "not kept by the moment" in browser.get(f"{address}?at={ago}").content.decode()
    assert "not kept by the moment" not in browser.get(address).content.decode()
    way = browser.post(f"{address}split/", WISHED | {"answer": "ask"})["Location"]
    sign(bank, way, MATE, "lead")
    assert "Shown is what that change found" in browser.get(f"{address}?at={ago}").content.decode()
    assert "Shown is" not in browser.get(f"{address}?at={clock.today().isoformat()}").content.decode()


def test_a_split_s_form_leaves_whoever_stands_in_alone(bank: Served, party: str) -> None:
    """A colleague covers the customer for a week and would be made lead by the form's first choice of roles."""
    week = TODAY + timedelta(days=7)
    row = portfolio.Assignment(party_id=party, staff_id=MATE, role="cover", since=TODAY, until=week, share_bp=0)
    row.save()
    browser, address = bank.as_role("manager"), f"/customers/{party}/portfolio/split/"
    form = browser.get(address).content.decode()
    assert re.findall(r'name="staff\d"[^>]*value="([^"]*)"', form) == [CAST["manager"], "", "", "", ""]
    assert 'value="cover"' not in form
    assert 'value="referral"' not in form
    looked = browser.post(address, split((CAST["manager"], "lead", "60")) | {"answer": "look"}).content.decode()
    assert "60 %" in looked
    assert f"{MATE} · Cover" not in looked


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ([("RM001", "lead", "70"), (MATE, "co", "40")], "add up to 110 %"),
        ([("RM001", "lead", "seventy")], "is no share"),
        ([("NOBODY", "lead", "100")], "Nobody has the number NOBODY"),
        ([("RM001", "boss<script>", "100")], "There is no role"),
        ([], "Name at least one person"),
    ],
)
def test_what_cannot_be_is_told_beside_the_form_with_what_was_typed(
    bank: Served, party: str, parts: list[tuple[str, str, str]], told: str
) -> None:
    answer = bank.as_role("manager").post(f"/customers/{party}/portfolio/split/", split(*parts) | {"answer": "look"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert told in page
    assert "a product specialist helps" in page
    assert "<script>boss" not in page


def test_a_stranger_finds_no_portfolio_and_no_form(bank: Served, party: str) -> None:
    stranger = bank.as_role("stranger")
    for address in ("", "split/", "shadow/"):
        assert stranger.get(f"/customers/{party}/portfolio/{address}").status_code == 404
    assert stranger.get(f"/customers/{party}/hand-over/").status_code == 404
    assert stranger.get(f"/claims/{party}/").status_code == 404
    assert bank.as_role("manager").get(f"/customers/{party}/portfolio/none/").status_code == 404


def test_a_claim_is_contested_and_read_side_by_side(bank: Served, party: str) -> None:
    manager = bank.as_role("manager")
    parts = split((CAST["manager"], "lead", "70"))
    way = manager.post(f"/customers/{party}/portfolio/split/", parts | {"answer": "ask"})["Location"]
    sign(bank, way, "lead")
    claim = {"since": TODAY.isoformat(), "role": "co", "share": "30", "answer": "ask"}
    ways = [
        bank.as_role(who).post(f"/claims/{party}/", claim | {"reason": f"{who} brought it"})["Location"]
        for who in ("manager", MATE)
    ]
    page = bank.as_role("lead").get(f"/claims/{party}/").content.decode()
    assert "Contest" in page
    assert "manager brought it" in page
    assert f"{MATE} brought it" in page
    assert "Contest" in bank.as_role("lead").get(ways[1]).content.decode()
    sign(bank, ways[1], "lead")
    assert whole(party) == {CAST["manager"]: 7_000, MATE: 3_000}
    assert "Decided for 钱谷雨 RM002 (30 %" in manager.get(ways[0]).content.decode()
    assert manager.post(ways[0], {"answer": "approve"}).status_code in {403, 409}


def test_who_does_not_see_a_customer_yet_claims_it_by_number_under_a_masked_name(bank: Served, party: str) -> None:
    page = bank.as_role(MATE).get(f"/claims/{party}/").content.decode()
    name = portfolio.Assignment.objects.filter(party_id=party).select_related("party")[0].party.name
    assert name not in page
    assert masked_name(name) in page
    assert bank.as_role(MATE).get("/claims/", {"number": party})["Location"] == f"/claims/{party}/"
    assert "keeps no customer" in bank.as_role(MATE).get("/claims/", {"number": "<b>"}, follow=True).content.decode()


def test_a_manager_finds_what_is_unclaimed_at_the_branch_by_the_whole_name_and_is_told_no_other(bank: Served) -> None:
    run, manager = newest_run(), User.objects.get(username="RM001")
    assert run is not None
    kept = unclaimed_parties(run, Cut(1, 500), whose=Whose(sorted(portfolio.branch_orgs("RM001")))).rows
    names = {one: customer.name for one, customer in customers_by_id(kept).items()}
    alone = [one for one in kept if list(names.values()).count(names[one]) == 1]
    unseen = [one for one in alone if not opens_customer(manager, one, on=TODAY)]
    assert unseen
    browser = bank.as_role("manager")
    page = browser.get("/claims/").content.decode()
    assert not [one for one in unseen if one in page or names[one] in page]
    way = browser.get("/claims/", {"number": names[unseen[0]]})["Location"]
    assert way == f"/claims/{unseen[0]}/"
    assert names[unseen[0]] not in browser.get(way).content.decode()
    for typed in (names[unseen[0]][:-1], "%", ""):
        assert unseen[0] not in browser.get("/claims/", {"number": typed}, follow=True).content.decode()
    assert bank.as_role("stranger").get("/claims/", {"number": names[unseen[0]]})["Location"] == "/claims/"


def test_of_a_customer_kept_elsewhere_one_is_told_as_of_none(bank: Served, party: str) -> None:
    for number in (party, "C999999"):
        page = bank.as_role("stranger").get("/claims/", {"number": number}, follow=True).content.decode()
        assert f"Your branch keeps no customer {number}." in page


def test_whoever_claims_unseen_reads_neither_its_figures_nor_the_reason_of_another(bank: Served, party: str) -> None:
    manager = bank.as_role("manager")
    parts = split((CAST["manager"], "lead", "70"))
    sign(bank, manager.post(f"/customers/{party}/portfolio/split/", parts | {"answer": "ask"})["Location"], "lead")
    claim = {"since": TODAY.isoformat(), "role": "co", "share": "30", "answer": "ask"}
    manager.post(f"/claims/{party}/", claim | {"reason": "known to the manager alone"})
    way = bank.as_role(MATE).post(f"/claims/{party}/", claim | {"reason": "found it"})["Location"]
    page = bank.as_role(MATE).get(way).content.decode()
    assert "found it" in page
    assert "known to the manager alone" not in page
    assert "What it would have done in" not in page
    read = bank.as_role("lead").get(way).content.decode()
    assert "known to the manager alone" in read
    assert "What it would have done in" in read
    asked = Approval.objects.get(subject=f"{party}|{MATE}").asked_at
    assert f"{localtime(asked):%Y-%m-%d %H:%M}" in read
    assert f"{asked:%Y-%m-%d %H:%M}" not in read, "it is told on the bank's clock, eight hours ahead"


@pytest.mark.parametrize("answer", ["look", "ask"])
def test_whoever_tries_out_claims_unseen_learns_neither_who_leads_nor_a_size(
    bank: Served, party: str, answer: str
) -> None:
    parts = split((CAST["manager"], "lead", "70"))
    way = bank.as_role("manager").post(f"/customers/{party}/portfolio/split/", parts | {"answer": "ask"})["Location"]
    sign(bank, way, "lead")
    form = {"since": TODAY.isoformat(), "role": "lead", "share": "30", "reason": "mine", "answer": answer}
    refused = bank.as_role(MATE).post(f"/claims/{party}/", form)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "You cannot claim this customer as it stands" in page
    assert CAST["manager"] not in page
    assert "would both lead" not in page


def test_whoever_claims_what_is_one_s_own_is_told_so(bank: Served, party: str) -> None:
    form = {"since": TODAY.isoformat(), "role": "lead", "share": "100", "reason": "mine", "answer": "ask"}
    refused = bank.as_role("manager").post(f"/claims/{party}/", form)
    assert "You serve this customer already" in refused.content.decode()


def test_a_hand_over_is_signed_by_three_and_the_customer_introduced(bank: Served, party: str) -> None:
    form = {"giver": CAST["manager"], "taker": MATE, "supervisor": CAST["lead"], "day": TODAY.isoformat()}
    looked = bank.as_role("manager").post(f"/customers/{party}/hand-over/", form | {"answer": "look", "reason": "rota"})
    seen = looked.content.decode()
    assert "What it would have done in" in seen
    assert "→ 0.00" in seen
    assert ">rota</textarea>" in seen
    assert not portfolio.HandOver.objects.filter(party_id=party).exists()
    answer = bank.as_role("manager").post(f"/customers/{party}/hand-over/", form | {"reason": "rotation"})
    way = answer["Location"]
    page = bank.as_role(MATE).get(way).content.decode()
    assert "Balances and contracts" in page
    assert "Promises and next steps" in page
    (request,) = set(re.findall(r'href="(/approvals/\d+/)"', page))
    assert bank.as_role("stranger").get(way).status_code == 404
    sign(bank, request, MATE, "lead")
    assert whole(party) == {MATE: 10_000}
    told = {"day": TODAY.isoformat(), "way": "visit", "who": ""}
    assert bank.as_role(MATE).post(way, told).status_code == 400
    assert bank.as_role(MATE).post(way, told | {"who": "Ms Sun"}).status_code == 302
    assert "acknowledged by Ms Sun" in bank.as_role(MATE).get(way).content.decode()
    same = bank.as_role("manager").post(f"/customers/{party}/hand-over/", form | {"taker": CAST["lead"], "reason": "x"})
    assert same.status_code in {400, 403}


def test_an_extract_that_differs_is_compared_and_decided_by_two(bank: Served, party: str) -> None:
    said = extract_rows()
    way = bank.as_role("manager").post(f"/customers/{party}/portfolio/split/", WISHED | {"answer": "ask"})["Location"]
    sign(bank, way, MATE, "lead")
    take_in_assignment(said, None, actor="test")
    assert compare_with_extract([party], actor="test") == 1
    conflict = portfolio.open_conflict(party)
    assert conflict is not None
    page = bank.as_role("lead").get(f"/conflicts/{conflict.pk}/").content.decode()
    assert "The extract" in page
    assert "differs" in page
    assert bank.as_role("manager").get(f"/conflicts/{conflict.pk}/").status_code == 403
    asked = bank.as_role("lead").post(f"/conflicts/{conflict.pk}/", {"answer": "keep", "reason": "the core is late"})
    sign(bank, asked["Location"], "head")
    assert "ours kept" in bank.as_role("lead").get(f"/conflicts/{conflict.pk}/").content.decode()
    assert whole(party)[MATE] == 2_050


def test_what_a_leaver_had_is_nobody_s_before_a_claim_of_it(bank: Served, party: str) -> None:
    day, manager = day_number(TODAY), CAST["manager"]
    Staff.objects.filter(pk=manager).update(left_on=TODAY - timedelta(days=1))
    before, after = portfolio.lines_of(party), (Line("", MATE, "lead", day, None, 10_000),)
    effect = effect_of(party, before, after, day=day)
    assert effect is not None
    assert {row.staff_id for row in effect.rows} == {MATE, ""}


@pytest.mark.parametrize(
    ("between", "before"), [(0, CAST["manager"]), (1, "")], ids=["on the day after the last one", "a day later"]
)
def test_what_a_leaver_hands_over_was_the_leaver_s_until_the_last_day(
    bank: Served, party: str, between: int, before: str
) -> None:
    """Whose last day is still to come or was yesterday gives; only what lay idle in between was nobody's."""
    last = TODAY + timedelta(days=12)
    Staff.objects.filter(pk=CAST["manager"]).update(left_on=last)
    ask = Ask(Act.HAND_OVER, "", day_number(last) + 1 + between, giver=CAST["manager"], taker=MATE)
    lines = portfolio.lines_of(party)
    effect = effect_of(party, lines, changed_lines(lines, ask), day=ask.since_day, giver=passing_from(ask))
    assert effect is not None
    assert {row.staff_id for row in effect.rows} == {MATE, before}


def test_who_is_barred_all_month_would_have_gained_nothing(bank: Served, party: str) -> None:
    run = newest_run()
    assert run is not None
    suspend(MATE, since=run.since, until=None, reason="inquiry", actor="hr")
    day, after = day_number(TODAY), (Line("", MATE, "lead", day_number(TODAY), None, 10_000),)
    stopped = run.plan_text.replace("built-in", "own")
    stopped = stopped.replace("day_basis", "credits_barred = false\nday_basis", 1)
    type(run).objects.filter(pk=run.pk).update(plan_text=stopped)
    effect = effect_of(party, portfolio.lines_of(party), after, day=day)
    assert effect is not None
    assert {row.staff_id for row in effect.rows} == {CAST["manager"], ""}


def test_what_one_side_would_have_lost_the_other_would_have_gained(bank: Served, party: str) -> None:
    day = day_number(TODAY)
    before = portfolio.lines_of(party)
    after = (Line("", CAST["manager"], "lead", day, None, 3_333), Line("", MATE, "co", day, None, 5_000))
    effect, run = effect_of(party, before, after, day=day), newest_run()
    assert effect is not None
    assert run is not None
    for name in ("deposit_balance_days_micro", "loan_balance_days_micro"):
        sums = [
            sum(getattr(side, name) for side in sides)
            for sides in zip(*((r.before, r.after) for r in effect.rows), strict=True)
        ]
        assert sums[0] == sums[1] == getattr(own_sums(run, [party])[party], name)
    assert {row.staff_id for row in effect.rows} == {CAST["manager"], MATE, ""}
