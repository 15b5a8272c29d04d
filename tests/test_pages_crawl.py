"""Every page as each of a small cast: nothing breaks, no link is dead, and nobody reads another's customers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from qiao.contribution.queries.runs import latest_run, months, serving_period
from qiao.customers.queries import Customer
from qiao.ground import clock
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.portfolio.queries.serving import served_ids
from qiao.project.access import urls as door
from tests.banks.served import CAST, Kept, Served
from tests.crawl.reading import on_a_day_without_files, text_of
from tests.databases.homes import rows_of
from tests.databases.server import is_postgres

LINK = re.compile(r'(?:href|hx-get)="([^"#][^"]*)"')
PAGES_A_PATTERN = 3
BY_FORM = frozenset({"set_language", "unit", "runs_choose", "runs_compared", "quarantine_sheet", "end_sessions"})
BY_FORM |= {"group_declared"}
BY_FORM |= {"customer_known_back", "register_back", "register_hand_in", "register_template"}
BY_FORM |= {"customer_papers", "customer_paper", "customer_paper_back", "register_new"}
BY_FORM |= {"task", "approval", "masked_field", "targets_hand_in", "token_revoke", "customer_view", "customer_view_out"}
BY_FORM |= {"duplicate", "duplicate_sheet", "duplicate_decide", "duplicates_ask", "duplicates_name", "duplicates_split"}
BY_FORM |= {"question", "question_keep", "question_share", "question_schedule", "question_out", "question_back"}
BY_FORM |= {"question_file"}
BY_FORM |= {"opening", "opening_new", "opening_act", "candidate", "candidate_act"}
BY_FORM |= {"certificate_back", "certificates_hand_in", "certificates_template"}
BY_FORM |= {"claim", "claim_paper", "conflict", "hand_over", "hand_over_new", "portfolio_change", "shadow"}
BY_FORM |= {"duty_person", "rotation_back", "leave", "draw", "exit"}
BY_FORM |= {"pay_run", "pay_run_sheet", "pay_payroll", "pay_accrual", "pay_statement", "pay_paper", "pay_case"}
BY_FORM |= {"pay_case_pack", "pay_loan_pack", "pay_loan", "pay_person"}
BY_FORM |= {"delta", "deltas_sheet"}
BY_FORM |= {"hold"}
BY_FORM |= {"figures_template"}
BY_FORM |= {"appeal", "appeal_new", "appeal_paper", "appeal_correction"}
BY_FORM |= {"review_round", "review_sheet", "review_person", "rate"}
BY_FORM |= {"cycle", "cycle_new", "cycle_sheet", "cycle_targets", "cycle_progress", "cycle_grades", "cycle_person"}
BY_FORM |= {"cycle_interview", "cycle_uses", "cycle_plan"}
BY_FORM |= {"balance", "balance_move", "balance_aside", "balance_submit"}
BY_FORM |= {"simulation", "simulation_people", "simulation_sheet", "simulations_compared", "simulation_again"}
BY_FORM |= {"simulation_delete", "scheme_loopholes", "my_estimate"}
BY_FORM |= {"scheme", "scheme_new", "scheme_edit", "scheme_ask", "scheme_waive"}
BY_FORM |= {"link_account", "link_account_sheet", "link_enterprise", "link_enterprise_new", "link_instruction"}
BY_FORM |= {"link_journal"}
"""Addresses reached by a form, or only where there is something to compare or to save."""
AT_THE_DOOR = frozenset(str(pattern.name) for pattern in door.at_the_door)
WITH_A_SECOND_FACTOR = frozenset(str(pattern.name) for pattern in door.inside if "mfa" in str(pattern.name))
"""Addresses for those who are not inside (tests/test_log_in.py) or have a second factor (tests/test_second_step.py)."""
SEES_NO_CUSTOMER = frozenset({"hr", "admin", "nobody"})


def patterns(resolver: URLResolver) -> Iterator[str]:
    """The names of all addresses of the application."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry) if entry.namespace != "api" else ()  # a program's, and tests/test_api.py's
        elif isinstance(entry, URLPattern):
            yield str(entry.name)


def links(page: str, *, at: str) -> list[str]:
    """The addresses a page leads to, on this host, files aside."""
    found = (urldefrag(urljoin(at, unescape(link))).url for link in LINK.findall(page))
    return [link for link in dict.fromkeys(found) if link.startswith("/") and not link.startswith("/static/")]


def walk(browser: Client) -> dict[str, tuple[int, str]]:
    """Every page that can be reached, at most three a kind: address -> status and text."""
    seen: dict[str, tuple[int, str]] = {}
    waiting, kinds = ["/"], dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        kind = str(resolve(address.partition("?")[0]).url_name)
        if address in seen or kinds.get(kind, 0) >= PAGES_A_PATTERN:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        answer = browser.get(address)
        body = text_of(answer)
        seen[address] = (answer.status_code, body)
        if answer.status_code == 302:
            waiting.append(answer["Location"])
        elif "html" in answer["Content-Type"]:
            waiting.extend(links(body, at=address))
    return seen


@dataclass(slots=True)
class Walks:
    """What each of the cast can reach, walked once."""

    known: dict[str, dict[str, tuple[int, str]]] = field(default_factory=dict)

    def of(self, role: str, bank: Served) -> dict[str, tuple[int, str]]:
        if role not in self.known:
            on_a_day_without_files(CAST[role])
            self.known[role] = walk(bank.as_role(role))
        return self.known[role]


