"""Two figures of the made-up bank questioned: one appeal decided, a like one that waits for its decision."""

from datetime import date

from qiao.appeals.actions import deciding, filing
from qiao.appeals.actions.deciding import Ruling
from qiao.appeals.actions.filing import Claim
from qiao.appeals.queries.appeals import Appeal
from qiao.appeals.queries.slip_source import SLIP, slip_figure
from qiao.ground.models import User
from qiao.ground.money import text_of_scaled

HR, BEFORE, MANAGER = "HR01", "RM007", "RM001"
CUSTOMERS = {BEFORE: "C000007", MANAGER: "C000003"}
WHY = {
    BEFORE: "该客户本月由我引荐开户，应有三成归属，会议纪要可查（虚构）",
    MANAGER: "季初团队会议商定该客户七成归我，系统仍按五成计，会议纪要附后（虚构）",
}
MORE_FEN = {BEFORE: 40_000, MANAGER: 60_000}
FOUND, RULED = "已核对归属记录与会议纪要（虚构）", "纪要无本人签字，归属记录与当月一致（虚构）"
PAPER = ("团队会议纪要（虚构）.pdf", "%PDF-1.4 演示：一次会议的纪要，虚构\n".encode())


def question_figures(month: str, *, today: date) -> None:
    """One appeal heard and rejected by human resources, one filed by the demo's manager; where none is yet."""
    users = User.objects.in_bulk([HR, BEFORE, MANAGER], field_name="username")
    if len(users) < len({HR, BEFORE, MANAGER}) or Appeal.objects.exists():
        return
    decided = _file(users[BEFORE], month, today=today)
    if decided is not None:
        deciding.hear(decided.pk, text=FOUND, on=today, actor=users[HR])
        deciding.decide(decided.pk, Ruling("rejected", RULED), on=today, actor=users[HR])
    _file(users[MANAGER], month, today=today, papers=(PAPER,))


def _file(person: User, month: str, *, today: date, papers: tuple[tuple[str, bytes], ...] = ()) -> Appeal | None:
    figure = slip_figure(month, person.staff_id)
    if figure is None:
        return None
    expected = text_of_scaled(figure.value + MORE_FEN[person.username], places=2)
    claim = Claim(SLIP, month, "shares", expected, WHY[person.username], CUSTOMERS[person.username])
    return filing.file_appeal(claim, papers=papers, on=today, actor=person)
