"""The made-up bank's opening in course: four candidates at four stages, each step taken by whom it is for."""

from datetime import date, timedelta
from typing import Any

from qiao.ground.models import User
from qiao.people.actions import entry, openings
from qiao.people.rules.entry import Terms
from qiao.people.rules.entry_reading import plain
from qiao.people.rules.samples import QUALIFIED
from qiao.project.demo.posting import INSIDE, LEVEL, OUTSIDE, PANEL, PLACES, UNIT

OPENED_DAYS_AGO, ANNOUNCED_DAYS_AGO, APPLY_FOR_DAYS = 30, 3, 15
CHECKS = {
    "education": "bachelor",
    "tenure_months": "26",
    "conflicts_declared": "1",
    "conduct": "无不良记录（虚构）",
    "conduct_passed": "1",
}


def compete(hr: User, panel: list[User], *, today: date) -> None:
    """Open two places and bring the candidates as far as each has come."""
    began = today - timedelta(days=OPENED_DAYS_AGO)
    terms = {name: str(value) for name, value in plain(Terms(certificate=QUALIFIED)).items()} | {
        "org_id": UNIT,
        "level": LEVEL,
        "places": PLACES,
        "panel": ",".join(PANEL),
        "panel_least": str(len(PANEL)),
        "reason": "团队扩编（虚构）",
    }
    closes = today + timedelta(days=APPLY_FOR_DAYS)
    number = openings.open_places(terms, closes_on=closes, on=began, actor=hr).pk
    told: dict[str, Any] = {"reason": "愿到一线服务客户（虚构）", "on": began + timedelta(days=2), "actor": hr}
    first, second, third, fourth = (
        openings.apply_for(number, name=name, contact="13800000000", **told).pk for name in OUTSIDE
    )
    fifth = openings.apply_for(number, staff_id=INSIDE, **told).pk
    later = began + timedelta(days=10)
    for one in (second, third, fourth, fifth):
        entry.check(one, CHECKS, on=later, actor=hr)
    for one, score in ((second, "82"), (third, "52"), (fourth, "77"), (fifth, "88")):
        entry.examine(one, score, reason="", on=later, actor=hr)
    entry.score(fourth, "80", reason="沟通清楚（虚构）", on=later, actor=panel[0])
    for one, scores in ((second, ("84", "79")), (fifth, ("91", "86"))):
        for member, score in zip(panel, scores, strict=True):
            entry.score(one, score, reason="表现稳健（虚构）", on=later, actor=member)
        entry.close_interview(one, reason="", on=later, actor=hr)
    entry.announce(second, on=today - timedelta(days=ANNOUNCED_DAYS_AGO), actor=hr)
    entry.announce(fifth, on=later, actor=hr)
    entry.close_notice(fifth, on=later + timedelta(days=15), actor=hr)
    entry.train(fifth, "24", reason="产品与合规（虚构）", on=today - timedelta(days=1), actor=hr)
    assert first, "the first waits for its checks"
