"""The cast of the link's tests: a trading company, a carrier, their people; made up, like the banks they pay.

Yunshan (云杉贸易) is the enterprise. Ma makes orders, Li and Zhou approve, Qian signs by certificate, Sun looks on, An
is the administrator and Du the supervisor. Baihua (白桦物流) is another customer, Ning an employee.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from qiao.directlink.actions import opening
from qiao.directlink.actions.taking import Caller
from qiao.directlink.adapters import passwords
from qiao.directlink.models import ClearingBank, Operator, Right, SignatureStep
from qiao.directlink.rules.ledger import AccountKind
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.rights import Post, Role

AT = datetime(2030, 5, 8, 2, 0, tzinfo=UTC)
TODAY = date(2030, 5, 8)
COMPANY, OTHER_COMPANY = "1000000001", "1000000002"
A, SECOND, B, NING = "901010100100000018", "901010100100000034", "901010100100000026", "622908901010000015"
FAR_BANK, FAR_NAME = "999100000001", "远山银行"
FAR_ACCOUNT = "6200000000000000001"
PASSWORD = "correct-horse-1"
OPENING_FEN = 100_000_00
BANK = "ADM01"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who asks, by name: an operator's caller, unsigned; `signed` the one with a certificate."""

    maker: Caller
    approver: Caller
    second: Caller
    signer: Caller
    onlooker: Caller
    stranger: Caller


def play() -> Cast:
    """Set the scene in an empty database."""
    opening.open_enterprise(COMPANY, "云杉贸易", party_id="", at=AT, actor=BANK)
    opening.open_enterprise(OTHER_COMPANY, "白桦物流", party_id="", at=AT, actor=BANK)
    opened: dict[str, Any] = {"at": AT, "actor": BANK}
    opening.open_account(A, "云杉贸易", customer_number=COMPANY, balance_fen=OPENING_FEN, branch="90101", **opened)
    opening.open_account(SECOND, "云杉贸易", customer_number=COMPANY, **opened)
    opening.open_account(B, "白桦物流", customer_number=OTHER_COMPANY, balance_fen=500_00, **opened)
    opening.open_account(NING, "宁小舟", kind=AccountKind.PERSON, **opened)
    ClearingBank.objects.create(number=FAR_BANK, name=FAR_NAME, imported_at=AT)
    ma = _operator("op01", {Role.MAKE, Role.VIEW})
    li = _operator("op02", {Role.APPROVE, Role.VIEW})
    zhou = _operator("op03", {Role.APPROVE})
    qian = _operator("op04", {Role.SIGN, Role.MAKE, Role.VIEW})
    sun = _operator("op05", {Role.VIEW})
    _operator("admin", set(), post=Post.ADMINISTRATOR)
    _operator("chief", set(), post=Post.SUPERVISOR)
    other = _operator("op01", {Role.SIGN, Role.MAKE, Role.APPROVE, Role.VIEW}, company=OTHER_COMPANY)
    return Cast(
        maker=_caller(ma),
        approver=_caller(li),
        second=_caller(zhou),
        signer=_caller(qian, signed=True),
        onlooker=_caller(sun),
        stranger=_caller(other),
    )


def wants(signatures: int, *, up_to_fen: int | None = None) -> None:
    """So many signatures are wanted of the company's orders."""
    SignatureStep.objects.update_or_create(
        enterprise_id=COMPANY, business="", up_to_fen=up_to_fen, defaults={"signatures": signatures}
    )


def pay(number: str, *, fen: int = 1_250_50, to: str = B, name: str = "白桦物流", **said: Any) -> Order:
    """A single payment from the company's account."""
    here = to != FAR_ACCOUNT
    far: dict[str, Any] = {} if here else {"bank_name": FAR_NAME, "bank_number": FAR_BANK}
    item = Item(1, to, name, fen, here=here, **far)
    return Order(number, Form.SINGLE, str(said.pop("account", A)), (item,), purpose="运费", **said)


@lru_cache
def _kept(hashers: tuple[str, ...]) -> str:
    """The password as it is kept; a test that hashes in another way must not leave its own to the next one."""
    assert hashers
    return passwords.stored(PASSWORD)


def _operator(name: str, roles: set[Role], *, company: str = COMPANY, post: Post = Post.OPERATOR) -> Operator:
    operator = Operator.objects.create(
        enterprise_id=company, name=name, post=post.value, password=_kept(tuple(settings.PASSWORD_HASHERS)), made_at=AT
    )
    Right.objects.bulk_create(Right(operator=operator, role=role.value) for role in sorted(roles))
    return operator


def _caller(operator: Operator, *, signed: bool = False) -> Caller:
    return Caller(operator.enterprise_id, operator.pk, operator.name, "fox", is_signed=signed)
