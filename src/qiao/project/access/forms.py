"""What a person, or a person's device, hands over at the door."""

import struct
from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms as webauthn
from django.core.exceptions import ValidationError

MALFORMED = (AttributeError, LookupError, TypeError, ValueError, struct.error)
"""What reading a made-up answer of a device may run into, somewhere in its layers of JSON, base64 and CBOR."""


class LoginForm(AllauthLoginForm):  # type: ignore[misc]  # the library has no types
    """Name and password, in fields that browsers and password stores know."""

    def add_prefix(self, field_name: str) -> str:
        """The name's field is called as every browser expects it."""
        return "username" if field_name == "login" else field_name


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """A new passkey; an answer that no device gives is a wrong one."""

    def clean(self) -> Any:
        """Check it."""
        try:
            return super().clean()
        except MALFORMED as error:
            raise _wrong() from error


class WellFormed:
    """A passkey that is shown; an answer that no device gives is a wrong one."""

    def clean_credential(self) -> Any:
        """Check it."""
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form this is mixed into
        except MALFORMED as error:
            raise _wrong() from error


class LoginPasskeyForm(WellFormed, webauthn.LoginWebAuthnForm):  # type: ignore[misc]  # the library has no types
    """Instead of name and password."""


class SecondPasskeyForm(WellFormed, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]  # the same
    """After the password."""


class ConfirmPasskeyForm(WellFormed, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # the same
    """Once more, before a change."""


def _wrong() -> ValidationError:
    error: ValidationError = get_adapter().validation_error("incorrect_code")
    return error
