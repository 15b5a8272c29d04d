"""Whether an enterprise's system behaved towards the simulated bank, and the report that says so.

Source: features.md 8 (b); fox.md 3.3 and 4: after a lost answer the same number is asked for or sent again and never
the same payment under a new one; a state that is not final is asked for until it is; pages are read to the last.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from qiao.directlink.rules.fox.codes import State
from qiao.directlink.rules.simulating import Script
from qiao.ground.words import gettext_noop as _

STATEMENT = "statement"
"""Besides the scripts: whether a statement of two pages is read to its end."""
FAILED = frozenset({State.FAIL.value, State.CANCEL.value, State.EXPIRED.value})


class Kind(StrEnum):
    """What a request is about."""

    ORDER = "order"
    QUESTION = "question"
    STATEMENT = "statement"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request as the bank saw it: whose number, what content, what was answered and whether that was sent.

    `content` is a digest of who is paid how much for what; `span` the account and days of a statement.
    """

    at: str
    kind: Kind
    number: str
    script: str = ""
    content: str = ""
    code: int = 0
    state: str = ""
    is_final: bool = False
    is_sent: bool = True
    span: str = ""
    page: int = 0
    more: bool = False


class Fault(StrEnum):
    """What an enterprise's system may do wrong."""

    NOT_SEEN = "not-seen"
    REFUSED = "refused"
    NEW_NUMBER = "new-number"
    OTHER_CONTENT = "other-content"
    NEVER_ASKED = "never-asked"
    STOPPED = "stopped"
    AFTER_FAILURE = "after-failure"
    PAGE_MISSING = "page-missing"


FAULT_WORDS: Mapping[Fault, str] = {
    Fault.NOT_SEEN: _("nothing was sent for this"),
    Fault.REFUSED: _("the bank refused every order of this kind, so that there is nothing to judge"),
    Fault.NEW_NUMBER: _("sent the same payment under a new number before the end of the first was known"),
    Fault.OTHER_CONTENT: _("sent another payment under a number that was used"),
    Fault.NEVER_ASKED: _("neither asked nor sent the same message again after the answer was lost"),
    Fault.STOPPED: _("stopped asking before a final state"),
    Fault.AFTER_FAILURE: _("sent the same number again after it had failed for good"),
    Fault.PAGE_MISSING: _("did not read the page after one that says there is more"),
}
UNFINISHED = frozenset({Fault.NOT_SEEN, Fault.REFUSED, Fault.NEVER_ASKED, Fault.STOPPED, Fault.PAGE_MISSING})
"""What may still be made good by going on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a script showed: the numbers it was played with, and what was wrong; none is a pass."""

    script: str
    numbers: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def is_passed(self) -> bool:
        """Whether the system behaved."""
        return not self.faults


def findings(seen: Sequence[Exchange], scripts: Iterable[Script], *, with_statement: bool) -> tuple[Finding, ...]:
    """What each script showed, in their order."""
    about: dict[str, list[tuple[int, Exchange]]] = {}
    for place, one in enumerate(seen):
        if one.kind in {Kind.ORDER, Kind.QUESTION} and one.script:
            about.setdefault(one.number, []).append((place, one))
    found = [_played(script, about) for script in scripts]
    return (*found, _pages(seen)) if with_statement else tuple(found)


def is_done(found: Iterable[Finding]) -> bool:
    """Whether nothing is left to see: what is wrong for good stays wrong, however long one waits."""
    return all(UNFINISHED.isdisjoint(one.faults) for one in found)


def _played(script: Script, about: Mapping[str, list[tuple[int, Exchange]]]) -> Finding:
    """A script judged by every order that it was played with and that the bank took."""
    mine = {number: seen for number, seen in about.items() if seen[0][1].script == script.value}
    taken = {number: seen for number, seen in mine.items() if any(one.state for _place, one in seen)}
    if not taken:
        return Finding(script.value, tuple(mine), (Fault.REFUSED if mine else Fault.NOT_SEEN,))
    wrong = {fault for number in taken for fault in _faults(number, about)}
    return Finding(script.value, tuple(taken), tuple(fault for fault in Fault if fault in wrong))


def _faults(number: str, about: Mapping[str, list[tuple[int, Exchange]]]) -> set[Fault]:
    seen = about[number]
    orders = [(place, one) for place, one in seen if one.kind is Kind.ORDER]
    told = next((place for place, one in seen if one.is_final and one.is_sent), None)
    wrong = set[Fault]()
    if len({one.content for _place, one in orders}) > 1:
        wrong.add(Fault.OTHER_CONTENT)
    if _sent_anew(number, about, until=told):
        wrong.add(Fault.NEW_NUMBER)
    if told is None:
        wrong.add(Fault.STOPPED if any(one.is_sent for _place, one in seen) else Fault.NEVER_ASKED)
    elif any(place > told for place, _one in orders) and seen[-1][1].state in FAILED:
        wrong.add(Fault.AFTER_FAILURE)
    return wrong


def _sent_anew(number: str, about: Mapping[str, list[tuple[int, Exchange]]], *, until: int | None) -> bool:
    """Whether the content of an order came under another number after it, and before its end was told."""
    since, first = about[number][0]
    others = (seen[0] for other, seen in about.items() if other != number)
    return any(
        one.content == first.content and since < place and (until is None or place < until)
        for place, one in others
        if one.kind is Kind.ORDER
    )


def _pages(seen: Sequence[Exchange]) -> Finding:
    asked = [(place, one) for place, one in enumerate(seen) if one.kind is Kind.STATEMENT]
    promised = [(place, one) for place, one in asked if one.more and one.is_sent]
    if not promised:
        return Finding(STATEMENT, (), (Fault.NOT_SEEN,))
    missing = any(
        not any(after > place and next_.span == one.span and next_.page == one.page + 1 for after, next_ in asked)
        for place, one in promised
    )
    return Finding(STATEMENT, (), (Fault.PAGE_MISSING,) if missing else ())


def report_of(
    seen: Sequence[Exchange], found: Sequence[Finding], *, began: str, ended: str, version: str
) -> dict[str, Any]:
    """The report as plain JSON, with the digest over all else in it."""
    report: dict[str, Any] = {
        "kit": f"qiao link simulate {version}",
        "began": began,
        "ended": ended,
        "passed": all(one.is_passed for one in found),
        "scripts": [
            {
                "script": one.script,
                "passed": one.is_passed,
                "numbers": list(one.numbers),
                "faults": [{"fault": fault.value, "words": FAULT_WORDS[fault]} for fault in one.faults],
            }
            for one in found
        ],
        "exchanges": [asdict(one) for one in seen],
    }
    return {**report, "digest": digest_of(report)}


def digest_of(report: Mapping[str, Any]) -> str:
    """SHA-256 over a report without its digest: JSON with sorted keys and no blanks, in UTF-8, hex."""
    bare = {key: value for key, value in report.items() if key != "digest"}
    plain = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
