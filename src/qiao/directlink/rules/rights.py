"""Who of an enterprise may do what with which account, up to how much, and how many have to sign.

Source: piece 7 (the link works on top of the rights of internet banking: accounts, business kinds, roles, limits; set
by the administrator, in force when the supervisor agrees). One table for web and link; every channel asks here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from qiao.directlink.rules.orders import Business
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _


class Role(StrEnum):
    """What a right lets its holder do."""

    VIEW = "view"
    MAKE = "make"
    APPROVE = "approve"
    SIGN = "sign"


ROLE_WORDS: Mapping[Role, str] = {
    Role.VIEW: _("read accounts"),
    Role.MAKE: _("make orders"),
    Role.APPROVE: _("sign orders of others"),
    Role.SIGN: _("order at once by certificate"),
}


class Post(StrEnum):
    """The post of an operator within the enterprise: two of them manage rights and order nothing."""

    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    SUPERVISOR = "supervisor"


OPERATOR_POST_WORDS: Mapping[Post, str] = {
    Post.OPERATOR: _("operator"),
    Post.ADMINISTRATOR: _("administrator of the enterprise"),
    Post.SUPERVISOR: _("supervisor of the enterprise"),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A right in force: `account` empty for all accounts, `business` None for all kinds, limits in fen or none."""

    number: int
    role: Role
    account: str
    business: Business | None
    single_fen_most: int | None = None
    daily_fen_most: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Up to which amount (fen; None: any) so many signatures are wanted besides the maker's."""

    business: Business | None
    up_to_fen: int | None
    signatures: int


SIGNATURES_USUAL = 1
"""Where an enterprise has set nothing: one more person."""


def grants_for(grants: Iterable[Grant], role: Role, *, account: str, business: Business | None) -> tuple[Grant, ...]:
    """The grants that let a role be played with an account and a kind of business (None: whatever kind)."""
    return tuple(
        grant
        for grant in grants
        if grant.role is role
        and grant.account in {"", account}
        and (business is None or grant.business in {None, business})
    )


def grant_for(grants: Iterable[Grant], role: Role, *, account: str, business: Business, amount_fen: int) -> Grant:
    """The grant by which somebody may do this, the one with the widest single limit; refused where there is none."""
    found = grants_for(grants, role, account=account, business=business)
    if not found:
        raise Refusal("rights.missing", _("You have no right for this account and kind of business."))
    widest = max(found, key=lambda one: (one.single_fen_most is None, one.single_fen_most or 0))
    if widest.single_fen_most is not None and amount_fen > widest.single_fen_most:
        raise Refusal("rights.single", _("The amount is above your limit for one order."))
    return widest


def check_daily(used_fen: int, *, amount_fen: int, most_fen: int) -> int:
    """What is used of a limit a day with this amount, fen; refused where that is more than the limit."""
    if used_fen + amount_fen > most_fen:
        raise Refusal("rights.daily", _("The amount is above what is left of the limit for the day."))
    return used_fen + amount_fen


def orders_alone(grants: Iterable[Grant], steps: Iterable[Step]) -> bool:
    """Whether any order of whoever has these rights goes at once by certificate, without anybody else's signature.

    The right to order at once does it; so does the right to make orders where some order wants no signature.
    """
    given = list(steps)
    return any(
        grant.role is Role.SIGN or (grant.role is Role.MAKE and _makes_unsigned(grant, given)) for grant in grants
    )


def _makes_unsigned(grant: Grant, steps: list[Step]) -> bool:
    """Whether of the orders that a right lets be made one wants no signature.

    How many are wanted changes only above the amount of a step, so one amount above each is looked at.
    """
    amounts_fen = {1} | {step.up_to_fen + 1 for step in steps if step.up_to_fen is not None}
    return any(
        signatures_wanted(steps, business=business, amount_fen=amount_fen) == 0
        for business in ([grant.business] if grant.business else Business)
        for amount_fen in amounts_fen
        if grant.single_fen_most is None or amount_fen <= grant.single_fen_most
    )


def signatures_wanted(steps: Iterable[Step], *, business: Business, amount_fen: int) -> int:
    """How many have to sign besides the maker; the narrowest step that takes the amount counts."""
    given = list(steps)
    fitting = [
        step
        for step in given
        if step.business in {None, business} and (step.up_to_fen is None or amount_fen <= step.up_to_fen)
    ]
    if not fitting:
        known = [step.signatures for step in given if step.business in {None, business}]
        return max(known, default=SIGNATURES_USUAL)  # above the largest step no fewer sign than below it
    own = [step for step in fitting if step.business is business] or fitting
    return min(own, key=lambda step: (step.up_to_fen is None, step.up_to_fen or 0)).signatures
