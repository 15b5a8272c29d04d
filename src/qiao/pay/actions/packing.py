"""Evidence packs, and proposals out of a bad loan: each case gets the pack of its person, kept by digest."""

from collections.abc import Collection
from datetime import date

from django.utils import translation

from qiao.ground.authority import may
from qiao.ground.kept import Kept
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.actions import cases
from qiao.pay.adapters.pack import packed
from qiao.pay.models import RecoveryCase
from qiao.pay.queries.chain import LoanChain, chain_of
from qiao.pay.queries.evidence import facts_of, tables_of

PACKS = Kept("pay/packs", ".zip")
LANGUAGE = "zh-hans"


def pack_of(chain: LoanChain, *, staff_ids: Collection[str]) -> bytes:
    """The pack of a loan with these people's figures; the same facts give the same bytes."""
    with translation.override(LANGUAGE):
        return packed(tables_of(chain, staff_ids=staff_ids), facts=facts_of(chain, staff_ids=staff_ids))


def propose_of_loan(account_id: str, staff_id: str, wish: cases.Proposal, *, on: date, actor: User) -> RecoveryCase:
    """Propose to take pay back for a loan that went bad, from somebody of its chain; the pack is laid beside it."""
    chain = chain_of(account_id, on=on)
    if chain is None or staff_id not in chain.staff_ids or not may(actor, cases.PROPOSE, staff_id):
        raise Refusal("pay.chain_nobody", _("Nobody of this number with a part in the loan is yours to ask about."))
    if not chain.is_bad:
        raise Refusal("pay.chain_good", _("The loan is neither bad nor past due; there is nothing to take back for."))
    content = pack_of(chain, staff_ids=[staff_id])
    return cases.propose(staff_id, wish, pack=PACKS.keep(content), actor=actor)


def kept_pack(case: RecoveryCase) -> bytes:
    """The pack as it was when the case was proposed."""
    return PACKS.read(
        case.pack,
        lost=Refusal("pay.pack_lost", _("The pack of this case is not where it was kept.")),
        changed=Refusal("pay.pack_changed", _("The pack of this case is not what was kept; tell the auditor.")),
    )
