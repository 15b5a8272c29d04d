"""What is worth knowing of the made-up bank: its log-ins, its stories, its one ledger break, how many rows it has.

Pages, the command `demo` and documents point at customers and days through this; the words are English templates with
named placeholders, translated at the edge like any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from qiao.project.demo.planted import Case

DEMO_PASSWORD = "qiao-demo-2026"  # noqa: S105  known to everybody: it guards a made-up bank on one's own machine


@dataclass(frozen=True, slots=True)
class Login:
    """A person of the bank to log in as; `post` is the contract's word, `words` one line about what there is to see."""

    staff_id: str
    name: str
    post: str
    org_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Story:
    """Something planted in the figures; fields that play no part are '' or None. `words` takes `facts`."""

    code: str
    words: str
    party_id: str = ""
    account_id: str = ""
    staff_id: str = ""
    other_staff_id: str = ""
    org_id: str = ""
    product_id: str = ""
    day: date | None = None

    @property
    def facts(self) -> Mapping[str, str]:
        """What fills the placeholders of `words`."""
        return {
            "party_id": self.party_id,
            "account_id": self.account_id,
            "staff_id": self.staff_id,
            "other_staff_id": self.other_staff_id,
            "org_id": self.org_id,
            "product_id": self.product_id,
            "day": self.day.isoformat() if self.day else "",
        }

    def __str__(self) -> str:
        """The English words, filled."""
        return self.words % self.facts


@dataclass(frozen=True, slots=True)
class LedgerBreak:
    """The one line of the ledger that does not tie, in fen."""

    day: date
    org_id: str
    product_id: str
    book_fen: int
    ledger_fen: int

    @property
    def difference_fen(self) -> int:
        """Book less ledger, as the tie-out lists it."""
        return self.book_fen - self.ledger_fen


@dataclass(frozen=True, slots=True)
class BankFacts:
    """The made-up bank that was written: [since, until), the months oldest first (2026-09), rows by table."""

    bank: str
    seed: int
    since: date
    until: date
    months: tuple[str, ...]
    logins: tuple[Login, ...]
    stories: tuple[Story, ...]
    ledger_break: LedgerBreak
    rows: Mapping[str, int]
    planted: tuple[Case, ...] = ()

    def story(self, code: str) -> Story:
        """The story of that code; KeyError where there is none."""
        found = next((story for story in self.stories if story.code == code), None)
        if found is None:
            raise KeyError(code)
        return found

    def login(self, post: str) -> Login:
        """The log-in of that post (rm, lead, head, hr, auditor, admin); KeyError where there is none."""
        found = next((login for login in self.logins if login.post == post), None)
        if found is None:
            raise KeyError(post)
        return found
