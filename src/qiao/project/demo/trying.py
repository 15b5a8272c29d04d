"""A draft of the made-up bank with a loophole in it, and one simulation of it, to be looked at."""

from qiao.appraisal.actions.schemes import add_scheme
from qiao.appraisal.queries import schemes
from qiao.ground.models import User
from qiao.simulation.actions import asking, working
from qiao.simulation.queries.simulations import readable
from qiao.simulation.rules.setting import ASSUMED_USUAL_PERCENT, Against, Setting

HR = "HR01"
CODE, MONTHS = "demo-growth", 3
DRAFT = """\
# 演示办法（虚构）：存款增量奖金以零保底，因此有漏洞可钻，请看“漏洞”页。
[scheme]
code = "demo-growth"
name = "存款增量考核办法草稿（虚构）"
since = 2027-01-01
posts = ["rm", "lead"]
rhythm = "quarter"
remark = "虚构：用于演示检查、测算与漏洞搜索。"

[indicator.K4]
weight = "100"
target = "sheet"
scoring = { way = "completion", cap = "1" }

[leg.formula]
name = "存贷款利差奖金"
plan = "built-in"

[leg.growth]
name = "存款日均增量奖金"
of = ["deposit_increment"]
rates = { "年奖励率" = { value = "0.002", unit = "part_a_year" } }
day_basis = "ACT_360"
floor = "0"

[deferral]
part = "0.4"
years = 3
"""


def try_a_draft(months: tuple[str, ...], *, actor: str) -> None:
    """Put the draft on file and simulate it once, where human resources have simulated nothing yet."""
    hr = User.objects.filter(username=HR).first()
    if hr is None or readable(hr).exists():
        return
    if not schemes.readable(hr).filter(code=CODE).exists():
        add_scheme(DRAFT, file=CODE, asker=hr, actor=hr.username)
    first = months[-MONTHS:][0]
    asking.ask(Setting("", DRAFT, first, months[-1], "", Against.HELD, ASSUMED_USUAL_PERCENT), actor=hr)
    working.work_off(actor=actor)
