"""Single sign-on by OpenID Connect, there and back. Purely by configuration: a house without it has no such page."""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.decorators import login_not_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from requests import RequestException

from qiao.ground.models import User
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.project.access import actions
from qiao.project.access.identity import Identity, identity_of

PROVIDER = "bank"
"""The one provider's name in addresses and in the database; which house it is says the configuration."""
TROUBLES = (RequestException, OAuth2Error, ValidationError, LookupError, TypeError, ValueError, AttributeError)
"""What another house's answer may run into: none, not JSON, without its fields, signed by nobody we know."""
NO_ANSWER = _("Single sign-on gave no answer that can be used. Try again later, or log in with your password.")
CANCELLED = _("You were not logged in: single sign-on was broken off, or it took too long. Try again.")
NOBODY = _("Single sign-on does not say who you are in a way we can use (%(claim)s). Your administrator can help.")
NO_LOG_IN = _("Single sign-on knows you as %(name)s, but there is no log-in of that name here. Ask your administrator.")
ANOTHER = _(
    "The log-in %(name)s belongs to another identity of single sign-on. Nobody was logged in; tell your administrator."
)


class SignOn(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # the library has no types
    """The protocol, with every signature checked: not each house has TLS all the way."""

    def _decode_id_token(self, app: SocialApp, id_token: str) -> Any:
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Ties an identity to the log-in of its name, once; makes no log-in."""

    def is_open_for_signup(self, _request: HttpRequest, _social: SocialLogin) -> bool:
        """Nobody makes a log-in by coming from another house."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the log-in, or send back to the door with the reason."""
        told = identity_of(sociallogin.account.extra_data, claim=settings.SSO_CLAIM)
        if told is None:
            raise _refused(request, fill(NOBODY, {"claim": settings.SSO_CLAIM}))
        user = User.objects.filter(username=told.name).first()
        if user is None:
            raise _refused(request, fill(NO_LOG_IN, {"name": told.name}))
        tied = sociallogin.user if sociallogin.is_existing else None
        if tied is not None and tied.pk == user.pk:
            return
        if tied is not None or _holds_another(user, told):
            raise _refused(request, fill(ANOTHER, {"name": told.name}))
        sociallogin.account.extra_data = {"id_token": {"iss": told.issuer, "sub": told.subject}}
        actions.tie_identity(
            user,
            issuer=told.issuer,
            subject=told.subject,
            save=lambda: sociallogin.connect(request, user),
            actor=user.username,
        )

    def on_authentication_error(self, request: HttpRequest, *_told: Any, **more: Any) -> None:
        """Send back to the door: broken off there, or nothing came that can be used."""
        broken = more.get("exception") is not None
        raise _refused(request, gettext(NO_ANSWER) if broken else gettext(CANCELLED))


def _holds_another(user: User, told: Identity) -> bool:
    """Whether the log-in is tied to another person of the same house; ties to an earlier house count no more."""
    ties = SocialAccount.objects.filter(user=user, provider=PROVIDER)
    return any((tie.extra_data.get("id_token") or {}).get("iss") == told.issuer for tie in ties)


def _refused(request: HttpRequest, words: str) -> ImmediateHttpResponse:
    messages.warning(request, words)
    return ImmediateHttpResponse(HttpResponseRedirect(reverse("login")))


@login_not_required  # type: ignore[untyped-decorator]  # the library has no types
@require_safe
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the other house; what an address asks besides the way back is not passed on."""

    def led() -> HttpResponse:
        provider = SignOn(request, provider_id).get_provider()
        answer: HttpResponse = provider.redirect(
            request, process=AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
        return answer

    return _answered(request, led)


@login_not_required  # type: ignore[untyped-decorator]  # the same
@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the person whom the other house sends back."""

    def taken() -> HttpResponse:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(SignOn(request, provider_id))(request)
        return answer

    return _answered(request, taken)


def _answered(request: HttpRequest, ask: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return ask()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except TROUBLES:
        messages.warning(request, gettext(NO_ANSWER))
        return HttpResponseRedirect(reverse("login"))
