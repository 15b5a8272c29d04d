"""The certification kit: what the simulated bank does to an order, and whether the enterprise's system behaved.

Source: features.md 8 (b): a bank that the maker of an enterprise's system runs alone, with a pass report; fox.md 3.3,
the client's rule. A script is named in an order's purpose; orders without a name are given the scripts in their order.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.directlink.rules.core import Answer, Verdict
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.parts import EMPTY, Part
from qiao.ground.words import gettext_noop as _

ALL = "all"
SLOW_ROUNDS = 2
REJECTED = "户名不符"
LEFT_OUT = re.compile(r"<(CHEQUENUM|CLIENTREF|CLTCOOKIE|DTDUE)>[^<]*</\1>")
"""Nodes of an answer to a payment that are optional: an older bank has not all of them."""
NEWER, NEWER_PLACES = "<NEWERNODE><INSIDE>new</INSIDE></NEWERNODE>", re.compile(r"(?=</(?:XFERINFO|XFERPRCSTS|SONRS)>)")
"""How often the core says that a slow payment is still under way."""


class Script(StrEnum):
    """What happens to an order."""

    GOOD = "good"
    SLOW = "slow"
    LOST_REPLY = "lost-reply"
    DUPLICATE = "duplicate"
    LATE_REJECT = "late-reject"
    NIGHT = "night"
    OLD_VERSION = "old-version"


SCRIPT_WORDS: Mapping[Script, str] = {
    Script.GOOD: _("everything goes well"),
    Script.SLOW: _("the answer is late, and the payment takes its time"),
    Script.LOST_REPLY: _("the first answer is lost"),
    Script.DUPLICATE: _("the message reaches the bank twice"),
    Script.LATE_REJECT: _("the payment is rejected after a while"),
    Script.NIGHT: _("the payment systems are closed until the next working day"),
    Script.OLD_VERSION: _("answers lack what may be missing and hold what is not known yet"),
}


@dataclass(frozen=True, slots=True)
class Treatment:
    """What is done to one exchange: the answer lost, the message run twice, the answer kept waiting, or dressed old."""

    loses: bool = False
    twice: bool = False
    waits: bool = False
    is_old: bool = False


def treatment_of(script: Script, *, is_order: bool, earlier: int) -> Treatment:
    """How the next exchange about an order goes, after so many earlier ones."""
    return Treatment(
        loses=script is Script.LOST_REPLY and not earlier,
        twice=script is Script.DUPLICATE and is_order,
        waits=script is Script.SLOW and not earlier,
        is_old=script is Script.OLD_VERSION,
    )


def word_of(script: Script, *, asked: int, is_next_day: bool) -> Answer:
    """What the core says of a payment when it was asked so many times before."""
    rounds = {Script.SLOW: SLOW_ROUNDS, Script.LATE_REJECT: 1, Script.OLD_VERSION: 1}.get(script, 0)
    if asked < rounds or (script is Script.NIGHT and not is_next_day):
        return Answer(Verdict.PENDING)
    return Answer(Verdict.REFUSED, REJECTED) if script is Script.LATE_REJECT else Answer(Verdict.BOOKED)


def chosen(said: str) -> tuple[Script, ...]:
    """The scripts that a wish names."""
    return tuple(Script) if said == ALL else (Script(said),)


def script_of(words: str, scripts: Sequence[Script], *, given: int) -> Script:
    """The script of a new order: the one its words name, else the next in order, and good after the last."""
    named = [script for script in scripts if script.value in words.lower()]
    if named:
        return max(named, key=lambda script: len(script.value))
    return scripts[given] if given < len(scripts) else Script.GOOD


def words_of(request: Request) -> str:
    """Where an order may name its script: purpose, title, description of it."""
    body = request.body or EMPTY
    single = (body.at(tag) for tag in ("XFERINFO", "RPAYOFFINFO", "GATHERINFO"))
    inner = next((one for one in single if isinstance(one, Part)), body)  # of a batch, whose items repeat, its own
    return " ".join(inner.text(tag) for tag in ("PURPOSE", "TITLE", "MEMO", "REMARK") if tag in inner)


def content_of(request: Request) -> str:
    """A digest of what an order moves: whence, to whom, how much, what for; number and day are no part of it."""
    body = request.body or EMPTY
    told = [request.interface, *_facts(body)]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


FACTS = frozenset({"ACCTID", "ACCTNAME", "NAME", "TRNAMT", "APPLYAMT", "PURPOSE", "TITLE", "USE"})


def _facts(part: Part) -> list[str]:
    """What counts of a body, in its order; sums without regard to how they are written."""
    found: list[str] = []
    for tag, value in part.items():
        if isinstance(value, Part):
            found += [value.text("#text")] if tag == "XFERINFOTEXT" else _facts(value)
        elif isinstance(value, tuple):
            found += [fact for one in value for fact in _facts(one)]
        elif tag in FACTS:
            found.append(value.rstrip("0").rstrip(".") if "." in value else value)
    return found


def dressed(answer: bytes) -> bytes:
    """An answer without what an older bank leaves out, and with what only a newer one says."""
    text = LEFT_OUT.sub("", answer.decode("gbk"))
    return NEWER_PLACES.sub(NEWER, text).encode("gbk")
