"""Records and looks as the interface answers them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """A write: who, what, on what, with which reason, what stood there and what stands there now."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    old: Any
    new: Any
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookLine:
    """A look: who, with which post, what (opened, revealed, export, list), at what, with which reason."""

    id: int
    at: datetime
    actor: str
    post: str
    kind: str
    subject: str
    reason: str
    detail: Any
