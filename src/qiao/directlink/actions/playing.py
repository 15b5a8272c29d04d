"""The made-up bank of the simulator: one enterprise with its operator and accounts, payees, and lines of yesterday."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils.timezone import localtime

from qiao.directlink.actions import certifying, opening
from qiao.directlink.actions.taking import Caller, take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import ClearingBank, Enterprise, Entry, Right, SignatureStep
from qiao.directlink.rules.ledger import AccountKind
from qiao.directlink.rules.orders import Form, Item, Order
from qiao.directlink.rules.rights import Post, Role
from qiao.directlink.rules.simulated import (
    ACCOUNT,
    ADMINISTRATOR,
    CONTRACT,
    CUSTOMER,
    FAR_BANK,
    FAR_BANK_NUMBER,
    FIRM,
    NAME,
    OPENED_DAYS_AGO,
    OPERATOR,
    PASSWORD,
    PAYEE,
    PAYEE_NAME,
    PERSON,
    PERSON_NAME,
    SECOND_ACCOUNT,
)

KEY_DAYS = 30
BALANCE_FEN = 10_000_000_00
LINES = (100, 50)
"""Payments of yesterday, two batches of them: the first page of a statement is full, and there is a second."""
BANK = "simulator"


@dataclass(frozen=True, slots=True)
class Scene:
    """The enterprise's own number, operator and account, and the day of the long statement."""

    customer: str
    operator: str
    account: str
    yesterday: date


def set_up(*, at: datetime, certificate: str) -> Scene:
    """Fill an empty database; with a certificate's PEM every message has to be signed by it."""
    assert not Enterprise.objects.exists(), "the simulator has a bank of its own"
    before = at - timedelta(days=1)
    opening.open_enterprise(CUSTOMER, NAME, party_id="", at=before, actor=BANK)
    _open_accounts(at - timedelta(days=OPENED_DAYS_AGO))
    operator = opening.add_operator(
        CUSTOMER, OPERATOR, called="", post=Post.OPERATOR, password=PASSWORD, at=before, actor=BANK
    )
    Right.objects.bulk_create(
        Right(operator=operator, role=role.value) for role in (Role.MAKE, Role.SIGN, Role.VIEW, Role.APPROVE)
    )
    SignatureStep.objects.create(enterprise_id=CUSTOMER, business="", up_to_fen=None, signatures=0)
    ClearingBank.objects.create(number=FAR_BANK_NUMBER, name=FAR_BANK, imported_at=before)
    opening.add_mandate(CUSTOMER, firm=FIRM, contract=CONTRACT, payer=PAYEE, name=PAYEE_NAME, at=before, actor=BANK)
    Enterprise.objects.update(signature_wanted=bool(certificate))
    if certificate:
        opening.bind_certificate(CUSTOMER, OPERATOR, pem=certificate, at=at, actor=BANK)
    _pay_yesterday(Caller(CUSTOMER, operator.pk, OPERATOR, "web", is_signed=True), at=before)
    return Scene(CUSTOMER, OPERATOR, ACCOUNT, localtime(before).date())


@dataclass(frozen=True, slots=True)
class Keys:
    """The folder of keys for the REST interface, with the names of the files of the operator and the administrator."""

    folder: Path
    operator: str
    administrator: str


def lay_keys(folder: Path, *, at: datetime) -> Keys:
    """Make a key and a certificate for the operator and for an administrator, and have the bank know them."""
    folder.mkdir(parents=True, exist_ok=True)
    opening.add_operator(
        CUSTOMER, ADMINISTRATOR, called="", post=Post.ADMINISTRATOR, password=PASSWORD, at=at, actor=BANK
    )
    for name in (OPERATOR, ADMINISTRATOR):
        laid = certifying.lay_self_signed(
            folder, name=name, kind="ed25519", passphrase="", days=KEY_DAYS, at=at, anew=True
        )
        opening.bind_certificate(CUSTOMER, name, pem=laid.place.read_text("ascii"), at=at, actor=BANK)
    return Keys(folder, OPERATOR, ADMINISTRATOR)


def _open_accounts(earlier: datetime) -> None:
    opening.open_account(
        ACCOUNT, NAME, customer_number=CUSTOMER, balance_fen=BALANCE_FEN, branch="90101", at=earlier, actor=BANK
    )
    opening.open_account(SECOND_ACCOUNT, NAME, customer_number=CUSTOMER, branch="90101", at=earlier, actor=BANK)
    opening.open_account(PAYEE, PAYEE_NAME, branch="90101", at=earlier, actor=BANK)
    opening.open_account(PERSON, PERSON_NAME, kind=AccountKind.PERSON, branch="90101", at=earlier, actor=BANK)


def _pay_yesterday(caller: Caller, *, at: datetime) -> None:
    for place, count in enumerate(LINES, start=1):
        items = tuple(Item(index, PAYEE, PAYEE_NAME, 100 * index) for index in range(1, count + 1))
        order = Order(f"SET-UP-{place}", Form.BATCH, ACCOUNT, items, purpose="货款")
        take(order, caller, at=at, core=EmbeddedCore())
    assert Entry.objects.filter(account_id=ACCOUNT, on=localtime(at).date()).count() == sum(LINES)