@pytest.fixture(scope="module")
def walks() -> Walks:
    return Walks()


@pytest.mark.whatever_database
@pytest.mark.parametrize("role", sorted(CAST))
def test_every_link_of_every_page_leads_somewhere(served_bank: Served, walks: Walks, role: str) -> None:
    pages = walks.of(role, served_bank)
    broken = {address: status for address, (status, _body) in pages.items() if status not in {200, 302}}
    assert broken == {}
    assert len(pages) > 1


def test_the_walks_reach_every_address(served_bank: Served, walks: Walks) -> None:
    reached = {
        str(resolve(address.partition("?")[0]).url_name)
        for role in ("manager", "auditor", "hr")
        for address in walks.of(role, served_bank)
    }
    assert set(patterns(get_resolver())) - reached - BY_FORM - AT_THE_DOOR - WITH_A_SECOND_FACTOR == set()


@pytest.mark.parametrize("role", sorted(CAST))
def test_nobody_reads_the_name_of_a_customer_of_others(served_bank: Served, walks: Walks, role: str) -> None:
    person = User.objects.get(username=CAST[role])
    foreign = foreign_names(person) if role not in SEES_NO_CUSTOMER else all_names()
    read = {
        (address, name)
        for address, (_status, body) in walks.of(role, served_bank).items()
        for name in foreign
        if name in body
    }
    assert read == set()


def all_names() -> set[str]:
    return set(Customer.objects.values_list("name", flat=True))


def foreign_names(person: User) -> set[str]:
    """Names of customers that neither the person nor anybody he or she sees serves in a settled month or since."""
    on = clock.today()
    scope = scope_of(person, on=on)
    served = served_ids(scope, period=serving_period(latest_run(min(months())), on=on))
    if served is None:
        return set()
    if scope.org_ids:
        return set()  # a branch also sees whose accounts it keeps; `test_a_branch_...` looks at that
    own = set(Customer.objects.filter(party_id__in=served).values_list("name", flat=True))
    return {name for name in all_names() - own if not any(name in other for other in own)}


def one_of_each_kind(addresses: list[str]) -> list[str]:
    return list({str(resolve(address.partition("?")[0]).url_name): address for address in sorted(addresses)}.values())


@pytest.mark.parametrize("role", sorted(CAST))
def test_an_address_of_others_is_answered_in_words(served_bank: Served, walks: Walks, role: str) -> None:
    browser = served_bank.as_role(role)
    on_a_day_without_files(CAST[role])
    answers = {
        address: browser.get(address).status_code for address in one_of_each_kind([*walks.of("auditor", served_bank)])
    }
    assert {address: status for address, status in answers.items() if status not in {200, 302, 403, 404}} == {}


@pytest.mark.parametrize(
    "address",
    [
        "/customers/%00/",
        "/people/RM001%00/",
        "/slips/2026-09/RM001/accounts/%00/",
        "/customers/?text=%00",
        "/people/?text=a%00b",
        "/quarantine/?text=%00",
        "/runs/?month=%00",
        "/league/?branch=%00",
        "/unclaimed/?month=2026-09&branch=%00",
        "/customers/?%00=1",
        f"/runs/{2**63}/",
        f"/loads/{10**30}/",
        f"/runs/1/against/{2**31}/",
        f"/runs/?month=2026-09&run={10**30}",
    ],
)
def test_no_address_asks_the_database_what_it_cannot_be_asked(served_bank: Served, address: str) -> None:
    assert served_bank.as_role("auditor").get(address).status_code in ({404} if "%00" in address else {200, 404})


def test_a_session_that_cannot_be_one_is_none(served_bank: Served) -> None:
    answer = Client(raise_request_exception=False).get("/", headers={"Cookie": r'sessionid="\000aaaaaaaaaaaa"'})
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")


def test_pages_are_answered_after_the_server_of_the_database_was_started_anew(
    kept_bank: Kept, served_bank: Served
) -> None:
    if not is_postgres():
        pytest.skip("SQLite has no server")
    browser = served_bank.as_role("auditor")
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    assert rows_of(kept_bank.home, f"{others} AND pid <> pg_backend_pid()") != []
    close_old_connections()  # as every request begins
    assert browser.get("/").status_code == 200


def test_a_visitor_is_asked_to_log_in_everywhere(served_bank: Served, walks: Walks) -> None:
    visitor = Client()
    addresses = one_of_each_kind([*walks.of("auditor", served_bank)])
    answers = {address: visitor.get(address) for address in addresses}
    assert all(answer.status_code == 302 and answer["Location"].startswith("/login/") for answer in answers.values())


def test_a_piece_asked_for_after_the_log_in_ran_out_leads_the_whole_page_to_the_log_in(served_bank: Served) -> None:
    answer = Client().get("/slips/2026-09/RM001/accounts/A00000101/", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/login/"


def test_pages_forbid_inline_scripts_and_other_hosts(served_bank: Served, walks: Walks) -> None:
    for address, (_status, body) in walks.of("auditor", served_bank).items():
        assert not re.search(r"<script(?![^>]*(?:src=|application/json))", body), address
        assert not re.search(r'\son[a-z]+="|\sstyle="|(?:src|href)="(?:https?:)?//', body), address
    policy = served_bank.as_role("auditor").get("/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
