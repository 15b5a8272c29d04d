"""Reads of enterprises, operators, rights and signatures wanted."""

from collections.abc import Sequence

from qiao.directlink.adapters.rows import Select
from qiao.directlink.models import Enterprise, Operator, Right, SignatureStep
from qiao.directlink.rules.orders import Business
from qiao.directlink.rules.rights import Grant, Role, Step
from qiao.directlink.rules.terms import Terms

RIGHTS_MOST, STEPS_MOST, ALL_RIGHTS_MOST = 500, 100, 10_000
_OPERATOR = ("id", "enterprise", "name", "post", "password", "failures", "locked_at", "is_active", "seen_at")
_TERMS = ("customer_number", "name", "state", "addresses", "strict", "directed_only", "signature_wanted")
OPERATOR = Select(Operator, _OPERATOR, "enterprise_id = %s AND name = %s")
ENTERPRISE = Select(Enterprise, (*_TERMS, "sequence", "digest"), "customer_number = %s")
RIGHTS = Select(
    Right,
    ("id", "role", "account", "business", "single_fen_most", "daily_fen_most"),
    "operator_id = %s",
    more=f"ORDER BY id LIMIT {RIGHTS_MOST}",
)


def operator_of(customer_number: str, name: str) -> Operator | None:
    """An operator by the enterprise and the log-in name, with the enterprise."""
    operator = OPERATOR.first(customer_number, name)
    if operator is not None:
        enterprise = ENTERPRISE.first(customer_number)
        assert enterprise is not None, "an operator has an enterprise"
        operator.enterprise = enterprise
    return operator


def grants_of(operator_id: int) -> list[Grant]:
    """The rights of an operator that are in force."""
    return [_grant(one) for one in RIGHTS.all(operator_id)]


def grants_of_enterprise(customer_number: str) -> dict[int, list[Grant]]:
    """The rights in force of an enterprise's operators that have any, by the operator's id; at most 10,000 rights."""
    found: dict[int, list[Grant]] = {}
    for one in Right.objects.filter(operator__enterprise_id=customer_number).order_by("id")[:ALL_RIGHTS_MOST]:
        found.setdefault(one.operator_id, []).append(_grant(one))
    return found


def _grant(one: Right) -> Grant:
    return Grant(
        one.pk,
        Role(one.role),
        one.account,
        Business(one.business) if one.business else None,
        one.single_fen_most,
        one.daily_fen_most,
    )


def terms_of(enterprise: Enterprise) -> Terms:
    """What was agreed with an enterprise."""
    return Terms(
        tuple(enterprise.addresses),
        tuple(enterprise.signals),
        strict=enterprise.strict,
        directed_only=enterprise.directed_only,
        signature_wanted=enterprise.signature_wanted,
    )


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
