"""Collections: money that others owe is drawn from their accounts under a contract, singly or as a batch.

Source: piece 7 (collection). The specification and its program differ in the order of a bank's number and name: both
are taken.
"""

from qiao.directlink.rules.fox.parties import reference, state
from qiao.directlink.rules.fox.shapes import (
    ONLY_ASKED,
    REQUIRED,
    Element,
    Interface,
    Need,
    account,
    amount,
    appended,
    choice,
    count,
    digits,
    either,
    group,
    many,
    paid,
    text,
)

OTHER_BANK_WAYS = frozenset({"1", "4"})
"""Ways of payment (PAYMODE) that lead to another bank."""
WAYS = ("0", "1", "2", "3", "4")
DAYS = ("1", "2", "3")
DIRECTIONS = ("0", "1")


def debtor(name_most: int = 50, *, number_most: int = 12) -> Element:
    """Whose account is drawn on."""
    return group(
        "ACCTFROM",
        account("ACCTID", 32, REQUIRED),
        text("NAME", name_most, REQUIRED),
        either(text("BANKDESC", name_most), digits("BANKNUM", number_most)),
        need=REQUIRED,
    )


def collection(*first: Element, last: tuple[Element, ...] = ()) -> Element:
    """One collection with its debtor."""
    return group(
        "GATHERINFO",
        *first,
        group("ACCTTO", account("ACCTID", 32, REQUIRED), text("NAME"), need=REQUIRED),
        text("FIRMCODE", 4, REQUIRED),
        digits("BIZCODE", 5, REQUIRED),
        text("SUMM", 3),
        choice("LIMITDAYS", DAYS, Need.UNSAID),
        text("TITLE", 30, Need.UNSAID),
        text("MEMO", 50, Need.UNSAID),
        *appended(ONLY_ASKED, choice("TRNTYPE", DIRECTIONS)),
        digits("CHEQUENUM", 9),
        group(
            "PAYINFO",
            digits("INDX", 8, REQUIRED),
            text("CONTRACTID", 60, REQUIRED),
            debtor(),
            choice("PAYMODE", WAYS, REQUIRED),
            paid("APPLYAMT", REQUIRED),
            text("PURPOSE", 30, REQUIRED),
            either(text("BIZCODE0", 20), text("BIZCODE1", 5), text("BIZCODE2", 5)),
            *last,
            need=REQUIRED,
        ),
        need=REQUIRED,
    )


COLLECTION = Interface(
    "GATHER",
    asked=group("GATHERRQ", collection(), need=REQUIRED),
    answered=group(
        "GATHERRS",
        collection(digits("ACCEPTNO", 12), last=(amount("PAYAMT"), text("RESULT", 2), text("MSG", 60))),
        state(),
    ),
    is_instruction=True,
    asks_again=True,
)


def item(name: str, *last: Element) -> Element:
    """One collection of a batch."""
    return group(
        name,
        digits("INDX", 8, REQUIRED),
        text("CONTRACTID", 60, REQUIRED),
        debtor(60, number_most=15),
        choice("PAYMODE", WAYS, REQUIRED),
        paid("APPLYAMT", REQUIRED),
        text("PURPOSE", 30, REQUIRED),
        text("BIZCODE0", 20, REQUIRED),
        text("BIZCODE1", 20, REQUIRED),
        text("MEMO", 60, REQUIRED),
        *last,
    )


COLLECTION_BATCH = Interface(
    "FBBATCHGATHER",
    asked=group(
        "RQBODY",
        account("ACCTID", 32, REQUIRED),
        text("FIRMCODE", 4, REQUIRED),
        digits("BIZCODE", 5, REQUIRED),
        text("SUMM", 3),
        choice("LIMITDAYS", DAYS, REQUIRED),
        text("TITLE", 30, REQUIRED),
        text("MEMO", 60, REQUIRED),
        choice("TRNTYPE", DIRECTIONS, REQUIRED),
        digits("CHEQUENUM", 9),
        text("USE", 30),
        many(item("GATHERINFO"), least=1),
        need=REQUIRED,
    ),
    answered=group("RSBODY", state()),
    is_instruction=True,
)
COLLECTION_BATCH_LIST = Interface(
    "FBBATCHSTMT",
    asked=group("RQBODY", reference(), account("ACCTID", 32), need=REQUIRED, attributes=(count("PAGE"),)),
    answered=group(
        "RSBODY",
        digits("ACPTNO", 12),
        account("ACCTID", 32),
        text("NAME", 60),
        text("FIRMCODE", 4),
        text("BIZCODE", 5),
        text("SUMM", 3),
        choice("LIMITDAYS", DAYS),
        text("TITLE", 30),
        digits("CHEQUENUM", 9),
        choice("TRNTYPE", DIRECTIONS),
        count("TOTALCNT"),
        amount("TOTALAMT"),
        text("USE", 30),
        text("MEMO", 60),
        text("STATUS", 20),
        text("EXECINFO"),
        many(item("CONTENT", text("RESULT", 2), text("ERRMSG"))),
        attributes=(choice("MORE", ("Y", "N")),),
    ),
)
INTERFACES = (COLLECTION, COLLECTION_BATCH, COLLECTION_BATCH_LIST)
