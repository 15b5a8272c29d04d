"""How django-allauth does things in this house: no sign-up, no e-mail, every step recorded, words of our own."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiao.ground.authority import closed
from qiao.ground.models import User
from qiao.ground.saying import say
from qiao.project import logins
from qiao.project.access import actions, queries
from qiao.project.access.sealing import opened, sealed
from qiao.project.access.visitors import address_of

ISSUER = "Qiao 桥"
WAYS = {"mfa": "second factor", "socialaccount": "single sign-on"}
"""How a record names the library's ways to come in."""
MESSAGES = {
    "account/messages/password_changed.txt": _("Your password was changed. Your other browsers were logged out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is in use from the next log-in on."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is asked for no longer."),
    "mfa/messages/webauthn_added.txt": _("The passkey was added. From now on you can log in with it."),
    "mfa/messages/webauthn_removed.txt": _("The passkey was removed here. Remove it from your device or key too."),
    "mfa/messages/recovery_codes_generated.txt": _("New recovery codes were made. Earlier ones are no longer valid."),
}
"""What the library's own messages say here; those not named say nothing."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Log-ins are made by an administrator; people come in, go out and change their password."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Name and password do not match. Your administrator can set a new password."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes and try again."),
        "rate_limited": _("Too many attempts in a short time. Wait a minute and try again."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _(
            "This code is not right, or it has been used already. Wait for the next one and try again."
        ),
    }

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody makes a log-in for himself."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by django-axes alone, in the database, for every process."""

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **more: Any) -> Any:
        """Turn away, by whichever way he or she comes, a person to whom the house is closed; say why and until when."""
        assert isinstance(user, User), "log-ins are of our own kind"
        shut = closed(user)
        if shut is None:
            return super().pre_login(request, user, **more)
        clear_login(request)
        actions.turn_away(user, why=shut.code, address=address_of(request), actor=user.username)
        messages.warning(request, say(shut))
        return HttpResponseRedirect(reverse("login"))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Let a person in who has passed every stage."""
        super().login(request, user)
        assert isinstance(user, User), "log-ins are of our own kind"
        methods = [str(record["method"]) for record in get_authentication_records(request, user)]
        ways = [WAYS.get(method, method) for method in methods]
        actions.log_in(user, ways=ways, address=address_of(request), actor=user.username)

    def logout(self, request: HttpRequest) -> None:
        """Let a person out."""
        if isinstance(request.user, User):
            actions.log_out(request.user, address=address_of(request), actor=request.user.username)
        super().logout(request)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Change the person's own password."""
        assert isinstance(user, User), "log-ins are of our own kind"
        logins.set_password(user.username, password=password, actor=user.username)
        user.refresh_from_db(fields=["password"])

    def get_client_ip(self, request: HttpRequest) -> str:
        """One answer for locks, limits and records."""
        return address_of(request)

    def get_password_change_redirect_url(self, _request: HttpRequest) -> str:
        """Back to where the password is one of the things to see."""
        return reverse("account")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *_facts: Any, **more: Any
    ) -> None:
        """Tell what happened, in words of ours."""
        words = more.get("message") or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor proves oneself by it: a password that was looked over takes none of them away."""
        known: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in known if method["id"] != "reauthenticate"]
        return stronger or known


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Second factors: their secrets sealed, their names in the person's language."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def encrypt(self, text: str) -> str:
        """Seal what goes to the database."""
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what comes from there."""
        return opened(encrypted_text)

    def get_totp_issuer(self) -> str:
        """How the app's list names us."""
        return ISSUER

    def generate_authenticator_name(self, user: Any, _kind: Any) -> str:
        """A name for the next passkey, until the person gives a better one."""
        return gettext("Passkey %(number)s") % {"number": len(queries.factors_of(user).passkeys) + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """For whom a passkey is made: this host, under our name."""
        told: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**told, "name": ISSUER}
