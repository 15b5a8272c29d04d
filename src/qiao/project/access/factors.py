"""One's own second factors: an app, passkeys, recovery codes. Every change asks who one is, and is recorded."""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordChangeView as AllauthPasswordChangeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from qiao.ground.authority import person_of, require
from qiao.ground.models import User
from qiao.project.access import actions, queries

NAME_LENGTH_MOST = 60


def _recorded(request: HttpRequest, what: str, *, save: Callable[[], HttpResponse]) -> HttpResponse:
    person = person_of(request)
    require(person, "access.own")
    return actions.change_factors(person, what=what, save=save, actor=person.username)


def _is_protected(request: HttpRequest) -> bool:
    return isinstance(request.user, User) and queries.has_factor(request.user)


class AddAppView(ActivateTOTPView):  # type: ignore[misc]  # the library has no types
    """An authenticator app reads a picture, and proves by a code that it did."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it."""
        return _recorded(self.request, "authenticator app added", save=partial(super().form_valid, form))


class RemoveAppView(DeactivateTOTPView):  # type: ignore[misc]  # the library has no types
    """The app is asked for no longer."""

    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget it."""
        return _recorded(self.request, "authenticator app removed", save=partial(super().form_valid, form))


class NewCodesView(GenerateRecoveryCodesView):  # type: ignore[misc]  # the library has no types
    """Ten codes for the day on which phone and key are lost."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them; the earlier ones end."""
        return _recorded(self.request, "recovery codes made", save=partial(super().form_valid, form))


class AddPasskeyView(AddWebAuthnView):  # type: ignore[misc]  # the library has no types
    """A device or a key that proves who one is."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep its public half."""
        form.cleaned_data["name"] = form.cleaned_data["name"][:NAME_LENGTH_MOST]
        return _recorded(self.request, "passkey added", save=partial(super().form_valid, form))


class RenamePasskeyView(EditWebAuthnView):  # type: ignore[misc]  # the library has no types
    """A name by which the person knows it."""

    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep the name."""
        form.cleaned_data["name"] = form.cleaned_data["name"][:NAME_LENGTH_MOST]
        return _recorded(self.request, "passkey renamed", save=partial(super().form_valid, form))


class RemovePasskeyView(RemoveWebAuthnView):  # type: ignore[misc]  # the library has no types
    """A lost key opens nothing any more."""

    success_url = reverse_lazy("account")

    def form_valid(self, form: Any) -> HttpResponse:
        """Forget it."""
        return _recorded(self.request, "passkey removed", save=partial(super().form_valid, form))


class ConfirmByPasskeyView(ReauthenticateWebAuthnView):  # type: ignore[misc]  # the library has no types
    """Once more who one is, by a passkey."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say why, and ask again on the same page."""
        super().form_invalid(form)
        return HttpResponseRedirect(self.passthrough_next_url(reverse("mfa_reauthenticate_webauthn")))


@method_decorator(reauthentication_required(enabled=_is_protected, app="allauth.mfa"), name="dispatch")
class PasswordChangeView(AllauthPasswordChangeView):  # type: ignore[misc]  # the library has no types
    """One's own password, by the present one; who has a second factor shows it first."""

    def dispatch(self, request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        """Who has no password, since another house vouches, has none to change."""
        if not person_of(request).has_usable_password():
            return HttpResponseRedirect(reverse("account"))
        answer: HttpResponse = super().dispatch(request, *given, **named)
        return answer
