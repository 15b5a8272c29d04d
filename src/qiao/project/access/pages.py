"""The pages at the door: log in and out. What they do is django-allauth's; what they say is ours."""

from typing import Any

from allauth.account.views import LoginView as AllauthLoginView
from django.conf import settings
from django.urls import reverse

from qiao.ground.saying import fill
from qiao.project.access.deadlines import WORDS, end_of

HOUR_SECONDS = 3_600


class LoginView(AllauthLoginView):  # type: ignore[misc]  # the library has no types
    """Name and password; a word why one has to log in again."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """The form's facts and why the last session ended, where the address says so."""
        facts: dict[str, Any] = super().get_context_data(**given)
        end = end_of(self.request.GET.get("ended", ""))
        hours = settings.SESSION_COOKIE_AGE // HOUR_SECONDS
        facts["ended"] = fill(WORDS[end], {"minutes": settings.IDLE_MINUTES, "hours": hours}) if end else ""
        facts["sign_on"] = settings.SSO_NAME
        facts["sign_on_address"] = self.passthrough_next_url(reverse("openid_connect_login"))
        return facts
