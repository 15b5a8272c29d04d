"""What a line is in the standard's codes: domain, family, sub-family.

Source: the standard's external list of bank transaction codes. Money sent back bears the family of its payment and the
code of a return, so that a program finds what it undoes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.directlink.rules.iso.stated import Nature, StatedLine, is_creditor

RETURNED = "RRTN"
DOMAIN = "PMNT"


@dataclass(frozen=True, slots=True)
class TransactionCode:
    """Family and sub-family below the domain of payments."""

    family: str
    sub_family: str


CODES: Mapping[tuple[Nature, bool], TransactionCode] = {
    (Nature.TRANSFER_HERE, False): TransactionCode("ICDT", "BOOK"),
    (Nature.TRANSFER_HERE, True): TransactionCode("RCDT", "BOOK"),
    (Nature.TRANSFER_FAR, False): TransactionCode("ICDT", "DMCT"),
    (Nature.TRANSFER_FAR, True): TransactionCode("RCDT", "DMCT"),
    (Nature.PAYROLL, False): TransactionCode("ICDT", "SALA"),
    (Nature.PAYROLL, True): TransactionCode("RCDT", "SALA"),
    (Nature.COLLECTION, False): TransactionCode("RDDT", "PMDD"),
    (Nature.COLLECTION, True): TransactionCode("IDDT", "PMDD"),
    (Nature.FEE, False): TransactionCode("MDOP", "FEES"),
    (Nature.FEE, True): TransactionCode("MCOP", "FEES"),
    (Nature.TAKEN_OVER, False): TransactionCode("MDOP", "ADJT"),
    (Nature.TAKEN_OVER, True): TransactionCode("MCOP", "ADJT"),
}
"""By nature, and whether the account is credited by the payment itself."""


def code_of(line: StatedLine) -> TransactionCode:
    """The code of a line."""
    found = CODES[line.nature, not is_creditor(line)]
    return TransactionCode(found.family, RETURNED) if line.is_reversal else found
