"""Evidence packs, and proposals out of a bad loan: each case gets the pack of its person, kept by digest."""

import hashlib
from collections.abc import Collection
from datetime import date
from pathlib import Path

from django.utils import translation

from qiao.ground import home
from qiao.ground.authority import may
from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.pay.actions import cases
from qiao.pay.adapters.pack import packed
from qiao.pay.models import RecoveryCase
from qiao.pay.queries.chain import LoanChain, chain_of
from qiao.pay.queries.evidence import facts_of, tables_of

FOLDER = "packs"
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
    digest = hashlib.sha256(content).hexdigest()
    if not place_of(digest).exists():  # one that a rolled-back action left is the same content
        home.lay(place_of(digest), content)
    return cases.propose(staff_id, wish, pack=digest, actor=actor)


def kept_pack(case: RecoveryCase) -> bytes:
    """The pack as it was when the case was proposed."""
    try:
        content = place_of(case.pack).read_bytes()
    except OSError as error:
        raise Refusal("pay.pack_lost", _("The pack of this case is not where it was kept.")) from error
    if hashlib.sha256(content).hexdigest() != case.pack:
        raise Refusal("pay.pack_changed", _("The pack of this case is not what was kept; tell the auditor."))
    return content


def place_of(digest: str) -> Path:
    """Where a pack lies."""
    return home.home() / "pay" / FOLDER / digest[:2] / f"{digest}.zip"
