"""Two managers want one customer whom nobody has: each says why, one gets it, the other is told.

C000012 is kept by a sub-branch of branch 6 and served by nobody; September 2026 is the newest settled month.
"""

from datetime import timedelta
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from tests.banks.served import Kept
from tests.journeys.conftest import Site
from tests.journeys.house import House, card, house_of, told

CUSTOMER, NAME = "C000012", "演示·金溪物流有限公司"
FIRST, SECOND = "RM055", "RM057"
"""Managers of the branch's team: 韩小满, who brought the customer in, and 朱霜降, who called on it."""
SUB_HEAD, HEAD, ELSEWHERE = "HEAD0601", "HEAD06", "RM001"
PAPER, CONTENT = "visit 2026-10-09.pdf", b"%PDF-1.7 made up: a visit"


def claims(page: Page, *, share: str, why: str) -> str:
    """Fill the form of a claim by the customer's number, look at what it does, submit it: the request's address."""
    page.goto("/claims/")
    page.get_by_label("Customer number").fill(CUSTOMER)
    page.get_by_role("button", name="Look").click()
    form = card(page, "Your claim")
    expect(page.get_by_text("unclaimed today: 100%")).to_be_visible()
    expect(page.get_by_text(NAME)).to_have_count(0)
    form.get_by_label("Share, %").fill(share)
    form.get_by_label("Why it is yours: visits, who brought it, since when").fill(why)
    form.get_by_role("button", name="See what it does").click()
    expect(card(page, "Shares before and after")).to_contain_text(f"{share} %")
    paper: FilePayload = {"name": PAPER, "mimeType": "application/pdf", "buffer": CONTENT}
    form.get_by_label("Papers (at most five)").set_input_files([paper])
    form.get_by_role("button", name="Submit the claim").click()
    page.wait_for_url("**/approvals/*/")
    expect(page.get_by_text("What it would have done")).to_have_count(0)
    return page.url


def test_a_claim_is_contested_and_one_wins(site: Site, kept_bank: Kept, tmp_path: Path) -> None:
    with house_of(site, kept_bank, tmp_path, language="en") as house:
        house.gives_log_ins(FIRST, SECOND, SUB_HEAD, HEAD)
        first, second = house.person(FIRST), house.person(SECOND, width="phone")
        won = claims(first, share="100", why="Brought in by me in August, three visits since, the papers prove it")
        lost = claims(second, share="60", why="I called on them in October and they want a loan")
        house.look(second, "counter-claim")
        a_stranger_is_told_nothing(house)
        both_sides_are_read(house, won=won, lost=lost)
        one_decides_and_the_other_comes_too_late(house, won=won, lost=lost)
        the_winner_serves_the_customer(house, won=won)
        the_other_is_told(house, lost=lost)


def a_stranger_is_told_nothing(house: House) -> None:
    """A manager of another branch learns of no customer that is kept elsewhere, nor whether there is one."""
    page = house.person(ELSEWHERE)
    for number in (CUSTOMER, "C999999"):
        page.goto("/claims/")
        page.get_by_label("Customer number").fill(number)
        page.get_by_role("button", name="Look").click()
        told(page, f"Your branch keeps no customer {number}.")


def both_sides_are_read(house: House, *, won: str, lost: str) -> None:
    """The head of the unit has both among the tasks, reads reasons and papers side by side, and what each would do."""
    page = house.person(SUB_HEAD)
    page.goto("/claims/")
    expect(card(page, "Waiting for your decision").get_by_role("link", name=CUSTOMER)).to_have_count(2)
    expect(card(page, "Waiting for your decision")).to_contain_text("韩小满")
    card(page, "Waiting for your decision").get_by_role("link", name=CUSTOMER).first.click()
    contest = card(page, "Contest")
    expect(contest.locator("article")).to_have_count(2)
    expect(contest.get_by_text("three visits since")).to_be_visible()
    expect(contest.get_by_text("they want a loan")).to_be_visible()
    with page.expect_download() as paper:
        contest.get_by_role("link", name=PAPER).first.click()
    assert Path(paper.value.path()).read_bytes() == CONTENT
    house.look(page, "contest")
    for address, staff, share in ((won, "韩小满", "100 %"), (lost, "朱霜降", "60 %")):
        page.goto(address)
        effect = card(page, "What it would have done in 2026-09")
        expect(effect.get_by_role("row", name=staff)).to_contain_text("0.00 →")
        expect(effect.get_by_role("row", name="unclaimed")).to_contain_text("→")
        expect(card(page, "What would change").get_by_role("row", name=staff)).to_contain_text(share)
        house.look(page, f"effect-{share[:-2]}")


def one_decides_and_the_other_comes_too_late(house: House, *, won: str, lost: str) -> None:
    """While the head of the branch still reads the second claim, the head of the unit decides for the first."""
    slow, quick = house.person(HEAD), house.person(SUB_HEAD)
    slow.goto(lost)
    quick.goto(won)
    quick.get_by_role("button", name="Approve and carry out").click()
    expect(quick.locator(".lead .state")).to_have_text("approved")
    slow.get_by_role("button", name="Approve and carry out").click()
    house.refuses(slow, "This request is decided already")
    house.look(slow, "too-late")


def the_winner_serves_the_customer(house: House, *, won: str) -> None:
    """From today on all of it, and until yesterday nobody; who decided and why stands beside."""
    page = house.person(FIRST)
    page.goto("/customers/")
    page.get_by_role("link", name=NAME).click()
    house.look(page, "customer-of-the-winner")
    serving = card(page, "Who serves, since when")
    expect(serving.get_by_role("row", name="韩小满")).to_contain_text(house.day.isoformat())
    serving.get_by_role("link", name="History and changes").click()
    expect(card(page, "Today").get_by_role("row", name="韩小满")).to_contain_text("100%")
    expect(card(page, "Changes agreed").get_by_role("row", name="claim")).to_contain_text("three visits since")
    house.look(page, "history")
    before = (house.day - timedelta(days=1)).isoformat()
    page.get_by_label("On", exact=True).fill(before)
    page.get_by_role("button", name="Show", exact=True).click()
    expect(card(page, before).get_by_role("row", name="unclaimed")).to_contain_text("100%")


def the_other_is_told(house: House, *, lost: str) -> None:
    """Refused, by whom, for whom; the customer stays out of sight, and a second try is refused in words."""
    page = house.person(SECOND)
    page.goto("/claims/")
    own = card(page, "Asked by you").get_by_role("row", name=CUSTOMER)
    expect(own).to_contain_text("refused")
    expect(own).to_contain_text("Decided for 韩小满")
    house.look(page, "claims-of-the-other")
    page.goto(lost)
    expect(card(page, "Who and when")).to_contain_text("沈大暑")
    assert page.request.get(f"/customers/{CUSTOMER}/").status == 404
    page.goto(f"/claims/{CUSTOMER}/")
    form = card(page, "Your claim")
    form.get_by_label("Share, %").fill("10")
    form.get_by_label("Why it is yours: visits, who brought it, since when").fill("Once more")
    form.get_by_role("button", name="Submit the claim").click()
    house.refuses(page, "would add up to 110 %: more than the whole")
