"""The job over a small book: what it keeps, how it is replaced, and a group that two persons declare."""

from datetime import date

import pyarrow as pa
import pytest

from qiao.customers.actions import absorb, restore, take_in_party, take_in_party_relation
from qiao.ground.models import AuditRecord, User, Visibility
from qiao.ground.periods import day_number
from qiao.ground.refusals import Refusal
from qiao.office.actions import ask, decide
from qiao.office.queries import may_decide, may_read
from qiao.profile.actions.sheets import take_in_sheet
from qiao.profile.rules.items import BY_CODE
from qiao.profile.rules.sheet import read_rows
from qiao.ties.actions import computing
from qiao.ties.actions.computing import work_out
from qiao.ties.actions.declaring import propose
from qiao.ties.queries import declared, gathering, kept, sources
from qiao.ties.rules.kinds import Kind
from qiao.ties.rules.known import VOUCHED

pytestmark = pytest.mark.django_db
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
ALPHA, BETA, GAMMA, DELTA, EPS = "C1", "C2", "C3", "C4", "C5"
CODE = "91420100MA00000012"


def parties(names_told: dict[str, str] | None = None, /, **addresses: str) -> None:
    kinds = {"registered_capital_fen": pa.int64(), "established_on_day": pa.int32()}
    names = ("id_type", "id_no", "industry", "region", *kinds, "address", "postcode", "phone")
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in ("party_id", "kind", "name", *names)])
    rows = [
        dict.fromkeys(names)
        | {"party_id": one, "kind": "company", "name": (names_told or {}).get(one, one), "address": addresses.get(one)}
        for one in (ALPHA, BETA, GAMMA, DELTA, EPS)
    ]
    rows[0]["id_no"] = CODE
    rows[3]["phone"] = "13900001234"
    take_in_party(pa.Table.from_pylist(rows, schema=schema), None, actor="load")


def tie(party: str, related: str, role: str, share_bp: int | None = None, *, until: date | None = None) -> None:
    names = ("party_id", "related_id", "role", "since_day", "until_day", "share_bp")
    ints = {"since_day": pa.int32(), "until_day": pa.int32(), "share_bp": pa.int32()}
    schema = pa.schema([(name, ints.get(name, pa.string())) for name in names])
    row = (party, related, role, day_number(SPRING), until and day_number(until), share_bp)
    take_in_party_relation(
        pa.Table.from_pylist([dict(zip(names, row, strict=True))], schema=schema), None, actor="load"
    )


def record(item: str, *rows: dict[str, object]) -> None:
    heads = ["party_id", "valid_from", *dict.fromkeys(name for row in rows for name in row if name != "party_id")]
    heads = list(dict.fromkeys(heads))
    read = read_rows(BY_CODE[item], [heads, *([row.get(head) for head in heads] for row in rows)])
    assert not read.troubles
    person, _made = User.objects.get_or_create(username="desk", defaults={"post": "desk"})
    take_in_sheet(item, read.rows, file="x", refused=0, valid_from=SPRING, person=person, actor="desk")


def told() -> dict[str, list[str]]:
    return {one.head: kept.members_of(one.pk) for one in kept.groups().order_by("head")}


def test_contract_and_record_together_make_a_chain() -> None:
    parties()
    tie(BETA, ALPHA, "parent", 6_000)
    record("shareholder", {"party_id": GAMMA, "name": BETA, "share": "51", "valid_from": SPRING})
    record(
        "shareholder", {"party_id": DELTA, "name": "whoever", "credit_code": CODE, "share": "50", "valid_from": SPRING}
    )
    run = work_out(on=SUMMER, actor="job")
    assert told() == {ALPHA: [ALPHA, BETA, DELTA, GAMMA]}
    gamma = kept.membership_of(GAMMA)
    assert gamma is not None
    assert (gamma.step, gamma.effective_ppm, gamma.by) == (2, 306_000, [[BETA, 5_100, False, False]])
    assert run.counts["groups"] == 1
    assert AuditRecord.objects.latest("id").action == "ties.keep"


