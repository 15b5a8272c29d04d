"""The log of messages of a front-end agent: whole messages, but for passwords and session keys, for its owner only."""

import logging
import os
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from qiao.directlink.adapters.courier import Line
from qiao.directlink.rules.agent import Reply
from qiao.directlink.rules.agent_messages import masked
from qiao.ground.home import FILE_OF_OWNER

BYTES_MOST, FILES_MOST = 10_000_000, 9


class OwnersFile(RotatingFileHandler):
    """A file that is made for its owner only, each time anew."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_OF_OWNER)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")


class MessageLog:
    """Writes what went which way; nothing at all where the settings name no file."""

    def __init__(self, file: Path | None) -> None:
        """Open the file."""
        self.log = logging.Logger("messages")  # noqa: LOG001  of this object alone; a named one would outlive it
        if file is not None:
            handler = OwnersFile(file, maxBytes=BYTES_MOST, backupCount=FILES_MOST)
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            self.log.addHandler(handler)
        self.is_kept = file is not None

    def write(self, way: str, body: bytes) -> None:
        """One message on one line."""
        if self.is_kept:
            self.log.info("%s %s", way, " ".join(masked(body).split()))

    def close(self) -> None:
        """Let the file go."""
        for handler in list(self.log.handlers):
            self.log.removeHandler(handler)
            handler.close()


class LoggedLine:
    """The way to the bank, with what goes along it in the log."""

    def __init__(self, line: Line, messages: MessageLog) -> None:
        """Take both."""
        self.line, self.messages = line, messages

    def send(self, body: bytes, *, tried: bool) -> Reply:
        """Send, and write down what was sent and what came."""
        self.messages.write("to bank:", body)
        reply = self.line.send(body, tried=tried)
        if reply.body:
            self.messages.write("from bank:", reply.body)
        else:
            self.messages.log.info("from bank: %s (%s)", reply.sending.value, reply.cause)
        return reply
