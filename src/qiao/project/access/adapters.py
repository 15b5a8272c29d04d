"""How django-allauth does things in this house: no sign-up, no e-mail, every step recorded, words of our own."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qiao.ground.models import User
from qiao.project import logins
from qiao.project.access import actions
from qiao.project.access.visitors import address_of


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

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Let a person in who has passed every stage."""
        super().login(request, user)
        assert isinstance(user, User), "log-ins are of our own kind"
        ways = [str(record["method"]) for record in get_authentication_records(request, user)]
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
        return reverse("home")