def test_ties_are_those_of_the_day() -> None:
    parties()
    tie(BETA, ALPHA, "parent", 6_000, until=SUMMER)
    record(
        "shareholder",
        {"party_id": GAMMA, "name": ALPHA, "share": "80", "valid_from": SUMMER},
        {"party_id": GAMMA, "name": ALPHA, "share": "20", "valid_from": AUTUMN},
    )
    found = []
    for day in (SPRING, SUMMER, AUTUMN):
        work_out(on=day, actor="job")
        found.append(told())
    assert found == [{ALPHA: [ALPHA, BETA]}, {ALPHA: [ALPHA, GAMMA]}, {}]
    shares = [[one.edge.share_bp for one in kept.dated_round([GAMMA], on=day)] for day in (SPRING, SUMMER, AUTUMN)]
    assert shares == [[], [8_000], [2_000]]


FULL = "江城光电科技有限公司"


def test_a_holder_named_in_full_without_a_code_is_the_customer_of_that_name() -> None:
    parties({ALPHA: FULL})
    tie(BETA, ALPHA, "shareholder", 6_000)
    record("shareholder", {"party_id": BETA, "name": f" {FULL[:4]} {FULL[4:]}", "share": "60", "valid_from": SPRING})
    work_out(on=SUMMER, actor="job")
    assert told() == {ALPHA: [ALPHA, BETA]}
    assert kept.findings_of([BETA]) == []


def test_the_share_of_an_owner_in_the_end_is_told() -> None:
    parties()
    owner = {"name": "李雷", "id_card": "420102199001011236", "valid_from": SPRING}
    for held, share in ((BETA, "80"), (GAMMA, "55")):
        record("beneficial_owner", owner | {"party_id": held, "share": share})
    work_out(on=SUMMER, actor="job")
    shares = {one.key: (one.effective_ppm, one.by[0][1]) for one in kept.places_of([BETA, GAMMA]).values()}
    assert shares == {BETA: (800_000, 8_000), GAMMA: (550_000, 5_500)}


def test_a_name_of_two_customers_names_neither() -> None:
    parties({ALPHA: FULL, GAMMA: FULL})
    record("shareholder", {"party_id": BETA, "name": FULL, "share": "60", "valid_from": SPRING})
    work_out(on=SUMMER, actor="job")
    assert told() == {}


def test_a_majority_of_the_contract_stays_where_the_record_names_another_too() -> None:
    parties()
    tie(BETA, ALPHA, "shareholder", 6_000)
    record("shareholder", {"party_id": BETA, "name": "别处某某投资公司", "share": "45", "valid_from": SPRING})
    work_out(on=SUMMER, actor="job")
    assert told() == {ALPHA: [ALPHA, BETA]}
    assert [(one.what, one.share_bp) for one in kept.findings_of([BETA])] == [("over", 10_500)]


def test_an_outsider_holds_a_group_together_and_keeps_its_name() -> None:
    parties()
    for held in (BETA, GAMMA):
        record("shareholder", {"party_id": held, "name": "江城控股集团", "share": "70", "valid_from": SPRING})
    record("shareholder", {"party_id": DELTA, "name": "某某投资公司", "share": "70", "valid_from": SPRING})
    work_out(on=SUMMER, actor="job")
    (members,) = told().values()
    assert members[1:] == [BETA, GAMMA]
    assert kept.outsider_names(members) == {members[0]: "江城控股集团"}


def test_a_merged_customer_in_a_chain_counts_as_its_survivor(monkeypatch: pytest.MonkeyPatch) -> None:
    parties()
    tie(BETA, ALPHA, "parent", 6_000)
    tie(GAMMA, EPS, "shareholder", 6_000)
    monkeypatch.setattr(gathering, "survivors", lambda: {EPS: BETA})
    work_out(on=SUMMER, actor="job")
    assert told() == {ALPHA: [ALPHA, BETA, GAMMA]}


def test_ties_of_the_record_follow_a_merge_since() -> None:
    parties()
    tie(GAMMA, BETA, "guarantor")
    record("shareholder", {"party_id": BETA, "name": DELTA, "share": "30", "valid_from": SPRING})
    work_out(on=SUMMER, actor="job")
    absorb(BETA, into=ALPHA, request=1, reason="twins", actor="desk")
    found = {(one.start, one.end, one.kind) for one in kept.edges_round([ALPHA], on=SUMMER)}
    assert found == {(ALPHA, GAMMA, Kind.VOUCHES), (DELTA, ALPHA, Kind.HOLDS)}


