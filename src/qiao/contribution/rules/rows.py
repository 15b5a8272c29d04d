"""A row of credit as whole numbers under its key, and the digest of many rows that does not ask for their order.

Source: features 2.5. The digest of a book is the sum of its rows' own digests, so that a few changed rows move it by
what they are, and a whole reckoning comes to the same number.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qiao.contribution.rules.credit import PersonCredit

HALF_BITS = 64
HALF = 1 << HALF_BITS
HALF_DIGITS = 16
WHOLE = 1 << (2 * HALF_BITS)


@dataclass(frozen=True, slots=True, order=True)
class CreditKey:
    """Whose row it is: an account of a customer (or the customer's own fees), a side, a person ('' = unclaimed)."""

    party_id: str
    account_id: str
    side: str
    staff_id: str


@dataclass(frozen=True, slots=True)
class Amounts:
    """The five measures of a row: millionths of yuan-days and of yuan."""

    balance_days: int = 0
    margin: int = 0
    expected_loss: int = 0
    fee: int = 0
    npl_days: int = 0

    @property
    def anything(self) -> bool:
        """Whether there is anything to show."""
        return any(self.told)

    @property
    def told(self) -> tuple[int, ...]:
        """In the order in which rows are digested."""
        return self.balance_days, self.margin, self.expected_loss, self.fee, self.npl_days


NOTHING = Amounts()
Rows = Mapping[CreditKey, Amounts]


def amounts_of(credit: PersonCredit) -> Amounts:
    """The measures of a person's credit."""
    return Amounts(
        credit.balance_days_micro,
        credit.margin_micro,
        credit.expected_loss_micro,
        credit.fee_micro,
        credit.npl_days_micro,
    )


def credit_text(key: CreditKey, amounts: Amounts) -> str:
    """A row of credit so written that no two rows read alike: a text with its length before it."""
    ids = (key.party_id, key.account_id, key.side, key.staff_id)
    return "|".join([*(f"{len(one)}:{one}" for one in ids), *map(str, amounts.told)])


def digest_of(text: str) -> int:
    """A row's own digest as a number of 128 bits."""
    return int(hashlib.md5(text.encode(), usedforsecurity=False).hexdigest(), 16)


def added(*sums: int) -> int:
    """Sums of digests put together, half by half, as an engine adds them up."""
    high = sum(one >> HALF_BITS for one in sums) % HALF
    return (high << HALF_BITS) + sum(one % HALF for one in sums) % HALF


def taken_off(whole: int, part: int) -> int:
    """A sum of digests without some of its rows."""
    high = ((whole >> HALF_BITS) - (part >> HALF_BITS)) % HALF
    return (high << HALF_BITS) + (whole % HALF - part % HALF) % HALF


def rows_digest(rows: Rows) -> int:
    """The sum of the digests of all rows with anything to show."""
    return texts_digest(credit_text(key, amounts) for key, amounts in rows.items() if amounts.anything)


def texts_digest(texts: Iterable[str]) -> int:
    """The sum of the digests of texts."""
    return added(*(digest_of(text) for text in texts))


def hexadecimal(digest: int) -> str:
    """A sum of digests as it is kept."""
    assert 0 <= digest < WHOLE, digest
    return f"{digest:0{2 * HALF_DIGITS}x}"
