"""The register of what is known of a customer: each item once, with its meaning, its owner and how often it is renewed.

Source: piece 2, 2.5 (line 233: many departments collect the same thing, others nobody) and 3.5 (line 259). Periods of
renewal are the house's to change; those built in are a beginning and no rule of law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.customers.rules.masking import masked_id, masked_phone
from qiao.ground.words import gettext_noop as _


class FieldKind(StrEnum):
    """How a field is written and checked."""

    TEXT = "text"
    DAY = "day"
    MONEY = "money"  # yuan, kept as fen
    RATE = "rate"  # per cent a year, kept as ppm
    SHARE = "share"  # per cent, kept as ten-thousandths
    COUNT = "count"
    CHOICE = "choice"
    YES = "yes"
    CREDIT_CODE = "credit_code"
    ID_CARD = "id_card"
    LEI = "lei"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item; `choices` maps codes to words. A secret is masked, and uncovered with a reason.

    `expires` marks the day after which a paper or a grade no longer holds.
    """

    name: str
    words: str
    kind: FieldKind = FieldKind.TEXT
    needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    secret: bool = False
    expires: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A thing that is known of a customer.

    `key`: the field by which several entries are told apart, empty where there is one; `beside`: what tells two apart
    that are alike in it, such as the role of a person who has two. `owner`: the post that keeps it.
    `every_days`: after how many days it has to be looked at again, 0 = it ends by itself. `of`: company, person, both.
    `asked`: whether anybody is asked for it; what is kept stays either way. `own`: the bank added it.
    """

    code: str
    words: str
    meaning: str
    group: str
    fields: tuple[Field, ...]
    owner: str = "rm"
    every_days: int = 365
    key: str = ""
    beside: tuple[str, ...] = ()
    of: str = ""
    whence: str = "manager"
    asked: bool = True
    own: bool = False

    def field(self, name: str) -> Field:
        """The field of that name."""
        return next(one for one in self.fields if one.name == name)

    @property
    def expiry(self) -> str:
        """The name of the field after whose day an entry no longer holds; '' where it has none."""
        return next((one.name for one in self.fields if one.expires), "")

    @property
    def fixed(self) -> tuple[str, ...]:
        """The fields that make an entry this one: who changes them speaks of another."""
        return tuple(one for one in (self.key, *self.beside) if one and self.field(one).needed)

    @property
    def is_happening(self) -> bool:
        """Whether its entries are things that happened on a day, which are told and not renewed."""
        return bool(self.key) and self.field(self.key).kind is FieldKind.DAY

    def concerns(self, kind: str) -> bool:
        """Whether customers of this kind have it."""
        return self.of in {"", kind}


GROUPS = {
    "identity": _("Identity and papers"),
    "owners": _("Owners and people"),
    "elsewhere": _("Credit elsewhere"),
    "business": _("Business"),
    "service": _("Service"),
}
WHENCE = {
    "manager": _("asked of the customer"),
    "registry": _("by import: company registry"),
    "tax": _("by import: tax office"),
    "bureau": _("by import: credit bureau"),
    "list": _("by import: lists"),
}
F, K = Field, FieldKind
RECORDS = (("good", _("paid on time")), ("late", _("paid late")), ("overdue", _("overdue")))
SIZES = (("large", _("large")), ("medium", _("medium")), ("small", _("small")), ("micro", _("micro")))
"""The words of the sample tables of authority (`people.rules.samples`)."""
ITEMS: tuple[Item, ...] = (
    Item(
        "registration",
        _("Registration"),
        _("What the business licence says of the company."),
        "identity",
        (
            F("credit_code", _("Unified social credit code"), K.CREDIT_CODE, needed=True),
            F("lei", _("Legal entity identifier (LEI)"), K.LEI),
            F("registered_capital", _("Registered capital, yuan"), K.MONEY),
            F("established_on", _("Established on"), K.DAY),
            F("scope", _("Scope of business")),
            F("registered_at", _("Registered address")),
        ),
        of="company",
        whence="registry",
    ),
    Item(
        "registry_state",
        _("State in the registry"),
        _("What the company registry says today: in business, being wound up, struck off."),
        "identity",
        (
            F(
                "state",
                _("State"),
                K.CHOICE,
                needed=True,
                choices=(
                    ("active", _("in business")),
                    ("winding_up", _("being wound up")),
                    ("struck_off", _("struck off")),
                ),
            ),
            F("abnormal", _("On the list of abnormal operation"), K.YES),
        ),
        owner="desk",
        every_days=90,
        of="company",
        whence="registry",
    ),
    Item(
        "id_card",
        _("Identity card"),
        _("The number of the person's identity card."),
        "identity",
        (
            F("number", _("Number"), K.ID_CARD, needed=True, secret=True),
            F("valid_until", _("Valid until"), K.DAY, expires=True),
        ),
        of="person",
    ),
    Item(
        "paper",
        _("Paper"),
        _("A paper that expires: licence, permit, certificate, mandate."),
        "identity",
        (
            F("number", _("Number"), needed=True),
            F("kind", _("Kind"), needed=True),
            F("valid_until", _("Valid until"), K.DAY, needed=True, expires=True),
        ),
        key="number",
        every_days=0,
    ),
    Item(
        "diligence",
        _("Due diligence"),
        _("The grade of due diligence and when it has to be done again."),
        "identity",
        (
            F(
                "grade",
                _("Grade"),
                K.CHOICE,
                needed=True,
                choices=(("simple", _("simplified")), ("normal", _("normal")), ("high", _("enhanced"))),
            ),
            F("next_on", _("To be done again on"), K.DAY, needed=True, expires=True),
            F("why", _("Reason")),
        ),
        owner="desk",
    ),
    Item(
        "related_party",
        _("Related party of the bank"),
        _("Whether the customer is a related party of the bank, and how."),
        "identity",
        (F("related", _("Related"), K.YES, needed=True), F("how", _("How"))),
        owner="desk",
    ),
    Item(
        "list_hit",
        _("Hit on a list"),
        _("An entry of an imported list that fits the customer, and what was decided."),
        "identity",
        (
            F("entry", _("List and entry"), needed=True),
            F("number", _("Number"), secret=True),
            F(
                "by",
                _("Found by"),
                K.CHOICE,
                choices=(
                    ("number", _("number of the document")),
                    ("name", _("the same name (a hint)")),
                    ("sound", _("a name that reads alike (a hint)")),
                ),
            ),
            F(
                "result",
                _("Result"),
                K.CHOICE,
                needed=True,
                choices=(("open", _("to be examined")), ("same", _("the same")), ("other", _("another of that name"))),
            ),
        ),
        key="entry",
        owner="desk",
        every_days=30,
        whence="list",
    ),
    Item(
        "office",
        _("Office"),
        _("Where the company works: head office, plants, shops."),
        "identity",
        (
            F("name", _("Name"), needed=True),
            F("address", _("Address"), needed=True),
            F("phone", _("Telephone"), K.PHONE, secret=True),
        ),
        key="name",
        of="company",
    ),
    Item(
        "shareholder",
        _("Shareholder"),
        _("Who holds the company and with what share; shares of all together are at most 100 %."),
        "owners",
        (
            F("name", _("Name"), needed=True),
            F("credit_code", _("Unified social credit code"), K.CREDIT_CODE),
            F("share", _("Share, %"), K.SHARE, needed=True),
        ),
        key="name",
        beside=("credit_code",),
        of="company",
        whence="registry",
    ),
    Item(
        "beneficial_owner",
        _("Beneficial owner"),
        _("The person who in the end holds or controls the company."),
        "owners",
        (
            F("name", _("Name"), needed=True),
            F("id_card", _("Identity card"), K.ID_CARD, secret=True),
            F("share", _("Share, %"), K.SHARE),
            F("how", _("Held through")),
        ),
        key="name",
        owner="desk",
        of="company",
    ),
    Item(
        "officer",
        _("Person in a role"),
        _("Legal representative, director, chief accountant, signatory: who to speak with."),
        "owners",
        (
            F("name", _("Name"), needed=True),
            F("role", _("Role"), needed=True),
            F("phone", _("Telephone"), K.PHONE, secret=True),
        ),
        key="name",
        beside=("role",),
        every_days=180,
        of="company",
    ),
    Item(
        "credit_elsewhere",
        _("Credit elsewhere"),
        _("A credit of another lender: lender, balance, term, rate, form, how it is repaid."),
        "elsewhere",
        (
            F("number", _("Contract no."), needed=True),
            F("lender", _("Lender"), needed=True),
            F("balance", _("Balance, yuan"), K.MONEY, needed=True),
            F("rate", _("Rate, % a year"), K.RATE),
            F("until", _("Until"), K.DAY),
            F("form", _("Form")),
            F("record", _("Repayment"), K.CHOICE, choices=RECORDS),
        ),
        key="number",
        beside=("lender",),
        every_days=90,
        whence="bureau",
    ),
    Item(
        "size",
        _("Size of the company"),
        _("Large, medium, small or micro, as the house classes companies; what a level may serve is told by it."),
        "business",
        (
            F("size", _("Size"), K.CHOICE, needed=True, choices=SIZES),
            F("by", _("Classed by")),
        ),
        of="company",
    ),
    Item(
        "tax_year",
        _("Tax year"),
        _("What the tax office knows of a year: turnover declared, tax paid, grade."),
        "business",
        (
            F("year", _("Year"), K.COUNT, needed=True),
            F("turnover", _("Turnover declared, yuan"), K.MONEY),
            F("paid", _("Tax paid, yuan"), K.MONEY),
            F("grade", _("Grade")),
        ),
        key="year",
        of="company",
        every_days=0,
        whence="tax",
    ),
    Item(
        "statement",
        _("Statement"),
        _("The main lines of a balance sheet and an income statement, kept for the credit work."),
        "business",
        (
            F("period", _("Period"), needed=True),
            F("turnover", _("Turnover, yuan"), K.MONEY),
            F("profit", _("Net profit, yuan"), K.MONEY),
            F("assets", _("Assets, yuan"), K.MONEY),
            F("debts", _("Debts, yuan"), K.MONEY),
            F("audited", _("Audited"), K.YES),
        ),
        key="period",
        of="company",
        every_days=0,
    ),
    Item(
        "need",
        _("Need"),
        _("What the customer needs of the bank, how much and by when."),
        "service",
        (
            F("product", _("Product"), needed=True),
            F("amount", _("Amount, yuan"), K.MONEY),
            F("by", _("Needed by"), K.DAY),
            F("use", _("Use of funds")),
        ),
        key="product",
        every_days=90,
    ),
    Item(
        "contact",
        _("Contact"),
        _("A visit or a call: day, with whom, what was said, the next step."),
        "service",
        (
            F("day", _("Day"), K.DAY, needed=True),
            F(
                "way",
                _("Way"),
                K.CHOICE,
                needed=True,
                choices=(("visit", _("visit")), ("call", _("call")), ("message", _("message"))),
            ),
            F("turn", _("Which one of that day"), K.COUNT),
            F("said", _("What was said"), needed=True),
            F("next_step", _("Next step")),
            F("next_on", _("Next step on"), K.DAY),
        ),
        key="day",
        beside=("way", "turn"),
        every_days=90,
    ),
    Item(
        "complaint",
        _("Complaint"),
        _("What the customer complained of and how it ended."),
        "service",
        (
            F("number", _("Number"), needed=True),
            F("about", _("About"), needed=True),
            F("made_on", _("Made on"), K.DAY, needed=True),
            F("solved_on", _("Solved on"), K.DAY),
            F("how", _("How it ended")),
        ),
        key="number",
        every_days=0,
    ),
    Item(
        "consent",
        _("Consent"),
        _("For what the customer lets the bank use what it knows, and how the customer wishes to be spoken to."),
        "service",
        (
            F(
                "purpose",
                _("Purpose"),
                K.CHOICE,
                needed=True,
                choices=(
                    ("marketing", _("offers and marketing")),
                    ("bureau", _("query of the credit bureau")),
                    ("group", _("use within the bank's group")),
                    ("partners", _("handing on to partners")),
                ),
            ),
            F("given", _("Given"), K.YES, needed=True),
            F("until", _("Until"), K.DAY, expires=True),
            F("way", _("Preferred way of contact")),
        ),
        key="purpose",
        every_days=730,
    ),
)
BY_CODE = {item.code: item for item in ITEMS}


def masked_secret(field: Field, text: str) -> str:
    """A secret as everybody may read it."""
    return masked_phone(text) if field.kind is FieldKind.PHONE else masked_id(text)


def masked_values(item: Item, values: "Mapping[str, str | int | bool] | None") -> dict[str, str | int | bool] | None:
    """An entry as it may stand in the audit: who reads there need not see the customer, so secrets are masked."""
    if values is None:
        return None
    secrets = {one.name: one for one in item.fields if one.secret}
    return {
        name: masked_secret(secrets[name], str(value)) if name in secrets else value for name, value in values.items()
    }
