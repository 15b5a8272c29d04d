"""One sentence in plain words for a difference: what brought it about, since when, for whom, how much.

Source: features 2.4 (explain the delta): the person and the auditor read the same text. Words are templates for
translation, facts are the real figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qiao.appraisal.rules.late import LateKind, Move
from qiao.ground.money import text_of_scaled
from qiao.ground.words import Marked
from qiao.ground.words import gettext_noop as _
from qiao.portfolio.rules.asking import ACT_WORDS
from qiao.portfolio.rules.lines import percent
from qiao.portfolio.rules.shares import Act

MINUS = "−"
NAMED_MOST = 3
ONE_MOVE = _(
    "%(act)s no. %(number)s approved on %(known)s moves %(share)s %% of %(what)s from %(giver)s to %(taker)s "
    "from %(day)s: %(fen)s yuan"
)
MOVES = _(
    "%(act)s no. %(number)s approved on %(known)s changes the shares of %(what)s from %(day)s (%(moves)s): %(fen)s yuan"
)
UNASKED = _("%(act)s of %(known)s changes the shares of %(what)s from %(day)s (%(moves)s): %(fen)s yuan")
LOADED = _("Load no. %(number)s of %(known)s changes %(what)s from %(day)s: %(fen)s yuan")
PLANNED = _("Plan %(code)s, put in force on %(known)s from %(day)s in the place of %(before)s: %(fen)s yuan")
STOOD = _("Standing in the post of %(what)s, told on %(known)s, from %(day)s: %(fen)s yuan")
CUSTOMER, ACCOUNT = _("customer %(key)s"), _("account %(key)s")
AND_MORE = _("%(named)s and %(more)s more")
UNCLAIMED = _("unclaimed")
TOUCHED_WORDS = {
    "accounts": _("accounts %(named)s"),
    "parties": _("customers %(named)s"),
    "curves": _("prices %(named)s"),
    "staff": _("expenses of %(named)s"),
    "shares": _("shares of %(named)s"),
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template and its facts; a fact that is a sentence of its own or a marked word is put into words first."""

    words: str
    facts: Mapping[str, Any]


def signed(fen: int) -> str:
    """An amount with its sign: −412.55, +20.00, 0.00."""
    text = text_of_scaled(abs(fen), places=2)
    return f"{MINUS if fen < 0 else '+' if fen > 0 else ''}{text}"


def sentence(kind: LateKind, facts: Mapping[str, Any], *, fen: int) -> Sentence:
    """The sentence of one person's difference."""
    told = {**facts, "fen": signed(fen)}
    if kind is LateKind.SHARES:
        return _of_shares(told)
    if kind is LateKind.LOAD:
        return Sentence(LOADED, told | {"what": _touched(facts.get("touched", {}))})
    if kind is LateKind.PLAN:
        return Sentence(PLANNED, told)
    return Sentence(STOOD, told | {"what": _named(facts.get("people", ()))})


def of_person(
    facts: Mapping[str, Any], *, staff_id: str, accounts: Sequence[str], parties: Sequence[str]
) -> dict[str, Any]:
    """A load's facts with only what touched this person: own accounts and customers, own expenses, prices."""
    touched = facts.get("touched", {})
    own = {
        "accounts": [] if touched.get("curves") else list(accounts),
        "curves": touched.get("curves", []),
        "staff": [one for one in touched.get("staff", ()) if one == staff_id],
        "shares": [one for one in touched.get("shares", ()) if one in parties],
        "parties": [one for one in touched.get("parties", ()) if one in parties],
    }
    if own["shares"]:
        own["accounts"] = [one for one in own["accounts"] if one in touched.get("accounts", ())]
    return {**facts, "touched": {name: keys for name, keys in own.items() if keys}}


def _of_shares(facts: Mapping[str, Any]) -> Sentence:
    moves = [Move(*move) for move in facts["moves"]]
    about = (
        Sentence(ACCOUNT, {"key": facts["account"]})
        if facts["account"]
        else Sentence(CUSTOMER, {"key": facts["party"]})
    )
    told = {**facts, "what": about, "act": Marked(ACT_WORDS[Act(facts["act"])])}
    if not facts["number"]:
        return Sentence(UNASKED, told | {"moves": _list(moves)})
    losing = [move for move in moves if move.after_bp < move.before_bp]
    gaining = [move for move in moves if move.after_bp > move.before_bp]
    if len(losing) == len(gaining) == 1:
        share = percent(losing[0].before_bp - losing[0].after_bp)
        pair = {"share": share, "giver": _person(losing[0]), "taker": _person(gaining[0])}
        return Sentence(ONE_MOVE, told | pair)
    return Sentence(MOVES, told | {"moves": _list(moves)})


def _person(move: Move) -> str:
    return move.staff_id or Marked(UNCLAIMED)


def _list(moves: Sequence[Move]) -> list[Any]:
    """Each person's share before and after."""
    parts: list[Any] = []
    for move in moves:
        parts += ["" if not parts else ", ", _person(move)]
        parts.append(f" {percent(move.before_bp)} → {percent(move.after_bp)} %")
    return parts


def _named(keys: Sequence[str]) -> Any:
    shown = ", ".join(keys[:NAMED_MOST])
    return Sentence(AND_MORE, {"named": shown, "more": len(keys) - NAMED_MOST}) if len(keys) > NAMED_MOST else shown


def _touched(found: Mapping[str, Sequence[str]]) -> list[Any]:
    parts: list[Any] = []
    for name, words in TOUCHED_WORDS.items():
        if found.get(name):
            parts += ["" if not parts else ", ", Sentence(words, {"named": _named(found[name])})]
    return parts
