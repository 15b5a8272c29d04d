"""A small bank as tables of text, in the columns of the book's contract."""

from dataclasses import dataclass, field
from datetime import date, timedelta

Row = dict[str, str]

COLUMNS: dict[str, tuple[str, ...]] = {
    "org": ("org_id", "name", "kind", "parent_id"),
    "staff": ("staff_id", "name", "org_id", "post", "level", "hired_on", "left_on"),
    "party": (
        *("party_id", "kind", "name", "id_type", "id_no", "industry", "region"),
        *("registered_capital", "established_on", "address", "postcode", "phone"),
    ),
    "product": ("product_id", "name", "side", "ftp_method", "tenor_days", "weight"),
    "account": ("account_id", "party_id", "product_id", "org_id", "opened_on", "closed_on", "maturity_on"),
    "balance": ("account_id", "on", "balance"),
    "rate": ("account_id", "since", "annual_rate"),
    "ftp": ("side", "tenor_days", "since", "annual_rate"),
    "assignment": ("party_id", "account_id", "staff_id", "role", "since", "until", "share"),
    "fee": ("fee_id", "party_id", "account_id", "product_id", "on", "amount"),
    "risk": ("account_id", "since", "class", "pd", "lgd", "days_past_due"),
    "expense": ("expense_id", "staff_id", "on", "kind", "amount", "quota"),
    "ledger": ("on", "org_id", "product_id", "balance"),
}
NEEDED_FIRST = ("org", "staff", "party", "product", "account", "balance", "rate", "ftp", "assignment")


@dataclass
class Bank:
    """Tables of rows as text, and the month they speak for."""

    month: str
    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def add(self, table: str, **values: str) -> Row:
        """Add a row; columns not given are empty. The column `class` is given as `class_`."""
        given = {name.removesuffix("_"): value for name, value in values.items()}
        unknown = set(given) - set(COLUMNS[table])
        assert not unknown, (table, unknown)
        row = {column: given.get(column, "") for column in COLUMNS[table]}
        self.tables[table].append(row)
        return row

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date.fromisoformat(f"{self.month}-01")

    @property
    def after(self) -> date:
        """The day after the last of the month."""
        return (self.first + timedelta(days=31)).replace(day=1)

    @property
    def days(self) -> int:
        """How many days the month has."""
        return (self.after - self.first).days