def merge(party_id: str, *, into: str) -> None:
    absorb(party_id, into=into, request=1, reason="twice", actor="desk")


def test_who_stands_in_a_group_himself_is_told_there_alone() -> None:
    parties()
    tie(GAMMA, BETA, "parent", 6_000)
    tie(EPS, ALPHA, "parent", 6_000)
    work_out(on=SUMMER, actor="job")
    merge(BETA, into=ALPHA)
    assert told() == {ALPHA: [ALPHA, EPS], BETA: [GAMMA]}
    merge(GAMMA, into=EPS)
    assert told() == {ALPHA: [ALPHA, EPS], BETA: []}


def test_two_merged_into_one_from_outside_are_told_once() -> None:
    parties()
    tie(GAMMA, BETA, "parent", 6_000)
    tie(EPS, DELTA, "parent", 6_000)
    work_out(on=SUMMER, actor="job")
    merge(GAMMA, into=ALPHA)
    merge(EPS, into=ALPHA)
    assert told() == {BETA: [BETA, GAMMA], DELTA: [DELTA]}
    place = kept.membership_of(ALPHA)
    assert place is not None
    assert place.group.head == BETA


def test_what_a_merged_customer_shares_its_survivor_shares() -> None:
    parties(**{BETA: "汉口路 12 号大厦", GAMMA: "汉口路12号大厦"})
    work_out(on=SUMMER, actor="job")
    merge(BETA, into=ALPHA)
    assert [others for _thing, others in kept.shared_by(ALPHA)] == [[GAMMA]]
    assert [others for _thing, others in kept.shared_by(GAMMA)] == [[ALPHA]]
    assert [(one.start, one.end) for one in kept.edges_round([ALPHA], on=SUMMER)] == [(ALPHA, GAMMA)]
    merge(GAMMA, into=ALPHA)
    assert kept.shared_by(ALPHA) == []
    assert kept.edges_round([ALPHA], on=SUMMER) == []


def test_the_number_of_a_group_stays_while_its_head_does() -> None:
    parties()
    tie(GAMMA, BETA, "parent")
    work_out(on=SUMMER, actor="job")
    number = kept.groups().get(head=BETA).pk
    tie(DELTA, ALPHA, "parent")
    work_out(on=SUMMER, actor="job")
    assert kept.groups().get(head=BETA).pk == number
    assert kept.groups().count() == 2


def test_circles_and_shared_things_are_kept() -> None:
    parties(None, **{ALPHA: "汉口路 12 号大厦", BETA: "汉口路12号大厦", GAMMA: "别处 9 号大院"})
    for one, other in ((ALPHA, BETA), (BETA, GAMMA), (GAMMA, ALPHA), (ALPHA, BETA)):
        tie(one, other, "guarantor")
    record("officer", {"party_id": EPS, "name": "李雷", "role": "会计", "phone": "139 0000 1234", "valid_from": SPRING})
    work_out(on=SUMMER, actor="job")
    (circle,) = kept.circles()
    assert (circle.customers, circle.pairs, circle.ringed) == (3, 3, 3)
    assert [(one.thing, others) for one, others in kept.shared_by(ALPHA)] == [("address", [BETA])]
    ((phone, others),) = kept.shared_by(DELTA)
    assert (phone.thing, others, phone.shown.endswith("34")) == ("phone", [EPS], True)
    assert "0000" not in phone.shown
    kinds = {edge.kind for edge in kept.edges_round([ALPHA], on=SUMMER)}
    assert kinds == {Kind.VOUCHES, Kind.ADDRESS}
    assert {edge.kind for edge in kept.edges_round([ALPHA], on=AUTUMN)} == kinds
    assert {edge.kind for edge in kept.edges_round([ALPHA], on=SPRING)} == {Kind.VOUCHES}


