"""The made-up bank's units and people: head office, 6 branches, 24 sub-branches, teams, 60 relationship managers.

Staff ids are what people log in with, so they say the post: RM001, LEAD01, HEAD01, HR01, AUD01, ADM01.
"""

from dataclasses import dataclass

from qiao.project.demo.calendar import DAYS_A_YEAR, Span
from qiao.project.demo.chance import Chance
from qiao.project.demo.names import staff_name

HEAD_OFFICE = "H00"
TEAM_SIZE = 5
LEVELS = {"见": "见习", "助": "助理", "初": "初级", "中": "中级", "高": "高级", "资": "资深"}
SUB_BRANCHES = ("城东支行", "城西支行", "新区支行", "港口支行")
DESKS = (
    ("D01", "人力资源部", (("HR", "hr", 2),)),
    ("D02", "审计部", (("AUD", "auditor", 2),)),
    ("D03", "培训中心", (("TRN", "trainer", 1),)),
    ("D04", "信息技术部", (("ADM", "admin", 1),)),
    ("D05", "授信审批部", (("CRD", "desk", 2),)),
    ("D06", "产品与运营部", (("OPS", "desk", 2),)),
)
LEFT_CLEANLY, LEFT_SUDDENLY, JOINED = "RM017", "RM040", "RM060"


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch: its number, the word of its names, its managers' levels in the order of their ids, its teams."""

    number: int
    word: str
    levels: str
    teams: tuple[str, ...] = ("公司业务团队",)

    @property
    def org_id(self) -> str:
        """B01 to B06."""
        return f"B{self.number:02d}"

    def sub_branch(self, ordinal: int) -> str:
        """S0101 and so on; `ordinal` counts from 0 and wraps."""
        return f"S{self.number:02d}{ordinal % len(SUB_BRANCHES) + 1:02d}"


BRANCHES = (
    Branch(1, "云桥", "高资中中初初助助中高初助见中", ("公司业务团队", "小企业团队")),
    Branch(2, "星桥", "资中中中初初助高中见初助"),
    Branch(3, "月桥", "高中中初助初见中助资"),
    Branch(4, "风桥", "高中初中助初助见中"),
    Branch(5, "雪桥", "高中初中助初见助"),
    Branch(6, "松桥", "高中中初助助见"),
)


@dataclass(frozen=True, slots=True)
class Unit:
    """An org unit of the contract."""

    org_id: str
    name: str
    kind: str
    parent_id: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the bank; `branch` is 0 at head office, `left_day` the last day in the post."""

    staff_id: str
    name: str
    org_id: str
    post: str
    level: str
    branch: int
    hired_day: int
    left_day: int | None = None


def units() -> tuple[Unit, ...]:
    """Every unit, parents before children."""
    found = [Unit(HEAD_OFFICE, "总行", "head", "")]
    found += [Unit(org_id, name, "desk", HEAD_OFFICE) for org_id, name, _ in DESKS]
    for branch in BRANCHES:
        found.append(Unit(branch.org_id, f"{branch.word}分行", "branch", HEAD_OFFICE))
        found += [
            Unit(branch.sub_branch(ordinal), branch.word + name, "subbranch", branch.org_id)
            for ordinal, name in enumerate(SUB_BRANCHES)
        ]
        found += [
            Unit(_team(branch, ordinal), branch.word + name, "team", branch.org_id)
            for ordinal, name in enumerate(branch.teams)
        ]
    return tuple(found)


def people(span: Span, *, seed: int) -> tuple[Person, ...]:
    """Everybody of the bank, sorted by id."""
    seats = [*_managers(), *_heads_and_leads(), *_desk_people()]
    left = {LEFT_CLEANLY: span.back(5).day(20), LEFT_SUDDENLY: span.back(1).day(14)}
    joined = {JOINED: span.back(4).day(11)}
    found = []
    for ordinal, (staff_id, org_id, post, level, branch) in enumerate(seats):
        years = Chance(seed, "hired", staff_id).between(2 * DAYS_A_YEAR, 15 * DAYS_A_YEAR)
        hired = joined.get(staff_id, span.since_day - years)
        found.append(Person(staff_id, staff_name(ordinal), org_id, post, level, branch, hired, left.get(staff_id)))
    return tuple(sorted(found, key=lambda person: person.staff_id))


Seat = tuple[str, str, str, str, int]  # staff id, unit, post, level, branch


def _managers() -> list[Seat]:
    """The relationship managers: teams are filled first, the others are dealt to the sub-branches."""
    seats: list[Seat] = []
    for branch in BRANCHES:
        for ordinal, sign in enumerate(branch.levels):
            seats.append(
                (f"RM{len(seats) + 1:03d}", _desk_of(branch, ordinal=ordinal), "rm", LEVELS[sign], branch.number)
            )
    return seats


def _desk_of(branch: Branch, *, ordinal: int) -> str:
    """Where the ordinal-th manager of a branch sits."""
    team = ordinal // TEAM_SIZE
    if team < len(branch.teams):
        return _team(branch, team)
    return branch.sub_branch(ordinal)


def _team(branch: Branch, ordinal: int) -> str:
    """T0101 and so on."""
    return f"T{branch.number:02d}{ordinal + 1:02d}"


def _heads_and_leads() -> list[Seat]:
    """The president, the branch heads, the heads of sub-branches (HEAD0101 for S0101), the teams' leads."""
    seats: list[Seat] = [("HEAD00", HEAD_OFFICE, "head", "", 0)]
    leads = 0
    for branch in BRANCHES:
        seats.append((f"HEAD{branch.number:02d}", branch.org_id, "head", "", branch.number))
        for ordinal in range(len(SUB_BRANCHES)):
            sub_branch = branch.sub_branch(ordinal)
            seats.append((f"HEAD{sub_branch[1:]}", sub_branch, "head", "", branch.number))
        for ordinal in range(len(branch.teams)):
            leads += 1
            seats.append((f"LEAD{leads:02d}", _team(branch, ordinal), "lead", "", branch.number))
    return seats


def _desk_people() -> list[Seat]:
    """HR, audit, training, administration and the product desks at head office."""
    return [
        (f"{word}{ordinal + 1:02d}", org_id, post, "", 0)
        for org_id, _, posts in DESKS
        for word, post, count in posts
        for ordinal in range(count)
    ]
