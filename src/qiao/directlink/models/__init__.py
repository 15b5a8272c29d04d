"""Tables of the direct link."""

from qiao.directlink.models.accounts import Entry, LedgerAccount, Mandate
from qiao.directlink.models.banks import ClearingBank, FeeRow, WatchedName
from qiao.directlink.models.files import OrderFile
from qiao.directlink.models.instructions import Errand, Instruction, Payment, Signing, Usage
from qiao.directlink.models.journal import JournalRecord, Nonce
from qiao.directlink.models.parties import Certificate, Enterprise, Operator
from qiao.directlink.models.rights import Payee, Right, RightsChange, SignatureStep
from qiao.directlink.models.webhooks import Webhook

__all__ = (
    "Certificate",
    "ClearingBank",
    "Enterprise",
    "Entry",
    "Errand",
    "FeeRow",
    "Instruction",
    "JournalRecord",
    "LedgerAccount",
    "Mandate",
    "Nonce",
    "Operator",
    "OrderFile",
    "Payee",
    "Payment",
    "Right",
    "RightsChange",
    "SignatureStep",
    "Signing",
    "Usage",
    "WatchedName",
    "Webhook",
)
