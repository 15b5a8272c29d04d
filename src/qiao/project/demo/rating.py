"""A team of the made-up bank rated from all sides: all have answered, one with a grudge; it is to be calibrated."""

from datetime import date, timedelta

from qiao.ground.models import User
from qiao.people.queries.staff import Staff
from qiao.project.demo.facts import Login
from qiao.reviews.actions import rounds
from qiao.reviews.queries.rounds import Rating, ReviewRound
from qiao.reviews.rules.scoring import Relation

HR, UNIT, CODE = "HR01", "T0101", "demo-360"
DAYS = 14
GRUDGE, GRUDGE_AGAINST, GRUDGE_SCORE = "RM005", "RM001", 5
ENDED = "演示：答卷已收齐（虚构）"
TEXT = """name = "客户经理 360 度评价（虚构）"

[item.service]
words = "对客户的响应与服务质量"
weight = 60
anchors = { "0" = "经常无人应答", "60" = "一般当日答复", "100" = "当日答复并跟进到底" }

[item.cooperation]
words = "与同事及中后台的配合"
weight = 40
anchors = { "0" = "不通报、不配合", "60" = "按要求配合", "100" = "主动协助、信息共享" }
"""
BASE = {Relation.SELF: 92, Relation.LEAD: 84, Relation.PEER: 80, Relation.REPORT: 86, Relation.SERVICE: 82}
STEP = 3


def raters() -> tuple[Login, ...]:
    """Log-ins of the team, all of whom answer."""
    rows = Staff.objects.filter(org_id=UNIT, left_on=None).order_by("staff_id")
    return tuple(Login(one.staff_id, one.name, one.post, one.org_id, words="") for one in rows)


def rate_from_all_sides(month: str, *, today: date) -> None:
    """Open a round of the quarter, let everybody answer, take no more answers; where there is none yet."""
    hr = User.objects.filter(username=HR).first()
    users = {user.staff_id: user for user in User.objects.filter(staff_id__in=[one.staff_id for one in raters()])}
    if hr is None or not users or ReviewRound.objects.exists():
        return
    rounds.keep_questionnaire(CODE, TEXT, actor=hr)
    period = f"{month[:4]}-Q{(int(month[5:]) - 1) // 3 + 1}"
    one = rounds.open_round(CODE, org_id=UNIT, period=period, until=today + timedelta(days=DAYS), on=today, actor=hr)
    for number, rating in enumerate(Rating.objects.filter(person__round=one).order_by("person_id", "id")):
        if rating.rater in users:
            grudge = (rating.rater, rating.person.staff_id) == (GRUDGE, GRUDGE_AGAINST)
            score = GRUDGE_SCORE if grudge else BASE[Relation(rating.relation)] + number % STEP * STEP
            texts = {"service": str(score), "cooperation": str(min(score + STEP, 100))}
            rounds.answer(rating.pk, texts, on=today, actor=users[rating.rater])
    rounds.end_collecting(one.pk, reason=ENDED, on=today, actor=hr)