def test_from_which_number_on_one_vouches_by_trade_is_the_houses_to_say() -> None:
    parties()
    for one in (ALPHA, BETA, GAMMA):
        tie(one, DELTA, "guarantor")
    for one, other in ((ALPHA, BETA), (BETA, GAMMA)):
        tie(one, other, "guarantor")
    work_out(on=SUMMER, actor="job")
    assert [one.customers for one in kept.circles()] == [4]
    asker, second = (User.objects.create(username=name, post=name) for name in ("hr", "head"))
    wish = {"value": 2, "since": SUMMER.isoformat()}
    wished = ask("parameter", VOUCHED.name, wish=wish, reason="few", on=SUMMER, actor=asker)
    decide(wished.pk, approve=True, reason="", on=SUMMER, actor=second)
    work_out(on=SUMMER, actor="job")
    assert [one.customers for one in kept.circles()] == [3]
    assert kept.guarantee_companies() == [(DELTA, 3)]
    assert kept.vouches_by_trade([ALPHA, DELTA]) == {DELTA: 3}


def test_whom_customers_control_is_told_once_and_by_who_stands() -> None:
    parties()
    for held, holder in ((BETA, ALPHA), (GAMMA, BETA)):
        tie(held, holder, "shareholder", 6_000)
    work_out(on=SUMMER, actor="job")
    assert kept.controlled_by([ALPHA]) == [BETA, GAMMA]
    assert kept.controlled_by([BETA, GAMMA]) == []
    merge(GAMMA, into=DELTA)
    assert kept.controlled_by([BETA]) == [DELTA]
    merge(BETA, into=EPS)
    assert kept.controlled_by([EPS]) == [DELTA]


def test_what_is_kept_says_that_it_is_older_than_the_book() -> None:
    parties()
    run = work_out(on=SUMMER, actor="job")
    assert not kept.behind(run).at_all
    record("shareholder", {"party_id": GAMMA, "name": BETA, "share": "51", "valid_from": SPRING})
    assert kept.behind(run).record
    absorb(EPS, into=BETA, request=1, reason="twins", actor="desk")
    assert kept.behind(run).merge


def test_what_changes_meanwhile_is_worked_out_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    parties()
    tie(BETA, ALPHA, "parent", 6_000)
    tie(GAMMA, EPS, "shareholder", 6_000)
    writers = [lambda: absorb(EPS, into=BETA, request=1, reason="twins", actor="desk")]

    def meanwhile(*, on: date) -> gathering.Gathered:
        found = gathering.gather(on=on)
        if writers:
            writers.pop(0)()
        return found

    monkeypatch.setattr(computing, "gather", meanwhile)
    run = work_out(on=SUMMER, actor="job")
    assert not kept.behind(run).at_all
    assert told() == {ALPHA: [ALPHA, BETA, GAMMA]}
    writers += [
        lambda: restore(EPS, request=2, reason="no", actor="desk"),
        lambda: absorb(EPS, into=BETA, request=3, reason="yes", actor="desk"),
    ]
    with pytest.raises(Refusal) as refused:
        work_out(on=AUTUMN, actor="job")
    assert (refused.value.code, kept.newest_run()) == ("ties.moved", run)


