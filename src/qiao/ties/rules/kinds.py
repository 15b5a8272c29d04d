"""Kinds of ties, and which kind a role of the contract means; the role is free text, in whatever language.

`related` is to `party` what the role says: its parent company, its guarantor, its supplier.
"""

from enum import StrEnum

from qiao.customers.rules.letters import letters_of
from qiao.ground.words import gettext_noop as _


class Kind(StrEnum):
    """What a tie says."""

    HOLDS = "holds"
    VOUCHES = "vouches"
    SUPPLIES = "supplies"
    SIGNS = "signs"
    FAMILY = "family"
    ADDRESS = "address"
    PHONE = "phone"
    SIGNATORY = "signatory"
    OTHER = "other"


KIND_WORDS = {
    Kind.HOLDS: _("has shares of"),
    Kind.VOUCHES: _("vouches for"),
    Kind.SUPPLIES: _("supplies"),
    Kind.SIGNS: _("signs for"),
    Kind.FAMILY: _("family"),
    Kind.ADDRESS: _("same address"),
    Kind.PHONE: _("same telephone"),
    Kind.SIGNATORY: _("same signatory"),
    Kind.OTHER: _("other tie"),
}
PARENT = frozenset({"parent", "parentcompany", "母公司", "控股股东", "实际控制人"})
HOLDER = frozenset({"shareholder", "股东", "持股人"})
ROLES = {
    Kind.VOUCHES: frozenset({"guarantor", "担保人", "保证人", "抵押人"}),
    Kind.SUPPLIES: frozenset({"supplier", "供应商", "供货商", "上游"}),
    Kind.SIGNS: frozenset({"legalrepresentative", "法定代表人", "法人代表", "经办人", "signatory"}),
    Kind.FAMILY: frozenset({"spouse", "配偶", "家属", "parentofchild", "child", "子女"}),
}
TURNED = {
    "customer": Kind.SUPPLIES,
    "buyer": Kind.SUPPLIES,
    "客户": Kind.SUPPLIES,
    "采购商": Kind.SUPPLIES,
    "下游": Kind.SUPPLIES,
}
"""Roles that tell it from the other end: whoever is my customer I supply."""
KNOWN = {role: kind for kind, roles in ROLES.items() for role in roles} | dict.fromkeys(PARENT | HOLDER, Kind.HOLDS)


def kind_of(role: str) -> tuple[Kind, bool]:
    """The kind, and whether the tie runs the other way: from party to related."""
    plain = letters_of(role)
    if plain in TURNED:
        return TURNED[plain], True
    return KNOWN.get(plain, Kind.OTHER), False


def names_parent(role: str) -> bool:
    """Whether the role says that the related one controls."""
    return letters_of(role) in PARENT
