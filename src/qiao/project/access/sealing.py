"""Secrets of second factors lie encrypted in the database: a copy of it without the signing key opens nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings

PURPOSE = b"qiao second factor\0"


def sealed(text: str) -> str:
    """The text, to be read with the house's signing key only."""
    return _box().encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """The text that was sealed."""
    return _box().decrypt(text.encode()).decode()


def _box() -> Fernet:
    key = hashlib.sha256(PURPOSE + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
