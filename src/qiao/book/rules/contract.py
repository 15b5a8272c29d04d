"""The contract's tables as data: every column with its form, its key, what it names, and how it is stored.

Source: the book's contract, 1. Everything else in this capability is generated from here: header checks, the reading of
cells, quarantine reasons, templates and the published description.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

VERSION = "1.0"
MAJOR = "1"
ID_LENGTH_MOST = 64
MONEY_MOST = 10**11  # of the currency's unit, inclusive
INT32_MOST = 2**31 - 1
INT64_MOST = 2**63 - 1
BUCKETS = 16  # a fact that belongs to an account lies in the bucket of its id's first MD5 digit


class Kind(StrEnum):
    """The form of a cell's text."""

    ID = "id"
    TEXT = "text"
    CHOICE = "choice"
    DATE = "date"
    MONEY = "money"
    RATE = "rate"
    PROBABILITY = "probability"
    SHARE = "share"
    WHOLE = "whole"  # 0 or more
    SERIAL = "serial"  # any whole number
    DECIMAL = "decimal"  # kept as text: it enters no figure


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind is stored: suffix of the column's name, columnar type, decimals, and the bounds in the stored unit."""

    suffix: str = ""
    stored_type: str = "string"
    places: int = 0
    least: int = 0
    most: int = 0


FORMS: Mapping[Kind, Form] = {
    Kind.ID: Form(),
    Kind.TEXT: Form(),
    Kind.CHOICE: Form(),
    Kind.DECIMAL: Form(),
    Kind.DATE: Form("_day", "int32"),
    Kind.MONEY: Form("_fen", "int64", places=2, least=-MONEY_MOST * 100, most=MONEY_MOST * 100),
    Kind.RATE: Form("_ppm", "int64", places=6, least=-(10**6), most=10**6),
    Kind.PROBABILITY: Form("_ppm", "int64", places=6, least=0, most=10**6),
    Kind.SHARE: Form("_bp", "int32", places=4, least=0, most=10**4),
    Kind.WHOLE: Form("", "int32", least=0, most=INT32_MOST),
    Kind.SERIAL: Form("", "int64", least=-INT64_MOST, most=INT64_MOST),
}
NUMBER_KINDS = frozenset(kind for kind, form in FORMS.items() if form.most)


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `references` names the table whose key (of the same meaning) the value must be in."""

    name: str
    kind: Kind
    required: bool = True
    references: str = ""
    choices: tuple[str, ...] = ()

    @property
    def form(self) -> Form:
        """How its kind is stored."""
        return FORMS[self.kind]

    @property
    def stored(self) -> str:
        """Its name in Parquet files, masters and snapshots: date -> _day, money -> _fen, rate -> _ppm, share -> _bp."""
        return self.name + self.form.suffix


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `spans` are pairs (first, last) whose last may not lie before the first."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    master: bool = False  # kept by an owner in the database; the others are facts in Parquet files
    optional: bool = False  # a first load may go without it
    spans: tuple[tuple[str, str], ...] = ()
    bucket_by: tuple[str, ...] = ()  # the first of these that is known decides the bucket; none: one file

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def key_columns(self) -> tuple[Column, ...]:
        """The columns of the key, in the contract's order."""
        return tuple(self.column(name) for name in self.key)

    @property
    def stored_schema(self) -> dict[str, str]:
        """Stored column name -> columnar type; facts in buckets carry their bucket as well."""
        schema = {column.stored: column.form.stored_type for column in self.columns}
        return schema | {"bucket": "int32"} if self.bucket_by else schema

    @property
    def references(self) -> tuple[Column, ...]:
        """The columns that name a row of another table (org: of its own)."""
        return tuple(column for column in self.columns if column.references)


def _id(name: str, references: str = "", *, required: bool = True) -> Column:
    return Column(name, Kind.ID, required, references)


def _text(name: str, *, required: bool = True) -> Column:
    return Column(name, Kind.TEXT, required)


def _date(name: str, *, required: bool = True) -> Column:
    return Column(name, Kind.DATE, required)


def _choice(name: str, *choices: str) -> Column:
    return Column(name, Kind.CHOICE, choices=choices)


