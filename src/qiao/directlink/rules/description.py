"""Enterprises described in a small JSON file: their accounts, people, rights, signatures wanted and terms.

For setting a link up and for trials: the same facts that the bank's pages ask for, in one piece.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qiao.directlink.rules.ledger import AccountKind
from qiao.directlink.rules.orders import ACCOUNT, AMOUNT_FEN_MOST, Business
from qiao.directlink.rules.rights import Post, Role
from qiao.directlink.rules.signals import SIGNALS
from qiao.directlink.rules.terms import Terms
from qiao.ground.money import scaled_from_typed
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

SIGNATURES_MOST = 5


@dataclass(frozen=True, slots=True)
class AccountTold:
    """An account with the balance taken over, fen."""

    number: str
    name: str
    kind: AccountKind = AccountKind.COMPANY
    balance_fen: int = 0
    branch: str = ""


@dataclass(frozen=True, slots=True)
class RightTold:
    """A right; limits fen."""

    role: Role
    account: str = ""
    business: str = ""
    single_fen_most: int | None = None
    daily_fen_most: int | None = None


@dataclass(frozen=True, slots=True)
class OperatorTold:
    """Somebody of the enterprise; without a password one is made and told."""

    name: str
    called: str = ""
    post: Post = Post.OPERATOR
    password: str = ""
    rights: tuple[RightTold, ...] = ()


@dataclass(frozen=True, slots=True)
class StepTold:
    """Up to an amount (None: any, fen) so many signatures."""

    business: str
    up_to_fen: int | None
    signatures: int


@dataclass(frozen=True, slots=True)
class EnterpriseTold:
    """One enterprise with all that belongs to it."""

    number: str
    name: str
    party_id: str = ""
    accounts: tuple[AccountTold, ...] = ()
    operators: tuple[OperatorTold, ...] = ()
    steps: tuple[StepTold, ...] = ()
    terms: Terms = field(default_factory=Terms)


@dataclass(frozen=True, slots=True)
class Description:
    """Enterprises, and accounts of others at this bank that they pay."""

    enterprises: tuple[EnterpriseTold, ...]
    accounts: tuple[AccountTold, ...] = ()


def read_description(text: str, *, file: str) -> Description:
    """The description; refused with the place that cannot be read."""
    try:
        content = json.loads(text)
    except ValueError as error:
        raise Refusal("description.form", _("%(file)s is no JSON: %(cause)s."), file=file, cause=str(error)) from error
    try:
        whole = _part(content, "file", known=("enterprises", "accounts"))
        found = Description(
            tuple(_each(whole, "enterprises", one_of=_enterprise)), tuple(_each(whole, "accounts", one_of=_account))
        )
    except ValueError as error:
        words = _("%(file)s: %(place)s cannot be read as it is written.")
        raise Refusal("description.place", words, file=file, place=str(error)) from error
    if not found.enterprises and not found.accounts:
        raise Refusal("description.empty", _("%(file)s describes no enterprise and no account."), file=file)
    return found


def _enterprise(content: Any, place: str) -> EnterpriseTold:
    known = ("number", "name", "party_id", "accounts", "operators", "steps", "terms")
    told = _part(content, place, known=known)
    return EnterpriseTold(
        _text(told, "number", place),
        _text(told, "name", place),
        _text(told, "party_id", place, usual=""),
        tuple(_each(told, "accounts", one_of=_account, place=place)),
        tuple(_each(told, "operators", one_of=_operator, place=place)),
        tuple(_each(told, "steps", one_of=_step, place=place)),
        _terms(told.get("terms", {}), f"{place}.terms"),
    )


def _account(content: Any, place: str) -> AccountTold:
    told = _part(content, place, known=("number", "name", "kind", "balance", "branch"))
    number, kind = _text(told, "number", place), _text(told, "kind", place, usual=AccountKind.COMPANY.value)
    if not ACCOUNT.fullmatch(number) or kind not in {AccountKind.COMPANY, AccountKind.PERSON}:
        raise ValueError(place)
    balance_fen = _fen(told, "balance", place) or 0
    branch = _text(told, "branch", place, usual="")
    return AccountTold(number, _text(told, "name", place), AccountKind(kind), balance_fen, branch)


def _operator(content: Any, place: str) -> OperatorTold:
    told = _part(content, place, known=("name", "called", "post", "password", "rights"))
    post = _text(told, "post", place, usual=Post.OPERATOR.value)
    rights = tuple(_each(told, "rights", one_of=_right, place=place))
    if post not in set(Post) or (rights and post != Post.OPERATOR):
        raise ValueError(f"{place}.post")
    called, password = _text(told, "called", place, usual=""), _text(told, "password", place, usual="")
    return OperatorTold(_text(told, "name", place), called, Post(post), password, rights)


def _right(content: Any, place: str) -> RightTold:
    if isinstance(content, str):
        content = {"role": content}
    told = _part(content, place, known=("role", "account", "business", "single", "daily"))
    role, business = _text(told, "role", place), _text(told, "business", place, usual="")
    if role not in set(Role) or business not in {"", *Business}:
        raise ValueError(place)
    account = _text(told, "account", place, usual="")
    return RightTold(Role(role), account, business, _fen(told, "single", place), _fen(told, "daily", place))


def _step(content: Any, place: str) -> StepTold:
    told = _part(content, place, known=("business", "up_to", "signatures"))
    business, signatures = _text(told, "business", place, usual=""), told.get("signatures", -1)
    if business not in {"", *Business} or signatures not in range(SIGNATURES_MOST + 1):
        raise ValueError(place)
    return StepTold(business, _fen(told, "up_to", place), int(signatures))


def _terms(content: Any, place: str) -> Terms:
    known = ("addresses", "signals", "strict", "directed_only", "signature_wanted")
    told = _part(content, place, known=known)
    flags = {name: told.get(name, name == "signature_wanted") for name in known[2:]}
    addresses, signals = told.get("addresses", []), told.get("signals", [])
    lists = isinstance(addresses, list) and isinstance(signals, list) and set(signals) <= set(SIGNALS)
    if not lists or not all(isinstance(flag, bool) for flag in flags.values()):
        raise ValueError(place)
    return Terms(tuple(str(one) for one in addresses), tuple(signals), **flags)


def _part(content: Any, place: str, *, known: Sequence[str]) -> Mapping[str, Any]:
    """An object with none but known names."""
    if not isinstance(content, dict):
        raise ValueError(place)  # noqa: TRY004  the caller answers what cannot be read, of whatever kind
    unknown = sorted(set(content) - set(known))
    if unknown:
        raise ValueError(f"{place}.{unknown[0]}")
    return content


def _each(told: Mapping[str, Any], name: str, *, one_of: Callable[[Any, str], Any], place: str = "") -> Iterator[Any]:
    rows = told.get(name, [])
    at = f"{place}.{name}" if place else name
    if not isinstance(rows, list):
        raise ValueError(at)  # noqa: TRY004  the same
    for number, row in enumerate(rows, start=1):
        yield one_of(row, f"{at}[{number}]")


def _text(told: Mapping[str, Any], name: str, place: str, *, usual: str | None = None) -> str:
    value = told.get(name, usual)
    if not isinstance(value, str) or (usual is None and not value.strip()):
        raise ValueError(f"{place}.{name}")
    return value.strip()


def _fen(told: Mapping[str, Any], name: str, place: str) -> int | None:
    """An amount in yuan, written as text: a number of JSON would have been a float."""
    value = told.get(name)
    if value is None:
        return None
    try:
        fen = scaled_from_typed(value if isinstance(value, str) else "", places=2, signed=False)
    except ValueError as error:
        raise ValueError(f"{place}.{name}") from error
    if fen > AMOUNT_FEN_MOST:
        raise ValueError(f"{place}.{name}")
    return fen
