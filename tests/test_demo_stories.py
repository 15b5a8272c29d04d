"""The made-up bank at its full size has the shape that was asked for, and every story it tells is in its figures."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from qiao.project.demo.telling import WORDS
from tests.demo_bank.reading import Row, Written, balance_on, carried, days_of, fen, running, untied, written
from tests.demo_bank.reckoning import Month, reckoned

Balances = dict[tuple[str, ...], list[Row]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written(tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def september(whole: Written) -> Month:
    return reckoned(whole, "2026-09")


@pytest.fixture(scope="module")
def held(whole: Written) -> Balances:
    return whole.by("balance", "account_id")


def served_by(extract: Written, party_id: str, day: str, *, account_id: str = "") -> dict[str, int]:
    parts: Counter[str] = Counter()
    for row in running(extract.rows("assignment", party_id=party_id, account_id=account_id), day):
        parts[row["staff_id"]] += fen(row["share"])
    return dict(parts)


def test_the_bank_has_the_shape_that_was_asked_for(whole: Written) -> None:
    kinds = Counter(row["kind"] for row in whole.tables["org"])
    assert (kinds["head"], kinds["branch"], kinds["subbranch"], kinds["team"]) == (1, 6, 24, 7)
    managers = whole.rows("staff", post="rm")
    assert [row["staff_id"] for row in managers] == [f"RM{n:03d}" for n in range(1, 61)]
    assert {row["level"] for row in managers} == {"见习", "助理", "初级", "中级", "高级", "资深"}
    assert Counter(row["kind"] for row in whole.tables["party"]) == {"company": 1200, "person": 1800}
    used = {row["product_id"] for name in ("account", "fee") for row in whole.tables[name]} - {""}
    assert used == {row["product_id"] for row in whole.tables["product"]}
    assert {row["role"] for row in whole.tables["assignment"]} == {"lead", "co", "referral", "product"}
    assert {row["class"] for row in whole.tables["risk"]} == {"normal", "special", "substandard", "doubtful", "loss"}
    assert any(row["closed_on"] and row["closed_on"] < "2025-09-01" for row in whole.tables["account"])


def test_one_account_in_twenty_is_nobodys(whole: Written) -> None:
    served = {row["party_id"] for row in whole.tables["assignment"]}
    unclaimed = sum(row["party_id"] not in served for row in whole.tables["account"])
    assert 0.04 < unclaimed / len(whole.tables["account"]) < 0.06


def test_a_fifth_of_the_customers_makes_four_fifths_of_the_business(whole: Written, held: Balances) -> None:
    owner = {row["account_id"]: row["party_id"] for row in whole.tables["account"]}
    sums = Counter(dict.fromkeys(owner.values(), 0))
    for (account_id,), rows in held.items():
        sums[owner[account_id]] += balance_on(rows, "2026-09-15")
    sizes = sorted(sums.values(), reverse=True)
    assert len(sizes) == 3000
    assert 0.75 < sum(sizes[:600]) / sum(sizes) < 0.88


def test_the_ledger_ties_but_for_the_one_planted_line(whole: Written) -> None:
    days = {row["on"] for row in whole.tables["ledger"]}
    assert days == {*(days_of(month)[-1] for month in whole.facts.months), *days_of("2026-09")}
    planted = whole.facts.ledger_break
    key = (planted.day.isoformat(), planted.org_id, planted.product_id)
    assert untied(whole) == {key: (planted.book_fen, planted.ledger_fen)}
    assert planted.difference_fen == -12_600_000
    assert whole.facts.story("ledger_break").org_id == planted.org_id


def test_those_who_may_log_in_are_there_in_their_post(whole: Written) -> None:
    assert [login.post for login in whole.facts.logins] == ["rm", "lead", "head", "hr", "auditor", "admin"]
    for login in whole.facts.logins:
        (row,) = whole.rows("staff", staff_id=login.staff_id)
        assert (row["post"], row["org_id"], row["left_on"]) == (login.post, login.org_id, "")
    assert whole.facts.login("rm").org_id == whole.facts.login("lead").org_id
    with pytest.raises(KeyError):
        whole.facts.login("trainer")


def test_every_story_is_told_and_names_what_exists(whole: Written) -> None:
    assert [story.code for story in whole.facts.stories] == sorted({*WORDS}, key=[*WORDS].index)
    for story in whole.facts.stories:
        assert "%(" not in str(story)
        for column, table in (
            ("party_id", "party"),
            ("account_id", "account"),
            ("staff_id", "staff"),
            ("org_id", "org"),
        ):
            named = story.facts[column]
            assert not named or len(whole.rows(table, **{column: named})) == 1, (story.code, column)
            assert f"%({column})s" not in story.words or named, (story.code, column)


def test_a_customer_handed_over_in_mid_month_is_the_takers_from_that_day(whole: Written) -> None:
    story = whole.facts.story("hand_over")
    assert served_by(whole, story.party_id, "2026-09-15") == {story.other_staff_id: 10_000}
    assert served_by(whole, story.party_id, "2026-09-16") == {story.staff_id: 10_000}


@pytest.mark.parametrize(
    ("code", "shares"),
    [
        ("split_60_40", {"RM001": 6000, "RM004": 4000}),
        ("split_50_30_20", {"RM001": 5000, "RM003": 3000, "RM010": 2000}),
        ("two_roles", {"RM001": 7000, "RM006": 3000}),
        ("unclaimed", {}),
    ],
)
def test_customers_are_shared_as_the_story_says(whole: Written, code: str, shares: dict[str, int]) -> None:
    assert served_by(whole, whole.facts.story(code).party_id, "2026-09-30") == shares


def test_an_account_may_have_shares_of_its_own(whole: Written) -> None:
    story = whole.facts.story("account_share")
    assert served_by(whole, story.party_id, "2026-09-30") == {"RM001": 10_000}
    own = served_by(whole, story.party_id, "2026-09-30", account_id=story.account_id)
    assert own == {"RM001": 3000, "RM009": 7000}


def test_a_leavers_customers_wait_until_somebody_takes_over(whole: Written) -> None:
    story = whole.facts.story("leaver")
    (leaver,) = whole.rows("staff", staff_id=story.staff_id)
    assert leaver["left_on"] == story.facts["day"] == "2026-08-14"
    assert served_by(whole, story.party_id, "2026-09-09") == {story.staff_id: 10_000}
    assert served_by(whole, story.party_id, "2026-09-10") == {story.other_staff_id: 10_000}
    behind = whole.facts.story("left_behind")
    assert served_by(whole, behind.party_id, "2026-09-30") == {story.staff_id: 10_000}


def test_a_fee_may_name_no_account(whole: Written) -> None:
    story = whole.facts.story("party_fee")
    paid = whole.rows("fee", party_id=story.party_id, on=story.facts["day"])
    assert ("", "86000.00") in {(row["account_id"], row["amount"]) for row in paid}
    assert any(row["account_id"] for row in whole.tables["fee"])
    assert any(not row["product_id"] for row in whole.tables["fee"])


def test_a_quarter_end_is_dressed_up(whole: Written, held: Balances) -> None:
    story = whole.facts.story("quarter_end_spike")
    rows = held[story.account_id,]
    for before, dressed, after in (("2026-06-28", "2026-06-30", "2026-07-04"), ("2026-09-28", "2026-09-29", "")):
        assert balance_on(rows, dressed) > 5 * balance_on(rows, before)
        assert not after or balance_on(rows, after) < balance_on(rows, dressed) // 5


def test_an_account_is_overdrawn_and_another_outlives_its_closing(whole: Written, held: Balances) -> None:
    overdrawn = whole.facts.story("overdraft")
    rows = held[overdrawn.account_id,]
    assert [day for day in days_of("2026-09") if balance_on(rows, day) < 0] == [
        f"2026-09-{n}" for n in (22, 23, 24, 25)
    ]
    late = whole.facts.story("late_closing")
    outside = {}
    for row in whole.tables["account"]:
        rows = held.get((row["account_id"],), [])
        if rows and row["closed_on"] and rows[-1]["on"] > row["closed_on"]:
            outside[row["account_id"]] = [d for d in days_of("2026-09") if d > row["closed_on"] and balance_on(rows, d)]
    assert outside == {late.account_id: ["2026-09-10", "2026-09-11", "2026-09-12"]}


def test_the_deposits_of_one_branch_fall_three_months_in_a_row(whole: Written, held: Balances) -> None:
    story = whole.facts.story("falling_branch")
    deposits = {row["product_id"] for row in whole.rows("product", side="deposit")}
    samples = {month: days_of(month)[4::10] for month in whole.facts.months[-4:]}
    sizes: dict[str, Counter[str]] = defaultdict(Counter)
    for row in whole.tables["account"]:
        if row["product_id"] in deposits:
            for month, days in samples.items():
                sizes[row["org_id"][1:3]][month] += sum(balance_on(held[row["account_id"],], day) for day in days)
    falling = {
        f"B{branch}"
        for branch, by_month in sizes.items()
        if all(by_month[later] < 0.97 * by_month[month] for month, later in pairwise(samples))
    }
    assert falling == {story.org_id}


def test_a_loan_goes_bad_another_recovers_a_third_is_written_off(whole: Written, held: Balances) -> None:
    bad, cured, gone = (whole.facts.story(code) for code in ("bad_loan", "cured", "written_off"))
    graded = whole.by("risk", "account_id")
    assert [row["class"] for row in graded[bad.account_id,]] == ["normal", "special", "substandard", "doubtful"]
    assert [row["days_past_due"] for row in graded[bad.account_id,]] == ["0", "35", "95", "195"]
    assert [row["class"] for row in graded[cured.account_id,]] == ["normal", "special", "normal"]
    assert graded[gone.account_id,][-1]["class"] == "loss"
    assert held[gone.account_id,][-1]["on"] == gone.facts["day"]
    assert balance_on(held[gone.account_id,], "2026-09-30") == 0


def test_a_deposit_is_about_to_mature_a_loan_is_past_due_an_account_wakes(whole: Written, held: Balances) -> None:
    matures, owed, woken = (whole.facts.story(code) for code in ("matures_soon", "past_due", "woken"))
    dates = {row["account_id"]: row["maturity_on"] for row in whole.tables["account"]}
    assert dates[matures.account_id] == matures.facts["day"] == "2026-10-10"
    assert dates[owed.account_id] == owed.facts["day"] == "2026-09-19"
    assert balance_on(held[owed.account_id,], "2026-09-30") == 120_000_000
    assert [row["on"] for row in held[woken.account_id,]] == ["2025-07-18", woken.facts["day"]]
    assert {matures.staff_id, owed.staff_id, woken.staff_id} == {"RM001"}


def test_prices_and_posted_rates_fall_on_the_day_the_story_names(whole: Written) -> None:
    cut, posted = whole.facts.story("price_cut").facts["day"], whole.facts.story("posted_rate_cut").facts["day"]
    demand = whole.rows("ftp", side="deposit", tenor_days="1")
    before, after = carried(demand, "2026-08-15"), carried(demand, cut)
    assert before is not None
    assert after is not None
    assert float(before["annual_rate"]) - float(after["annual_rate"]) > 0.001
    assert len([row for row in whole.tables["rate"] if row["since"] == posted]) > 2_000


def test_ties_show_a_shared_address_a_ring_of_guarantees_groups_and_couples(whole: Written) -> None:
    first = whole.facts.story("same_address").party_id
    (company,) = whole.rows("party", party_id=first)
    assert len(whole.rows("party", address=company["address"])) == 5
    guarantors = {row["party_id"]: row["related_id"] for row in whole.rows("party_relation", role="guarantor")}
    one = whole.facts.story("guarantee_circle").party_id
    assert guarantors[guarantors[guarantors[one]]] == one
    roles = Counter(row["role"] for row in whole.tables["party_relation"])
    assert roles.keys() == {"parent", "shareholder", "legal_representative", "guarantor", "spouse"}
    assert all(0 < fen(row["share"]) <= 10_000 for row in whole.tables["party_relation"] if row["share"])


def test_bonuses_lie_between_some_hundred_and_some_ten_thousand_and_one_is_negative(
    whole: Written, september: Month
) -> None:
    bonuses = {row["staff_id"]: september.bonus(row["staff_id"]) for row in whole.rows("staff", post="rm", left_on="")}
    negative = {person for person, bonus in bonuses.items() if bonus < 0}
    assert negative == {whole.facts.story("negative_bonus").staff_id}
    middle = sorted(bonuses.values())[len(bonuses) // 2]
    assert 3_000 < middle < 10_000
    assert 20_000 < max(bonuses.values()) < 60_000
    assert september.bonus(whole.facts.login("rm").staff_id) > middle


def test_a_small_bad_loan_moves_a_bonus_over_the_cliff(whole: Written, september: Month, held: Balances) -> None:
    story = whole.facts.story("cliff")
    assert 0.0100 < september.quality(story.staff_id) < 0.0110
    assert september.factor(story.staff_id) == 0.8
    part = balance_on(held[story.account_id,], "2026-09-30") / 100 * 20 / 30
    without = september.bad[story.staff_id] - part
    assert 0.0090 < without / september.loan[story.staff_id] < 0.0100
    assert 0.05 * 0.2 * september.margin["loan", story.staff_id] > 2_000


def test_one_manager_lives_on_one_customer(whole: Written, september: Month) -> None:
    story = whole.facts.story("concentrated")
    own = [size for (person, _), size in september.by_customer.items() if person == story.staff_id]
    assert september.by_customer[story.staff_id, story.party_id] / sum(own) > 0.9


def test_guarantees_are_accounts_that_fees_name_and_no_balance_of_the_bank(whole: Written, held: Balances) -> None:
    guarantees = {row["account_id"] for row in whole.rows("account", product_id="F-GUAR")}
    assert guarantees
    assert not any((account_id,) in held for account_id in guarantees)
    assert guarantees & {row["account_id"] for row in whole.tables["fee"]}
