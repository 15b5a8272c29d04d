"""Carries one message of an enterprise's system to the bank and its answer back; asks where the answer is lost."""

import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from qiao.directlink.rules import agent, agent_messages
from qiao.directlink.rules.agent import Fate, Reply, Sending
from qiao.directlink.rules.agent_messages import Message
from qiao.ground import clock
from qiao.ground.refusals import Refusal
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _

QUERY_TRIES_MOST = 3
CID_DIGITS = 10
NOT_SENT = _("Not sent: the bank was not reached (%(cause)s). The message may be sent again.")
UNKNOWN = _("Result unknown: ask again later, or send the identical message; never a new one (结果未知).")
UNDER_WAY = _("Result unknown: the same instruction is under way; ask again later (结果未知).")
NO_ANSWER = _("The bank did not answer (%(cause)s); ask again.")
log = logging.getLogger(__name__)


class Line(Protocol):
    """The way to the bank."""

    def send(self, body: bytes, *, tried: bool) -> Reply:
        """Send one message."""


Pause = Callable[[float], bool]
"""Waits so many seconds; answers True where it was told to end meanwhile, as an event's `wait` does."""


class Courier:
    """One agent's way with messages. It keeps which instructions are under way so far, so that none is twice."""

    def __init__(self, line: Line, *, ask_seconds: float, pause: Pause, first_pause: float) -> None:
        """Take the line, how long it may be asked for an instruction's fate, and how to wait."""
        self.line, self.pause = line, pause
        self.ask_seconds, self.first_pause = ask_seconds, first_pause
        self._under_way: set[tuple[str, str]] = set()
        self._changed = threading.Condition()

    def deliver(self, body: bytes) -> bytes:
        """The answer to one message, always in the form of the protocol."""
        try:
            message = agent_messages.read(body)
        except Refusal as refusal:
            return agent_messages.refused(fill(refusal.words, refusal.facts), moment=_moment())
        if not message.moves:
            return self._asked(message, body)
        with self._alone(message) as is_alone:
            if not is_alone:
                return agent.answered(message, {}, words=fill(UNDER_WAY, {}), moment=_moment())
            return self._instructed(message, body)

    def wait_until_idle(self, seconds: float) -> bool:
        """Wait until no instruction is under way any more, so that a program's end cuts none off."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._under_way, timeout=seconds)

    def _asked(self, message: Message, body: bytes) -> bytes:
        """A query moves nothing: it is repeated, a few times."""
        cause = ""
        for pause in [0.0, *agent.pauses(self.first_pause, within_seconds=self.ask_seconds)][:QUERY_TRIES_MOST]:
            if pause and self.pause(pause):
                break
            reply = self.line.send(body, tried=False)
            if reply.sending == Sending.ANSWERED and agent.fits(message, reply.body):
                return reply.body
            cause = reply.cause or "?"
            log.warning("A query was not answered (%s).", cause)
        return agent.not_sent(message, words=fill(NO_ANSWER, {"cause": cause}), moment=_moment())

    def _instructed(self, message: Message, body: bytes) -> bytes:
        """An instruction is sent once; where its answer is lost the bank is asked what became of it."""
        reply = self.line.send(body, tried=True)
        if reply.sending == Sending.ANSWERED and agent.fits(message, reply.body):
            return reply.body
        numbers = ", ".join(one.number for one in message.moves)
        log.warning("%s: %s (%s).", numbers, reply.sending.value, reply.cause or "an answer that is none of it")
        if reply.sending == Sending.NOT_SENT:
            return agent.not_sent(message, words=fill(NOT_SENT, {"cause": reply.cause}), moment=_moment())
        return self._fate(message, body)

    def _fate(self, message: Message, body: bytes) -> bytes:
        found, sent_again = Fate({}), False
        for pause in agent.pauses(self.first_pause, within_seconds=self.ask_seconds):
            if self.pause(pause) or not any(one.kind == agent_messages.Kind.INSTRUCTION for one in message.moves):
                break
            found = self._told(message)
            if agent.is_whole(message, found.told):
                return agent.answered(message, found.told, words="", moment=_moment())
            if not found.signed_on:
                break
            if agent.may_send_again(message, found) and not sent_again:
                sent_again = True
                log.warning("The bank knows no such instruction; the identical message is sent once more.")
                reply = self.line.send(body, tried=True)
                if reply.sending == Sending.ANSWERED and agent.fits(message, reply.body):
                    return reply.body
        return agent.answered(message, found.told, words=fill(UNKNOWN, {}), moment=_moment())

    def _told(self, message: Message) -> Fate:
        """Ask the bank once, under fresh numbers; the instructions themselves are named by their own."""
        numbers = {one.number: "Q" + secrets.token_hex(14) for one in message.moves}
        reply = self.line.send(agent_messages.asking(message, numbers), tried=False)
        if reply.sending != Sending.ANSWERED:
            return Fate({})
        return agent.fate(message, reply.body, numbers=numbers)

    @contextmanager
    def _alone(self, message: Message) -> Iterator[bool]:
        """Whether none of a message's instructions is under way; while it holds, none of them is begun again."""
        customer = (message.sign_on.findtext("CID") or "").strip().zfill(CID_DIGITS)
        mine = {(customer, one.number) for one in message.moves}
        with self._changed:
            is_alone = not mine & self._under_way
            self._under_way |= mine if is_alone else set()
        try:
            yield is_alone
        finally:
            with self._changed:
                self._under_way -= mine if is_alone else set()
                self._changed.notify_all()


def _moment() -> datetime:
    return clock.now().astimezone()
