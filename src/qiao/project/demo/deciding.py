"""A few of the made-up bank's holds answered and decided, so that every state is there to be seen."""

from datetime import date

from qiao.appraisal.actions import holding
from qiao.appraisal.queries import holds
from qiao.appraisal.rules.gaming.holding import HoldState
from qiao.appraisal.rules.gaming.signs import Pattern
from qiao.ground.authority import scope_of
from qiao.ground.models import User
from qiao.office import actions as office

HEAD, HR, MANAGER = "HEAD01", "HR01", "RM001"
LOOKED_AT = 100
SAID = "客户六月底收到货款，七月初付给供应商，合同与发票已附在客户档案里（虚构）"
RELEASED = "已核对合同与发票，属正常购销（虚构）"
ASKED = "资金月末转入、次月初原路退回，客户亦已说明（虚构）"
AGREED = "同意（虚构）"


def settle_holds(*, today: date) -> None:
    """One released with a reason, one confirmed by two, one answered by the manager; where none is decided yet."""
    people = {name: User.objects.filter(username=name).first() for name in (HEAD, HR, MANAGER)}
    head, hr, manager = people[HEAD], people[HR], people[MANAGER]
    if head is None or hr is None or manager is None:
        return
    seen = holds.holds_in(scope_of(head, on=today))
    if seen.exclude(state=HoldState.OPEN.value).exists():
        return
    own = seen.filter(staff_id=MANAGER).first()
    if own is not None:
        holding.say(own.pk, text=SAID, actor=manager)
    others = [one for one in seen.exclude(staff_id=MANAGER)[:LOOKED_AT] if holds.decides(head, one, on=today)]
    traded = [one for one in others if one.pattern == Pattern.DRESSING]
    if traded:
        holding.release(traded[-1].pk, reason=RELEASED, on=today, actor=head)
    plain = [one for one in others if one.pattern == Pattern.ROUND_TRIP and holds.decides(hr, one, on=today)]
    if plain:
        asked = holding.propose_confirming(plain[0].pk, reason=ASKED, on=today, actor=head)
        office.decide(asked.pk, approve=True, reason=AGREED, on=today, actor=hr)
