"""Setting enterprises up from a description: opened, with accounts, people, rights, signatures wanted and terms.

All of a description or nothing; rights given here come from the bank's form, before the enterprise has anybody who
could ask for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from qiao.directlink.actions import opening
from qiao.directlink.actions.journal import turn
from qiao.directlink.adapters import passwords
from qiao.directlink.models import Operator, Right, SignatureStep
from qiao.directlink.rules.description import Description, EnterpriseTold, OperatorTold
from qiao.ground.audit import note, recorded


@dataclass(frozen=True, slots=True)
class Made:
    """A password that was made: whose, of which enterprise."""

    enterprise: str
    operator: str
    password: str


@recorded
def set_up(description: Description, *, at: datetime, actor: str) -> list[Made]:
    """Open all that is described; returns the passwords that were made, which nobody tells again."""
    made: list[Made] = []
    given = {person.password for one in description.enterprises for person in one.operators if person.password}
    kept = {password: passwords.stored(password) for password in sorted(given)}
    with transaction.atomic():
        for one in description.accounts:
            opening.open_account(
                one.number,
                one.name,
                kind=one.kind,
                balance_fen=one.balance_fen,
                branch=one.branch,
                at=at,
                actor=actor,
            )
        for enterprise in description.enterprises:
            made += _open(enterprise, kept, at=at, actor=actor)
    note("link description", new={"made": [one.number for one in description.enterprises]})
    return made


def _open(told: EnterpriseTold, kept: Mapping[str, str], *, at: datetime, actor: str) -> list[Made]:
    opening.open_enterprise(told.number, told.name, party_id=told.party_id, at=at, actor=actor)
    for one in told.accounts:
        opening.open_account(
            one.number,
            one.name,
            customer_number=told.number,
            kind=one.kind,
            balance_fen=one.balance_fen,
            branch=one.branch,
            at=at,
            actor=actor,
        )
    opening.set_terms(told.number, told.terms, at=at, actor=actor)
    made = []
    for person in told.operators:
        password = person.password or passwords.fresh()
        operator = opening.add_operator(
            told.number,
            person.name,
            called=person.called,
            post=person.post,
            password=password,
            at=at,
            actor=actor,
            kept=kept.get(password, ""),
        )
        _give_rights(told.number, operator, person, at=at, actor=actor)
        made += [] if person.password else [Made(told.number, person.name, password)]
    SignatureStep.objects.bulk_create(
        SignatureStep(
            enterprise_id=told.number, business=one.business, up_to_fen=one.up_to_fen, signatures=one.signatures
        )
        for one in told.steps
    )
    return made


def _give_rights(number: str, operator: Operator, told: OperatorTold, *, at: datetime, actor: str) -> None:
    if not told.rights:
        return
    with turn(number, at=at, actor=actor) as taken:
        Right.objects.bulk_create(
            Right(
                operator=operator,
                role=one.role.value,
                account=one.account,
                business=one.business,
                single_fen_most=one.single_fen_most,
                daily_fen_most=one.daily_fen_most,
            )
            for one in told.rights
        )
        taken.note("rights_given", operator.name, roles=sorted({one.role.value for one in told.rights}))
    note(f"link operator {number}/{operator.name}", new={"rights": len(told.rights)})
