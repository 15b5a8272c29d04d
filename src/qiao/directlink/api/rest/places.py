"""To which field a refusal belongs: one table from codes to fields, for each code that the interface can answer.

A field of a body is a JSON pointer; a parameter or a header is its name. What belongs to none stands in `FIELDLESS`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from qiao.directlink.rules.ledger import Reason
from qiao.ground.refusals import Refusal

NUMBER = "Idempotency-Key"
PAYMENTS = "/payments"


@dataclass(frozen=True, slots=True)
class Field:
    """Where a code's fault lies: in a body; or where the address has one of the names, in those.

    `of_payment` is a field of a payment, whose number from 1 the refusal tells (`payment`); told of an order of several
    payments without one, it is the list of them.
    """

    body: str = ""
    of_payment: str = ""
    named: tuple[str, ...] = ()
    header: str = ""


PAYER = Field(body="/account", named=("account",))
TOTAL = Field(of_payment="amount")
PAYEE, PAYEE_NAME = Field(of_payment="account"), Field(of_payment="name")
OF_ORDER = Field(header=NUMBER, named=("number",))
NUMBERED = Field(named=("number",))
SPAN = Field(named=("since", "until"))
SIGNATURE, PARAMETERS = Field(header="Signature"), Field(header="Signature-Input")
OF_REASON: Mapping[Reason, Field] = {
    Reason.FUNDS: TOTAL,
    Reason.UNKNOWN_ACCOUNT: PAYEE,
    Reason.CLOSED: PAYEE,
    Reason.FROZEN: PAYER,
    Reason.NAME: PAYEE_NAME,
    Reason.NOT_A_PERSON: PAYEE,
    Reason.CONTRACT: Field(of_payment="contract"),
    Reason.LIMIT: TOTAL,
    Reason.BANK: Field(of_payment="bank_number"),
    Reason.REJECTED: PAYEE,
    Reason.SCREENED: PAYEE_NAME,
    Reason.WITHDRAWN: OF_ORDER,
    Reason.EXPIRED: OF_ORDER,
}
FIELDS: Mapping[str, Field] = {
    **{f"payment.{reason.value}": field for reason, field in OF_REASON.items()},
    "account.closed": PAYER,
    "account.not_yours": PAYER,
    "account.unknown_here": PAYER,
    "file.unknown": NUMBERED,
    "instruction.moved": NUMBERED,
    "instruction.not_maker": NUMBERED,
    "instruction.own": NUMBERED,
    "instruction.signed": NUMBERED,
    "instruction.unknown": NUMBERED,
    "line.unknown": Field(named=("line",)),
    "order.account": PAYEE,
    "order.amount": TOTAL,
    "order.count": Field(body=PAYMENTS),
    "order.due": Field(body="/due"),
    "order.index": Field(body=PAYMENTS),
    "order.number": OF_ORDER,
    "order.number_used": OF_ORDER,
    "order.other_content": OF_ORDER,
    "order.same_account": PAYEE,
    "order.signed_only": Field(body="/effect"),
    "receipt.none": Field(named=("transfer",)),
    "request.kind": Field(header="Content-Type"),
    "request.large": Field(header="Content-Length"),
    "request.length": Field(header="Content-Length"),
    "rights.daily": TOTAL,
    "rights.directed": PAYEE,
    "rights.missing": PAYER,
    "rights.single": TOTAL,
    "rights.whole_file": NUMBERED,
    "route.super_amount": TOTAL,
    "route.super_bank": Field(of_payment="bank_number"),
    "signature.expired": PARAMETERS,
    "signature.form": PARAMETERS,
    "signature.missing": SIGNATURE,
    "signature.moment": PARAMETERS,
    "signature.parts": PARAMETERS,
    "signature.replayed": PARAMETERS,
    "signature.unknown": PARAMETERS,
    "signature.wrong": SIGNATURE,
    "statement.future": Field(named=("until",)),
    "statement.lines": SPAN,
    "statement.mt940_amount": Field(named=("form",)),
    "statement.span": SPAN,
    "webhook.inside": Field(body="/url"),
    "webhook.kinds": Field(body="/kinds"),
    "webhook.unknown": NUMBERED,
    "webhook.url": Field(body="/url"),
}
FIELDLESS = frozenset(
    {
        *("absent", "busy", "failed", "request.method", "request.slow", "request.unreadable"),  # the request as a whole
        *("enterprise.suspended", "enterprise.unknown", "rest.often"),  # who asks
        *("sign_on.address", "sign_on.locked", "sign_on.unknown"),  # the same
        *("webhook.administrator", "webhook.full"),  # the same
        *("file.declaration", "file.doctype", "file.empty", "file.encoding", "file.form", "file.kind"),
        *("file.names", "file.schema", "file.several", "file.size"),  # the words name line and element of the file
        *("cancellation.count", "cancellation.depth", "cancellation.form", "cancellation.kind"),  # the same
        *("cancellation.message", "cancellation.scope"),  # the same
    }
)
AS_ASKED = {"since": "from"}
"""Names of parameters as they stand in the address."""


def places_of(refusal: Refusal, *, named: Collection[str], payments: int) -> list[str]:
    """Where the fault lies; `named` are the names that the address takes, `payments` those of the order, 0 if none."""
    field = FIELDS.get(refusal.code, Field())
    in_address = [AS_ASKED.get(name, name) for name in field.named if AS_ASKED.get(name, name) in named]
    if in_address:
        return in_address
    if field.of_payment:
        return [_of_payment(field.of_payment, refusal.facts.get("payment"), payments=payments)]
    found = field.body or field.header
    return [found] if found else []


def _of_payment(name: str, place: int | None, *, payments: int) -> str:
    """A field of a payment; of the only one where the refusal does not say of which."""
    one = place or (1 if payments == 1 else 0)
    return f"{PAYMENTS}/{one - 1}/{name}" if one else PAYMENTS
