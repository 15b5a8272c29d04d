"""The programming interface: tokens, scopes, the same rows as the pages, its description kept to the letter."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import schemathesis
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from qiao.appraisal.actions import closing, late
from qiao.appraisal.actions.schemes import add_scheme
from qiao.appraisal.rules.late import LateKind
from qiao.appraisal.tests import schemes
from qiao.contribution.queries import runs
from qiao.cycle.actions import opening
from qiao.desk.api import door
from qiao.ground import clock, readings, tokens
from qiao.ground.models import ApiToken, AuditRecord, Look, Reading, User
from qiao.ground.periods import month_period
from qiao.ground.refusals import Refusal
from qiao.ground.tests.test_looks import MOMENT, a_long_load
from qiao.pay.actions import reckoning
from qiao.project.demo.facts import DEMO_PASSWORD
from qiao.project.interface import api, operations
from qiao.simulation.actions import asking, working
from qiao.simulation.rules.setting import Against, Setting
from qiao.ties.actions.declaring import declare
from tests.banks.served import CAST, Served
from tests.crawl.foreign import marks, own_of
from tests.house.pages import DOCS, fenced
from tests.terminal.calling import called, done

ALL = tuple(tokens.SCOPES)
QUESTIONS = {"auditor": 10, "manager": 5, "admin": 4}
"""How many are made up for each operation."""
ASKED = re.compile(r"^GET (\S+)$", re.MULTILINE)


def token_of(role: str, scopes: tuple[str, ...] = ALL) -> str:
    user = User.objects.get(username=CAST[role])
    ApiToken.objects.filter(user=user).delete()
    Reading.objects.filter(user=user).delete()
    return tokens.make(user, name="test", scopes=scopes, days=1, actor="test")


def asked(address: str, token: str) -> Any:
    return Client(raise_request_exception=False).get(address, headers={"Authorization": f"Bearer {token}"})


def confirmed(browser: Client) -> Client:
    """A browser whose person has just shown once more who he or she is."""
    answer = browser.post("/account/confirm/?next=/account/", {"password": DEMO_PASSWORD})
    assert answer["Location"] == "/account/"
    return browser


def examples() -> list[str]:
    return [address for text in fenced(DOCS / "api.md", "http") for address in ASKED.findall(text)]


def declared_group() -> int:
    return declare("演示系", ["C000001", "C000002"], since=clock.today(), reason="one owner", actor="desk").pk


def late_event() -> int:
    """A closed month and something that became known of it."""
    month = min(runs.months())
    closing.close(month, asker=None, actor="operator")
    event = late.raise_event(LateKind.PLAN, "p", first_day=None, facts={}, inputs=[], months=[month], actor="operator")
    assert event is not None
    return event.months.get().pk


def pay_run() -> int:
    """A closed month, and its pay reckoned for a branch."""
    month = min(runs.months())
    closing.close(month, asker=None, actor="operator")
    wish = reckoning.Wish(month, "B01", month_period(month).until)
    return reckoning.reckon(wish, asker=None, actor="operator").pk


def cycle() -> int:
    """A cycle of a quarter for a branch."""
    days = [date(2026, 7, 20), date(2026, 8, 20), date(2026, 10, 20), date(2026, 11, 20)]
    wish = opening.Wish("Q3", "B01", "2026-Q3", ["deposits"], days)
    return opening.open_cycle(wish, on=clock.today(), actor=User.objects.get(username=CAST["hr"])).pk


MADE = {"/cycles/1": cycle, "/declared-groups/1": declared_group, "/deltas/1": late_event, "/pay/runs/1": pay_run}


@contextmanager
def tried(address: str, bank: Served) -> Iterator[str]:
    """An example, with what the made-up bank has none of made for as long as it is asked."""
    lacking = next((part for part in MADE if re.search(rf"{part}\b", address)), "")
    if lacking:
        with transaction.atomic():
            yield address.replace(lacking, f"{lacking.removesuffix('1')}{MADE[lacking]()}")
            transaction.set_rollback(True)
        return
    if not re.search(r"/(simulations|schemes)/1", address):
        yield address
        return
    record = add_scheme(schemes.example("loophole-parked-base").text, file="draft", asker=None, actor="test")
    setting = Setting("", record.text, bank.months[0], bank.months[-1], "", Against.HELD, 100)
    made = asking.ask(setting, actor=User.objects.get(username=CAST["hr"]))
    working.work_off(actor="test")
    number = record.pk if "/schemes/" in address else made.pk
    try:
        yield re.sub(r"/(simulations|schemes)/1", rf"/\1/{number}", address)
    finally:
        asking.delete(made.pk, actor=User.objects.get(username=CAST["hr"]))
        record.delete()


@pytest.mark.parametrize("example", examples())
def test_an_example_of_the_page_is_answered(served_bank: Served, example: str) -> None:
    with tried(example, served_bank) as address:
        answer = asked(address, token_of("manager" if "/estimate/" in address else "auditor"))
    assert answer.status_code == 200
    assert answer.json()


def test_the_page_has_an_example_of_every_operation() -> None:
    told = {re.sub(r"\?.*", "", address) for address in examples()}
    for one in operations():
        pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", one["address"]) + "$")
        assert any(pattern.match(address) for address in told), one["address"]


@pytest.mark.parametrize("token", ["", "qiao_", "qiao_no", "Basic x", "qiao_" + "x" * 5_000])
def test_without_a_good_token_nothing_is_told(served_bank: Served, token: str) -> None:
    for one in operations():
        answer = asked(one["address"].replace("{", "").replace("}", ""), token)
        assert answer.status_code in {401, 422}
        assert set(answer.json()) == {"code", "words"}


@pytest.mark.parametrize("end", ["revoked", "over", "closed"])
def test_a_token_ends(served_bank: Served, end: str) -> None:
    plain = token_of("auditor")
    token = ApiToken.objects.get(digest=tokens.digest_of(plain))
    assert asked("/api/v1/runs", plain).status_code == 200
    if end == "revoked":
        tokens.revoke(token.user, number=token.pk, actor="test")
    elif end == "over":
        ApiToken.objects.filter(pk=token.pk).update(expires_on=clock.today() - timedelta(days=1))
    else:
        User.objects.filter(pk=token.user_id).update(is_active=False)
    try:
        assert asked("/api/v1/runs", plain).status_code == 401
    finally:
        User.objects.filter(pk=token.user_id).update(is_active=True)


def test_a_token_reads_what_its_scopes_say(served_bank: Served) -> None:
    plain = token_of("auditor", ("runs:read",))
    answers = {
        one["address"]: (one["scope"], asked(one["address"].replace("{number}", "1"), plain)) for one in operations()
    }
    for scope, answer in answers.values():
        assert (answer.status_code == 403) is (scope != "runs:read") or answer.status_code == 422


@pytest.mark.parametrize("role", sorted(CAST))
def test_a_token_reads_no_more_than_its_person_may_see(served_bank: Served, role: str) -> None:
    plain = token_of(role)
    foreign = marks(with_numbers=role != "hr").foreign_to(own_of(User.objects.get(username=CAST[role])))
    for address in examples():
        answer = asked(address, plain)
        assert answer.status_code in {200, 403, 404}, address
        echoed = {part for part in re.split(r"[/?&=]", address) if part}
        assert {mark for mark in foreign - echoed if mark in answer.content.decode()} == set(), address


def test_pages_of_customers_fit_together(served_bank: Served) -> None:
    plain, seen, after = token_of("auditor"), list[str](), ""
    while True:
        page = asked(f"/api/v1/customers?after={after}", plain).json()
        seen += [one["party_id"] for one in page["customers"]]
        after = page["after"]
        if after is None:
            break
    assert len(seen) == len(set(seen)) > 100


def test_a_token_that_asks_too_often_is_told_so(served_bank: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "ASKS_A_MINUTE", 2)
    plain = token_of("auditor")
    statuses = [asked("/api/v1/runs", plain).status_code for _ask in range(6)]
    assert statuses[-1] == 429


def test_a_token_is_made_shown_once_and_revoked_in_the_browser(served_bank: Served) -> None:
    browser = served_bank.as_role("lead")
    form = {"name": "nightly", "days": "30", "scopes": ["customers:read", "runs:read"]}
    before = ApiToken.objects.count()
    assert browser.post("/account/tokens/", form)["Location"] == "/account/confirm/?next=%2Faccount%2Ftokens%2F"
    assert ApiToken.objects.count() == before
    page = confirmed(browser).post("/account/tokens/", form).content.decode()
    plain = re.search(r"qiao_[\w-]+", page)
    assert plain
    assert asked("/api/v1/customers", plain[0]).status_code == 200
    assert plain[0] not in browser.get("/account/tokens/").content.decode()
    number = ApiToken.objects.get(digest=tokens.digest_of(plain[0])).pk
    assert served_bank.as_role("head").post(f"/account/tokens/{number}/").status_code == 404
    assert browser.post(f"/account/tokens/{number}/").status_code == 302
    assert asked("/api/v1/customers", plain[0]).status_code == 401
    record = AuditRecord.objects.filter(action__endswith=".make").latest("pk")
    assert plain[0] not in str(record.new)


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"name": "a"},
        {"name": "", "days": "3", "scopes": "runs:read"},
        {"name": "a", "days": "0", "scopes": "runs:read"},
        {"name": "a", "days": "9999", "scopes": "runs:read"},
        {"name": "a", "days": "3", "scopes": "all"},
    ],
)
def test_a_token_that_makes_no_sense_is_refused_in_words(served_bank: Served, form: dict[str, str]) -> None:
    assert confirmed(served_bank.as_role("lead")).post("/account/tokens/", form).status_code == 409


@pytest.mark.parametrize("role", list(QUESTIONS))
def test_the_description_is_kept_whatever_is_asked(
    served_bank: Served, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Questions that schemathesis makes of the description: no 5xx, only declared answers, each in its form."""
    monkeypatch.setattr(door, "ASKS_A_MINUTE", 1_000_000)
    bound = settings(
        max_examples=QUESTIONS[role], deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    schema, plain = schemathesis.openapi.from_dict(api.get_openapi_schema()), token_of(role)
    browser, asked_for = Client(raise_request_exception=False), list[int]()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()
        declared = set(operation.responses.status_codes)

        def ask(case: Any, declared: frozenset[str]) -> None:
            query = {name: value for name, value in (case.query or {}).items() if value is not None}
            answer = browser.get(case.formatted_path, query, headers={"Authorization": f"Bearer {plain}"})
            asked_for.append(answer.status_code)
            assert answer.status_code < 500
            assert str(answer.status_code) in declared
            if answer.status_code != 200:
                assert set(answer.json()) == {"code", "words"}

        given(case=operation.as_strategy(), declared=st.just(frozenset(declared)))(bound(ask))()
    assert len(asked_for) > 100
    assert 429 not in asked_for


def test_no_default_is_taken_for_another() -> None:
    """The library shares what says the form of a parameter: two defaults of one form in a signature become one."""
    for told in api.get_openapi_schema()["paths"].values():
        for one in told["get"].get("parameters", ()):
            if one["schema"].get("type") == "string":
                assert one["schema"].get("default", "") == "", (told["get"]["operationId"], one["name"])


# --- how much is read


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The post may read so many rows; what was read is forgotten afterwards."""
    monkeypatch.setattr(readings.sources, "rows_a_day", lambda _person, _on: 120)
    yield 120
    Reading.objects.all().delete()


def looks_of(role: str, after: int) -> list[tuple[str, Any]]:
    found = Look.objects.filter(actor=CAST[role], kind="list", pk__gt=after).order_by("pk")
    return [(one.subject, one.detail) for one in found]


def last_look() -> int:
    return Look.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_an_answer_beyond_the_rows_of_the_day_is_refused_until_midnight(served_bank: Served, few_rows: int) -> None:
    plain, page = token_of("auditor"), "/api/v1/customers?sort=name"
    assert [len(asked(page, plain).json()["customers"]) for _time in range(2)] == [50, 50]
    refused = asked(page, plain)
    assert refused.status_code == 429
    assert refused.json()["code"] == "read.often"
    tomorrow = clock.today() + timedelta(days=1)
    assert "120" in refused.json()["words"]
    assert f"{tomorrow:%Y-%m-%d} 00:00" in refused.json()["words"]
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert asked("/api/v1/me", plain).json()["rows_read"] == 100  # what was refused is not counted
    assert [asked("/api/v1/runs/1", plain).status_code for _time in range(22)].count(429) > 0
    assert asked("/api/v1/me", plain).status_code == 429


def test_all_tokens_of_a_person_count_together_and_those_of_others_do_not(served_bank: Served, few_rows: int) -> None:
    first, other = token_of("auditor"), token_of("head")
    user = User.objects.get(username=CAST["auditor"])
    second = tokens.make(user, name="second", scopes=ALL, days=1, actor="test")
    for plain in (first, second):
        assert asked("/api/v1/customers", plain).status_code == 200
    assert asked("/api/v1/customers", second).status_code == 429
    assert asked("/api/v1/customers", other).status_code == 200


def test_a_list_leaves_a_look_at_once_and_then_one_each_thousand_rows(
    served_bank: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings, "ROWS_A_LOOK", 120)
    plain, before, today = token_of("auditor"), last_look(), clock.today().isoformat()
    for _time in range(5):
        asked("/api/v1/customers?sort=name", plain)
    subject = "list /api/v1/customers"
    assert looks_of("auditor", before) == [
        (subject, {"rows": 50, "on": today}),
        (subject, {"rows": 150, "on": today}),
    ]


def test_what_a_day_left_untold_is_told_the_next_time(served_bank: Served) -> None:
    plain, before = token_of("auditor"), last_look()
    for _time in range(3):
        asked("/api/v1/customers?sort=name", plain)
    yesterday = clock.today() - timedelta(days=1)
    Reading.objects.filter(user__username=CAST["auditor"]).update(on=yesterday)
    asked("/api/v1/runs", plain)
    told = looks_of("auditor", before)
    assert told[1] == ("list /api/v1/customers", {"rows": 100, "on": yesterday.isoformat()})
    assert not Reading.objects.filter(user__username=CAST["auditor"], on=yesterday).exists()


@pytest.mark.parametrize("address", ["/api/v1/customers/C000001", "/api/v1/customers/C000001/around"])
def test_who_reads_anothers_customer_leaves_the_look_of_the_page(served_bank: Served, address: str) -> None:
    Look.objects.filter(kind="opened", subject="customer C000001").delete()
    asked(address, token_of("manager"))
    asked(address, token_of("auditor"))
    found = Look.objects.filter(kind="opened", subject="customer C000001")
    assert [one.actor for one in found] == [CAST["auditor"]]


# --- the same figures as on the pages


def test_the_interface_tells_what_the_pages_tell(served_bank: Served) -> None:
    """One figure of each new kind beside the page it stands on."""
    plain, browser = token_of("auditor"), served_bank.as_role("auditor")
    person = asked("/api/v1/people/RM001/months", plain).json()[-1]["standing"]
    assert grouped(person["bonus"]) in browser.get("/people/RM001/").content.decode()
    slip = asked("/api/v1/slips/2026-09/RM001", plain).json()
    assert slip["bonus"] == person["bonus"]
    part = asked("/api/v1/slips/2026-09/RM001/accounts/A00000302", plain).json()
    line = next(one for one in slip["lines"] if one["account_id"] == "A00000302")
    margin = [one for one in part["leaves"] if one["measure"] == "margin"]
    assert sum(Decimal(one["amount"]) for one in margin) == Decimal(line["margin"])
    assert part["agrees"]
    units = asked("/api/v1/units", plain).json()["units"]
    total = asked("/api/v1/runs/2", plain).json()["totals"]
    assert units[0]["margin"] == total["margin"]
    curve = asked("/api/v1/team/customers", plain).json()
    assert curve["points"][-1] == [curve["customers"], curve["total"]]
    assert len(asked("/api/v1/runs/2/tieout", plain).json()["rows"]) == 1  # the story of the ledger's break
    today = asked("/api/v1/today", token_of("manager")).json()
    assert today["own"]["bonus"] == person["bonus"]
    held = asked("/api/v1/performance/RM001", plain).json()["spans"][0]["held"]
    assert next(one["value"] for one in held if one["measure"] == "bonus") == person["bonus"] + "0000"


def grouped(text: str) -> str:
    return f"{Decimal(text):,}"


def test_another_persons_figures_are_withheld(served_bank: Served) -> None:
    """C000003 is served by three of one team: a manager reads the own figures, the lead all of them."""
    of_manager = asked("/api/v1/customers/C000003", token_of("manager")).json()
    assert [one["staff_id"] for one in of_manager["earning"]] == ["RM001"]
    assert of_manager["withheld"]
    assert len(asked("/api/v1/customers/C000003", token_of("lead")).json()["earning"]) > 1


# --- tokens by operators


def test_an_operator_makes_lists_and_revokes_a_token(served_bank: Served) -> None:
    user = User.objects.get(username=CAST["lead"])
    ApiToken.objects.filter(user=user).delete()
    made = done("token", "make", CAST["lead"], "nightly", "--scope", "runs:read", "--days", "3")
    plain = made.out.strip()
    assert asked("/api/v1/runs", plain).status_code == 200
    assert asked("/api/v1/customers", plain).status_code == 403
    record = AuditRecord.objects.filter(subject=f"token nightly of {CAST['lead']}").latest("pk")
    assert record.actor.endswith("(terminal)")
    assert plain not in str(record.new)
    token = ApiToken.objects.get(user=user)
    listed = done("token", "list", "--login", CAST["lead"]).out
    assert "nightly" in listed
    assert plain not in listed
    done("token", "revoke", str(token.pk))
    assert asked("/api/v1/runs", plain).status_code == 401
    assert AuditRecord.objects.latest("pk").action == "ground.revoke_any"


@pytest.mark.parametrize(
    "call",
    [
        ("revoke", "999999999"),
        ("revoke", str(1 << 70)),
        ("make", "no-such-login", "x", "--scope", "runs:read"),
        ("make", CAST["lead"], "x", "--scope", "everything"),
        ("make", CAST["lead"], "x", "--scope", "runs:read", "--days", "366"),
    ],
)
def test_an_operators_call_that_makes_no_sense_is_refused(served_bank: Served, call: tuple[str, ...]) -> None:
    said = called("token", *call)
    assert said.status == 1
    assert said.err.startswith("qiao: ")


def test_the_longest_life_of_a_token_is_a_parameter(served_bank: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tokens.sources.days_most(clock.today()) == 365
    monkeypatch.setattr(tokens.sources, "days_most", lambda _on: 7)
    user = User.objects.get(username=CAST["lead"])
    with pytest.raises(Refusal, match="1 to 7 days"):
        tokens.make(user, name="x", scopes=ALL, days=8, actor="test")


@pytest.mark.parametrize("question", ["month=2026-08", "sort=bogus", "kind=zzz", "order=up", "sort=loans&shoe=1"])
def test_a_slip_of_the_pen_is_no_other_question(served_bank: Served, question: str) -> None:
    answer = asked(f"/api/v1/customers?{question}", token_of("auditor"))
    assert answer.status_code == 422
    assert answer.json()["words"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="nobody waits for another writer on PostgreSQL")
def test_an_answer_that_cannot_be_counted_is_put_off_at_once(served_bank: Served) -> None:
    token = token_of("auditor")
    asked("/api/v1/me", token)
    begun = clock.ticks()
    with a_long_load():
        answer = asked("/api/v1/products", token)
        assert clock.ticks() - begun < MOMENT
    assert (answer.status_code, answer.json()["code"]) == (429, "busy.often")
    assert int(answer.headers["Retry-After"]) > 0
    assert asked("/api/v1/products", token).status_code == 200


@pytest.mark.skipif(connection.vendor != "sqlite", reason="nobody waits for another writer on PostgreSQL")
def test_the_first_use_of_a_token_on_a_day_waits_for_nobody(served_bank: Served) -> None:
    token = token_of("auditor")
    begun = clock.ticks()
    with a_long_load():
        assert asked("/api/v1/products", token).status_code == 429
        assert clock.ticks() - begun < MOMENT
    assert asked("/api/v1/products", token).status_code == 200
    assert ApiToken.objects.get(user__username=CAST["auditor"]).used_on == clock.today()


def test_looks_that_wait_are_told_too(served_bank: Served) -> None:
    reader = User.objects.get(username=CAST["manager"])
    token = token_of("auditor")
    Reading.objects.create(user=reader, on=clock.today() - timedelta(days=1), name="products", rows=40, told=1)
    found = asked("/api/v1/audit/looks?kind=list", token).json()
    assert found[0]["subject"] == "list products"
    assert not Reading.objects.filter(user=reader, on__lt=clock.today()).exists()
