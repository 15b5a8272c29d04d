"""A performance cycle of the made-up bank under way: laid out to the person, some have signed, one objects."""

from collections.abc import Mapping
from datetime import date, timedelta

from qiao.cycle.actions import agreeing, cascading, opening
from qiao.cycle.queries import cascade, cycles, progress
from qiao.cycle.queries.cycles import Cycle
from qiao.cycle.rules.cascade import Node, NodeKind
from qiao.cycle.rules.cycle import read_cycle_period
from qiao.ground.models import User
from qiao.ground.money import MICRO_A_FEN
from qiao.office import actions as office

HR, HEAD, LEAD, BRANCH, TEAM = "HR01", "HEAD01", "LEAD01", "B01", "T0101"
NAME = "年度绩效周期（虚构）"
MEASURES = ("deposits", "fees")
SIGNING, OBJECTING = 3, 1
AGREE_DAYS, MIDTERM_DAYS, APPRAISE_DAYS, INTERVIEW_DAYS = 31, 200, 20, 40
MORE, OF = (95, 108, 130), 100
"""By how much of what they are on the way to people are to reach; some fall behind."""
STEP_FEN = {"deposits": 1_000_000, "fees": 10_000}
OBJECTS = "演示：一户大客户已转走，请考虑（虚构）"
TALKS = "演示：存款达标，手续费需加强，约定每周回访三户（虚构）"
REASON = "演示：其余人员出差返回后补签（虚构）"


def cycle_under_way(month: str, *, today: date) -> None:
    """Open a cycle of the year for the branch, lay it out, let a team sign; where there is none yet."""
    users = User.objects.in_bulk([HR, HEAD, LEAD], field_name="username")
    if len(users) < len({HR, HEAD, LEAD}) or Cycle.objects.exists():
        return
    period = read_cycle_period(month[:4])
    since, until = period.period.since, period.period.until
    days = [since + timedelta(days=AGREE_DAYS), since + timedelta(days=MIDTERM_DAYS)]
    days += [until + timedelta(days=APPRAISE_DAYS), until + timedelta(days=INTERVIEW_DAYS)]
    wish = opening.Wish(NAME, BRANCH, period.name, MEASURES, days)
    one = opening.open_cycle(wish, on=today, actor=users[HR])
    _lay_out(one, users, today=today)
    one = opening.move_on(one.pk, stage=one.stage, reason="", on=today, actor=users[HR])
    _sign(one, users, today=today)
    one = opening.move_on(one.pk, stage=one.stage, reason=REASON, on=today, actor=users[HR])
    for member in cycles.members_of(one):
        if member.org_id == TEAM and member.post == "rm":
            agreeing.note_talk(one.pk, member.staff_id, words=TALKS, actor=users[LEAD])
            break


def _lay_out(one: Cycle, users: Mapping[str, User], *, today: date) -> None:
    """Everybody is to reach a little more than now; units get the sum of what is below them."""
    amounts = _wanted(one, today=today)
    tree = cascade.laid_out(one, on=today).tree
    sums: dict[tuple[str, str], int] = {}

    def below(measure: str, unit: str) -> int:
        found = sum(
            amounts[measure, node.key] if node.kind is NodeKind.PERSON else below(measure, node.key)
            for node in tree[unit]
        )
        sums[measure, unit] = found
        return found

    texts = {measure: _yuan(below(measure, one.org_id)) for measure in one.measures}
    cascading.set_whole(one.pk, texts, reason="", actor=users[HR])
    for unit in _downwards(one.org_id, tree):
        parts = {
            (measure, node): _yuan((amounts if node.kind is NodeKind.PERSON else sums)[measure, node.key])
            for measure in one.measures
            for node in tree[unit]
        }
        cascading.lay_out(one.pk, unit, parts, reason="", on=today, actor=users[HEAD])


def _downwards(root: str, tree: Mapping[str, tuple[Node, ...]]) -> list[str]:
    found = [root]
    for unit in found:
        found += [node.key for node in tree[unit] if node.kind is NodeKind.UNIT]
    return found


def _wanted(one: Cycle, *, today: date) -> dict[tuple[str, str], int]:
    members = cycles.members_of(one)
    known = progress.progress_of(one, members, on=today)
    found = {}
    for number, (staff_id, ways) in enumerate(sorted(known.ways.items())):
        for way in ways:
            step = STEP_FEN[way.measure.value]
            fen = int((way.ahead_micro or 0) // MICRO_A_FEN) * MORE[number % len(MORE)] // OF
            found[way.measure.value, staff_id] = max(fen // step, 1) * step
    return found


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def _sign(one: Cycle, users: Mapping[str, User], *, today: date) -> None:
    team = [row.staff_id for row in cycles.members_of(one) if row.org_id == TEAM and row.post == "rm"]
    logins = {user.staff_id: user for user in User.objects.filter(staff_id__in=team)}
    able = [logins[staff_id] for staff_id in team if staff_id in logins]
    for user in able[:SIGNING]:
        asked = agreeing.accept(one.pk, user.staff_id, words="", on=today, actor=user)
        office.decide(asked.pk, approve=True, reason="", on=today, actor=users[LEAD])
    for user in able[SIGNING : SIGNING + OBJECTING]:
        agreeing.object_to(one.pk, user.staff_id, words=OBJECTS, actor=user)
