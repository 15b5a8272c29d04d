"""Which messages of ISO 20022 are read, by their namespace, and in which names their versions differ.

Source: the published schemas. Elements of one sense changed their name once: BIC became BICFI with the fourth version
of credit transfers and the third of collections; the day of execution became a choice of a day and a moment with the
eighth. The rest of what is read stands where it stood.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.directlink.rules.files import FileKind

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
BIC_SINCE: Mapping[FileKind, int] = {FileKind.PAYMENTS: 4, FileKind.COLLECTIONS: 3}
CHOICE_SINCE = 8
TRANSFER_VERSIONS = tuple(range(3, 14))
COLLECTION_VERSIONS = (2, 8, 9, 10)
"""Versions 3 to 7 of collections have no schema in a release that may be shipped."""


@dataclass(frozen=True, slots=True)
class Version:
    """One message in one version: its namespace, and the names of the elements that are looked for."""

    kind: FileKind
    version: str
    initiation: str
    payment: str
    bic: str
    day: str
    has_choice_of_day: bool

    @property
    def name(self) -> str:
        """The message's name with its version, which its schema bears too."""
        return f"{self.kind.value}.001.{self.version}"

    @property
    def own(self) -> str:
        """The side whose file it is, as elements are named after it."""
        return "Dbtr" if self.kind is FileKind.PAYMENTS else "Cdtr"

    @property
    def other(self) -> str:
        """The other side of each payment."""
        return "Cdtr" if self.kind is FileKind.PAYMENTS else "Dbtr"

    def part_path(self, element: str) -> str:
        """Where something stands in a part."""
        return {"Acct": f"{self.own}Acct/Id", "ReqdDt": self.day}.get(element, element)

    def payment_path(self, element: str) -> str:
        """Where something stands in a payment."""
        agent = f"{self.other}Agt/FinInstnId"
        paths = {
            "Amt": "Amt/InstdAmt" if self.kind is FileKind.PAYMENTS else "InstdAmt",
            "Acct": f"{self.other}Acct/Id",
            "Nm": f"{self.other}/Nm",
            "ClrSysMmbId": f"{agent}/ClrSysMmbId/MmbId",
            "FinInstnId": f"{agent}/{self.bic}",
            "CdtrSchmeId": "DrctDbtTx/CdtrSchmeId",
        }
        return paths.get(element, element)

    @property
    def namespace(self) -> str:
        """The namespace that every element of the message is of."""
        return NAMESPACE + self.name


def _version(kind: FileKind, number: int) -> Version:
    is_transfer = kind is FileKind.PAYMENTS
    return Version(
        kind=kind,
        version=f"{number:02}",
        initiation="CstmrCdtTrfInitn" if is_transfer else "CstmrDrctDbtInitn",
        payment="CdtTrfTxInf" if is_transfer else "DrctDbtTxInf",
        bic="BICFI" if number >= BIC_SINCE[kind] else "BIC",
        day="ReqdExctnDt" if is_transfer else "ReqdColltnDt",
        has_choice_of_day=is_transfer and number >= CHOICE_SINCE,
    )


VERSIONS: Mapping[str, Version] = {
    one.namespace: one
    for one in (
        *(_version(FileKind.PAYMENTS, number) for number in TRANSFER_VERSIONS),
        *(_version(FileKind.COLLECTIONS, number) for number in COLLECTION_VERSIONS),
    )
}
CANCELLATION = "camt.055.001"
CANCELLATION_VERSIONS = tuple(range(5, 13))
CANCELLATIONS: Mapping[str, str] = {
    f"{NAMESPACE}{CANCELLATION}.{number:02}": f"{number:02}" for number in CANCELLATION_VERSIONS
}


def taken_told() -> str:
    """The names of all messages with orders that are read, to be told who sent another one."""
    return ", ".join(one.name for one in VERSIONS.values())


def cancellations_told() -> str:
    """The names of all cancellations that are read."""
    return ", ".join(f"{CANCELLATION}.{number}" for number in CANCELLATIONS.values())
