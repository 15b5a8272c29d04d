"""Whom the bank's single sign-on vouches for: read from its two answers, believed only where they agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NAME_LENGTH_MOST = 150


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as single sign-on knows him or her: `subject` never changes, `name` is the log-in's name with us."""

    issuer: str
    subject: str
    name: str


def identity_of(answer: Mapping[str, Any], *, claim: str) -> Identity | None:
    """The person whom an answer names; None where it names nobody, or the signed part and the asked part differ.

    `claim` is the field that holds the log-in's name; the signed part counts before the asked one.
    """
    signed, asked = answer.get("id_token"), answer.get("userinfo") or {}
    if not isinstance(signed, Mapping) or not isinstance(asked, Mapping):
        return None
    subject, issuer = signed.get("sub"), signed.get("iss")
    if not isinstance(subject, str) or not isinstance(issuer, str) or asked.get("sub", subject) != subject:
        return None
    name = signed.get(claim, asked.get(claim))
    if isinstance(name, bool) or not isinstance(name, str | int) or not 0 < len(str(name)) <= NAME_LENGTH_MOST:
        return None
    return Identity(issuer=issuer, subject=subject, name=str(name))