ORG = Table(
    "org",
    (
        _id("org_id"),
        _text("name"),
        _choice("kind", "head", "branch", "subbranch", "team", "desk"),
        _id("parent_id", "org", required=False),
    ),
    key=("org_id",),
    master=True,
)
STAFF = Table(
    "staff",
    (
        _id("staff_id"),
        _text("name"),
        _id("org_id", "org"),
        _choice("post", "rm", "lead", "head", "desk", "hr", "auditor", "trainer", "admin"),
        _text("level", required=False),
        _date("hired_on", required=False),
        _date("left_on", required=False),
    ),
    key=("staff_id",),
    master=True,
    spans=(("hired_on", "left_on"),),
)
PRODUCT = Table(
    "product",
    (
        _id("product_id"),
        _text("name"),
        _choice("side", "deposit", "loan", "fee"),
        _choice("ftp_method", "pool", "matched"),
        Column("tenor_days", Kind.WHOLE),
        Column("weight", Kind.DECIMAL, required=False),
    ),
    key=("product_id",),
    master=True,
)
PARTY = Table(
    "party",
    (
        _id("party_id"),
        _choice("kind", "person", "company"),
        _text("name"),
        _text("id_type", required=False),
        _text("id_no", required=False),
        _text("industry", required=False),
        _text("region", required=False),
        Column("registered_capital", Kind.MONEY, required=False),
        _date("established_on", required=False),
        _text("address", required=False),
        _text("postcode", required=False),
        _text("phone", required=False),
    ),
    key=("party_id",),
    master=True,
)
PARTY_RELATION = Table(
    "party_relation",
    (
        _id("party_id", "party"),
        _id("related_id", "party"),
        _text("role"),
        _date("since"),
        _date("until", required=False),
        Column("share", Kind.SHARE, required=False),
    ),
    key=("party_id", "related_id", "role", "since"),
    master=True,
    optional=True,
    spans=(("since", "until"),),
)
ACCOUNT = Table(
    "account",
    (
        _id("account_id"),
        _id("party_id", "party"),
        _id("product_id", "product"),
        _id("org_id", "org"),
        _date("opened_on"),
        _date("closed_on", required=False),
        _date("maturity_on", required=False),
    ),
    key=("account_id",),
    spans=(("opened_on", "closed_on"),),
    bucket_by=("account_id",),
)
BALANCE = Table(
    "balance",
    (_id("account_id", "account"), _date("on"), Column("balance", Kind.MONEY)),
    key=("account_id", "on"),
    bucket_by=("account_id",),
)
RATE = Table(
    "rate",
    (_id("account_id", "account"), _date("since"), Column("annual_rate", Kind.RATE)),
    key=("account_id", "since"),
    bucket_by=("account_id",),
)
FTP = Table(
    "ftp",
    (
        _choice("side", "deposit", "loan"),
        Column("tenor_days", Kind.WHOLE),
        _date("since"),
        Column("annual_rate", Kind.RATE),
    ),
    key=("side", "tenor_days", "since"),
)
FEE = Table(
    "fee",
    (
        _id("fee_id"),
        _id("party_id", "party"),
        _id("account_id", "account", required=False),
        _id("product_id", "product", required=False),
        _date("on"),
        Column("amount", Kind.MONEY),
    ),
    key=("fee_id",),
    optional=True,
    bucket_by=("account_id", "party_id"),
)
RISK = Table(
    "risk",
    (
        _id("account_id", "account"),
        _date("since"),
        _choice("class", "normal", "special", "substandard", "doubtful", "loss"),
        Column("pd", Kind.PROBABILITY, required=False),
        Column("lgd", Kind.PROBABILITY, required=False),
        Column("days_past_due", Kind.WHOLE, required=False),
    ),
    key=("account_id", "since"),
    optional=True,
    bucket_by=("account_id",),
)
ASSIGNMENT = Table(
    "assignment",
    (
        _id("party_id", "party"),
        _id("account_id", "account", required=False),
        _id("staff_id", "staff"),
        _text("role"),
        _date("since"),
        _date("until", required=False),
        Column("share", Kind.SHARE),
    ),
    key=("party_id", "account_id", "staff_id", "role", "since"),
    master=True,
    spans=(("since", "until"),),
)
EXPENSE = Table(
    "expense",
    (
        _id("expense_id"),
        _id("staff_id", "staff"),
        _date("on"),
        _text("kind"),
        Column("amount", Kind.MONEY),
        Column("quota", Kind.MONEY, required=False),
    ),
    key=("expense_id",),
    optional=True,
)
LEDGER = Table(
    "ledger",
    (_date("on"), _id("org_id", "org"), _id("product_id", "product"), Column("balance", Kind.MONEY)),
    key=("on", "org_id", "product_id"),
    optional=True,
)
TRANSACTION = Table(
    "transaction",
    (
        _id("account_id", "account"),
        _date("on"),
        Column("seq", Kind.SERIAL),
        Column("amount", Kind.MONEY),
        _text("counter_name", required=False),
        _text("counter_account", required=False),
        _text("counter_bank", required=False),
        _text("purpose", required=False),
        _text("channel", required=False),
    ),
    key=("account_id", "on", "seq"),
    optional=True,
    bucket_by=("account_id",),
)

# In the order in which they are checked: whatever a table names has been settled before it.
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        ORG, STAFF, PRODUCT, PARTY, PARTY_RELATION, ACCOUNT, BALANCE, RATE, FTP,
        FEE, RISK, ASSIGNMENT, EXPENSE, LEDGER, TRANSACTION,
    )
}  # fmt: skip
MASTERS = tuple(name for name, table in TABLES.items() if table.master)
FACTS = tuple(name for name, table in TABLES.items() if not table.master)
FIRST_LOAD_NEEDS = tuple(name for name, table in TABLES.items() if not table.optional)
# An optional column of every table, written by the quarantine's export: the number of the row set aside that a row
# mends. It is not stored; a row that loads with it closes that number.
MENDS = Column("mends", Kind.SERIAL, required=False)
