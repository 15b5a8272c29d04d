"""Picks the texts out of the element of one payment. No path language: children are told apart by their tags.

It runs before the schema has judged the file, so any element may be missing, twice or elsewhere. A file has a hundred
thousand payments, and each costs some microseconds here: an element is visited once, and its tag asked once.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from qiao.directlink.rules.iso.paying import Raw
from qiao.directlink.rules.iso.versions import Version

Found: TypeAlias = list[Any]
"""The fields of `Raw` so far, in their order."""
EMPTY = tuple(Raw())
END_TO_END, SENDER_NUMBER, CURRENCY, AMOUNT, IS_CONVERTED, SYSTEM, BANK_NUMBER, BIC = range(8)
BANK_NAME, NAME, IBAN, OTHER, PURPOSE, CONTRACT, FIRM = range(8, len(EMPTY))


class PaymentPicker:
    """The tags of one version's payments, put together once, and what is done with each."""

    def __init__(self, version: Version) -> None:
        """Put the tags together."""
        space = f"{{{version.namespace}}}"
        other = version.other
        names = ("InstrId", "EndToEndId", "Nm", version.bic, "ClrSysMmbId", "IBAN", "Ustrd", "InstdAmt")
        tags = (space + name for name in names)
        self._number, self._end_to_end, self._name, self._bic, self._clearing, *rest = tags
        self._iban, self._free, self._instructed = rest
        self._identification = f"{space}Id"
        self._mandate = f"{space}MndtRltdInf/{space}MndtId"
        self._firm = f"{space}CdtrSchmeId/{space}Id/{space}*/{space}Othr/{space}Id"
        self._system = f"{space}ClrSysId/{space}Cd"
        self._actions: Mapping[str, Callable[[Any, Found], None]] = {
            f"{space}PmtId": self._numbers,
            f"{space}Amt": self._amount,
            f"{space}InstdAmt": self._instructed_amount,
            f"{space}{other}Agt": self._agent,
            f"{space}{other}": self._party,
            f"{space}{other}Acct": self._account,
            f"{space}RmtInf": self._remittance,
            f"{space}DrctDbtTx": self._collection,
        }

    def raw(self, payment: Any) -> Raw:
        """What stands in a payment."""
        found: Found = [*EMPTY]
        actions = self._actions
        for child in payment:
            action = actions.get(child.tag)
            if action is not None:
                action(child, found)
        return Raw(*found)

    def _numbers(self, element: Any, found: Found) -> None:
        for child in element:
            tag = child.tag
            if tag == self._end_to_end:
                found[END_TO_END] = child.text
            elif tag == self._number:
                found[SENDER_NUMBER] = child.text

    def _amount(self, element: Any, found: Found) -> None:
        for child in element:
            if child.tag == self._instructed:
                self._instructed_amount(child, found)
            else:
                found[IS_CONVERTED] = True
                for one in child:
                    self._instructed_amount(one, found)
                    break

    def _instructed_amount(self, element: Any, found: Found) -> None:
        found[CURRENCY], found[AMOUNT] = element.get("Ccy", ""), element.text or ""

    def _agent(self, element: Any, found: Found) -> None:
        for institution in element:
            for child in institution:
                tag = child.tag
                if tag == self._bic:
                    found[BIC] = child.text
                elif tag == self._clearing:
                    found[SYSTEM] = child.findtext(self._system) if len(child) > 1 else None
                    found[BANK_NUMBER] = child[-1].text if len(child) else None
                elif tag == self._name:
                    found[BANK_NAME] = child.text
            break

    def _party(self, element: Any, found: Found) -> None:
        for child in element:
            if child.tag == self._name:
                found[NAME] = child.text
            break

    def _account(self, element: Any, found: Found) -> None:
        for identification in element.iterchildren(self._identification):
            for child in identification:
                if child.tag == self._iban:
                    found[IBAN] = child.text or ""
                else:
                    found[OTHER] = next((one.text for one in child), None)

    def _remittance(self, element: Any, found: Found) -> None:
        found[PURPOSE] = [child.text or "" for child in element if child.tag == self._free]

    def _collection(self, element: Any, found: Found) -> None:
        found[CONTRACT] = element.findtext(self._mandate)
        found[FIRM] = element.findtext(self._firm)
