"""Changes that an administrator of an enterprise wishes: of operators, rights, signatures wanted and listed payees."""

from collections.abc import Mapping
from dataclasses import dataclass

from qiao.directlink.rules.orders import ACCOUNT, Business
from qiao.directlink.rules.rights import Role
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

KIND_WORDS: Mapping[str, str] = {
    "operator": _("an operator"),
    "right": _("a right"),
    "step": _("signatures wanted"),
    "payee": _("a listed payee"),
}
SIGNATURES_MOST = 5
NAME_LETTERS_MOST = 20


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wished: a kind of change, and its facts as plain JSON."""

    kind: str
    facts: Mapping[str, object]


def operator_wish(name: str, *, called: str, active: bool, password: str) -> Wish:
    """Make an operator (a password is wanted), close one, open one again, unlock one with a fresh password."""
    facts: dict[str, object] = {"name": name, "called": called[:60], "active": active}
    if password:
        facts["password"] = password
    return Wish("operator", facts)


def right_wish(
    operator: str,
    *,
    role: str,
    account: str,
    business: str,
    single_fen_most: int | None,
    daily_fen_most: int | None,
    withdrawn: bool = False,
) -> Wish:
    """Give an operator a right, change its limits (fen), or take it away."""
    return Wish(
        "right",
        {
            "operator": operator,
            "role": role,
            "account": account,
            "business": business,
            "single_fen_most": single_fen_most,
            "daily_fen_most": daily_fen_most,
            "withdrawn": withdrawn,
        },
    )


def step_wish(business: str, *, up_to_fen: int | None, signatures: int | None) -> Wish:
    """Want so many signatures up to an amount; None takes the step away."""
    return Wish("step", {"business": business, "up_to_fen": up_to_fen, "signatures": signatures})


def payee_wish(
    account: str, name: str, *, here: bool, bank_name: str = "", bank_number: str = "", withdrawn: bool = False
) -> Wish:
    """List a payee, or take one off the list."""
    return Wish(
        "payee",
        {
            "account": account,
            "name": name[:120],
            "here": here,
            "bank_name": bank_name[:120],
            "bank_number": bank_number[:14],
            "withdrawn": withdrawn,
        },
    )


def check_wish(wish: Wish) -> None:
    """Refuse what cannot be meant."""
    facts = wish.facts
    fits = {"operator": _fits_operator, "right": _fits_right, "step": _fits_step, "payee": _fits_payee}
    if wish.kind not in fits or not fits[wish.kind](facts):
        raise Refusal("rights.wish", _("This change cannot be made as it is written; look at its parts."))


def _fits_operator(facts: Mapping[str, object]) -> bool:
    name = facts["name"]
    return isinstance(name, str) and name.isascii() and name.isalnum() and len(name) <= NAME_LETTERS_MOST


def _fits_right(facts: Mapping[str, object]) -> bool:
    limits = (facts["single_fen_most"], facts["daily_fen_most"])
    return (
        facts["role"] in set(Role)
        and facts["business"] in {"", *Business}
        and all(limit is None or (isinstance(limit, int) and limit > 0) for limit in limits)
    )


def _fits_step(facts: Mapping[str, object]) -> bool:
    up_to, signatures = facts["up_to_fen"], facts["signatures"]
    return (
        facts["business"] in {"", *Business}
        and (up_to is None or (isinstance(up_to, int) and up_to > 0))
        and (signatures is None or (isinstance(signatures, int) and 0 <= signatures <= SIGNATURES_MOST))
    )


def _fits_payee(facts: Mapping[str, object]) -> bool:
    return bool(ACCOUNT.fullmatch(str(facts["account"]))) and bool(facts["name"])