@pytest.fixture(autouse=True)
def sight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here nobody but who sees the whole bank sees a customer; what the workbench says is tried there."""
    monkeypatch.setattr(sources.sources, "sees", sources.sees_everything)


@pytest.fixture
def lead() -> User:
    return User.objects.create(username="lead", post="lead")


@pytest.fixture
def head() -> User:
    Visibility.objects.create(staff_id="H", kind="all", key="", since=SPRING)
    return User.objects.create(username="head", post="head", staff_id="H")


def test_two_persons_declare_a_group_and_end_it(lead: User, head: User) -> None:
    parties()
    asked = propose(" 江城 系 ", [ALPHA, BETA], reason="one family", on=SUMMER, actor=lead)
    assert declared.members_of("江城 系", on=SUMMER) == []
    decide(asked.pk, approve=True, reason="", on=SUMMER, actor=head)
    assert declared.members_of("江城 系", on=SUMMER) == [ALPHA, BETA]
    record_of_it = AuditRecord.objects.filter(action="ties.declare").latest("id")
    assert (record_of_it.old, record_of_it.new) == ({"members": []}, {"members": [ALPHA, BETA]})
    asked = propose("江城 系", [BETA, GAMMA], reason="Alpha was sold", on=AUTUMN, actor=lead)
    decide(asked.pk, approve=True, reason="", on=AUTUMN, actor=head)
    assert declared.members_of("江城 系", on=AUTUMN) == [BETA, GAMMA]
    assert [one.reason for one in declared.declared_of([BETA], on=AUTUMN)] == ["Alpha was sold"]
    assert declared.members_of("江城 系", on=SUMMER) == [ALPHA, BETA]
    asked = propose("江城 系", [], reason="no more", on=AUTUMN, actor=lead)
    decide(asked.pk, approve=True, reason="", on=AUTUMN, actor=head)
    assert declared.members_of("江城 系", on=AUTUMN) == []


def declare(name: str, members: list[str], *, on: date, by: User, head: User) -> None:
    asked = propose(name, members, reason="one family", on=on, actor=by)
    decide(asked.pk, approve=True, reason="", on=on, actor=head)


def test_a_merged_member_of_a_declared_group_is_its_survivor(lead: User, head: User) -> None:
    parties()
    declare("系", [BETA, GAMMA], on=SPRING, by=lead, head=head)
    absorb(BETA, into=ALPHA, request=1, reason="twins", actor="desk")
    assert declared.members_of("系", on=SUMMER) == [ALPHA, GAMMA]
    assert [one.name for one in declared.declared_of([ALPHA], on=SUMMER)] == ["系"]
    with pytest.raises(Refusal) as refused:
        propose("系", [BETA, GAMMA], reason="again", on=SUMMER, actor=lead)
    assert refused.value.code == "ties.same"
    declare("系", [ALPHA, DELTA], on=SUMMER, by=lead, head=head)
    assert declared.members_of("系", on=SUMMER) == [ALPHA, DELTA]
    restore(BETA, request=2, reason="no twins", actor="desk")
    assert declared.members_of("系", on=SUMMER) == [BETA, DELTA]


def test_two_members_that_became_one_are_told_once(lead: User, head: User) -> None:
    parties()
    declare("系", [ALPHA, BETA, GAMMA], on=SPRING, by=lead, head=head)
    absorb(BETA, into=ALPHA, request=1, reason="twins", actor="desk")
    assert declared.members_of("系", on=SUMMER) == [ALPHA, GAMMA]


@pytest.mark.parametrize(
    ("name", "members", "code"),
    [
        ("", [ALPHA, BETA], "ties.name"),
        ("x" * 101, [ALPHA, BETA], "ties.name"),
        ("x", [ALPHA], "ties.members"),
        ("x", [ALPHA, "nobody"], "ties.unknown"),
        ("x", [], "ties.same"),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(lead: User, name: str, members: list[str], code: str) -> None:
    parties()
    with pytest.raises(Refusal) as refused:
        propose(name, members, reason="why", on=SUMMER, actor=lead)
    assert refused.value.code == code


def test_who_does_not_see_every_customer_neither_reads_nor_decides(lead: User, head: User) -> None:
    parties()
    other = User.objects.create(username="other", post="head")
    asked = propose("x", [ALPHA, BETA], reason="why", on=SUMMER, actor=lead)
    with pytest.raises(Refusal) as refused:
        decide(asked.pk, approve=True, reason="", on=SUMMER, actor=other)
    assert refused.value.code == "authority.unseen"
    assert (may_read(other, asked), may_decide(other, asked)) == (False, False)
    assert (may_read(head, asked), may_decide(head, asked), may_read(lead, asked)) == (True, True, True)


@pytest.mark.parametrize("post", ["hr", "auditor", "admin"])
def test_who_serves_no_customers_declares_no_group(post: str) -> None:
    parties()
    with pytest.raises(Refusal) as refused:
        propose("x", [ALPHA, BETA], reason="why", on=SUMMER, actor=User.objects.create(username="x", post=post))
    assert refused.value.code == "authority.missing"


def test_nobody_decides_a_wish_of_ones_own(lead: User) -> None:
    parties()
    asked = propose("x", [ALPHA, BETA], reason="why", on=SUMMER, actor=lead)
    with pytest.raises(Refusal):
        decide(asked.pk, approve=True, reason="", on=SUMMER, actor=lead)
