"""What an enterprise's people may do, and the changes of it: wished, agreed, refused. Every list is bounded."""

from qiao.directlink.models import Certificate, Operator, Payee, Right, RightsChange, SignatureStep

CHANGES_MOST, OPERATORS_MOST, PAYEES_MOST, RIGHTS_MOST = 200, 500, 2_000, 500


def waiting(customer_number: str) -> list[RightsChange]:
    """The changes that wait for the supervisor, the oldest first."""
    rows = RightsChange.objects.select_related("asked_by").filter(enterprise_id=customer_number, state="asked")
    return list(rows.order_by("id")[:CHANGES_MOST])


def decided(customer_number: str) -> list[RightsChange]:
    """The last changes that were decided or withdrawn, the newest first."""
    rows = RightsChange.objects.select_related("asked_by", "decided_by").filter(enterprise_id=customer_number)
    return list(rows.exclude(state="asked").order_by("-id")[:CHANGES_MOST])


def operators_of(customer_number: str) -> list[Operator]:
    """The enterprise's operators by name."""
    return list(Operator.objects.filter(enterprise_id=customer_number).order_by("name")[:OPERATORS_MOST])


def locked_operators(customer_number: str) -> list[Operator]:
    """Those who cannot come in until the administrator and the supervisor unlock them."""
    rows = Operator.objects.filter(enterprise_id=customer_number, is_active=True).exclude(locked_at=None)
    return list(rows.order_by("name")[:OPERATORS_MOST])


def rights_of(operator: Operator) -> list[Right]:
    """An operator's rights in force, by role and account."""
    return list(operator.rights.order_by("role", "account", "business")[:RIGHTS_MOST])


def certificates_of(customer_number: str) -> list[Certificate]:
    """The certificates of an enterprise's operators, those that end first ahead."""
    rows = Certificate.objects.select_related("operator").filter(operator__enterprise_id=customer_number)
    return list(rows.order_by("until", "fingerprint")[:OPERATORS_MOST])


def steps_of(customer_number: str) -> list[SignatureStep]:
    """How many signatures are wanted, by kind of business and amount."""
    rows = SignatureStep.objects.filter(enterprise_id=customer_number)
    return sorted(rows[:RIGHTS_MOST], key=lambda one: (one.business, one.up_to_fen is None, one.up_to_fen or 0))


def payees_of(customer_number: str) -> list[Payee]:
    """The payees that the enterprise has listed, by name."""
    return list(Payee.objects.filter(enterprise_id=customer_number).order_by("name", "account")[:PAYEES_MOST])


def payee_of(customer_number: str, number: int) -> Payee | None:
    """A listed payee by its row."""
    return Payee.objects.filter(enterprise_id=customer_number, pk=number).first()
