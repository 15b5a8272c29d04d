"""Reads of enterprises, operators, rights and signatures wanted."""

from collections.abc import Sequence

from qiao.directlink.models import Enterprise, Operator, Right, SignatureStep
from qiao.directlink.rules.orders import Business
from qiao.directlink.rules.rights import Grant, Role, Step

RIGHTS_MOST, STEPS_MOST = 500, 100


def enterprise_of(customer_number: str) -> Enterprise | None:
    """An enterprise by its customer number."""
    return Enterprise.objects.filter(pk=customer_number).first()


def operator_of(customer_number: str, name: str) -> Operator | None:
    """An operator by the enterprise and the log-in name, with the enterprise."""
    found = Operator.objects.select_related("enterprise").filter(enterprise_id=customer_number, name=name)
    return found.first()


def grants_of(operator_id: int) -> list[Grant]:
    """The rights of an operator that are in force."""
    rows = Right.objects.filter(operator_id=operator_id).values_list(
        "id", "role", "account", "business", "single_fen_most", "daily_fen_most"
    )[:RIGHTS_MOST]
    return [
        Grant(number, Role(role), account, Business(business) if business else None, single, daily)
        for number, role, account, business, single, daily in rows
    ]


def steps_of(customer_number: str) -> Sequence[Step]:
    """How many signatures the enterprise wants, by kind of business and amount."""
    rows = SignatureStep.objects.filter(enterprise_id=customer_number).values_list(
        "business", "up_to_fen", "signatures"
    )[:STEPS_MOST]
    return [
        Step(Business(business) if business else None, up_to_fen, signatures)
        for business, up_to_fen, signatures in rows
    ]


def operator_by_id(operator_id: int) -> Operator | None:
    """An operator with the enterprise."""
    return Operator.objects.select_related("enterprise").filter(pk=operator_id).first()
