"""Addresses of the door and of one's own account; some have two names: ours, and the one django-allauth looks for."""

from allauth.account import views as door
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn
from django.urls import URLPattern, path

from qiao.project.access import factors, own_pages, pages, sign_on

log_in, log_out = pages.LoginView.as_view(), door.logout
bank = {"provider_id": sign_on.PROVIDER}

at_the_door: list[URLPattern] = [
    path("login/", log_in, name="login"),
    path("login/", log_in, name="account_login"),
    path("login/closed/", door.account_inactive, name="account_inactive"),
    path("login/second/", second.authenticate, name="mfa_authenticate"),
    path("login/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("login/bank/", sign_on.go, bank, name="openid_connect_login"),
    path("login/bank/back/", sign_on.come_back, bank, name="openid_connect_callback"),
    path("logout/", log_out, name="logout"),
    path("logout/", log_out, name="account_logout"),
]
inside: list[URLPattern] = [
    path("account/", own_pages.account, name="account"),
    path("account/", own_pages.account, name="mfa_index"),
    path("account/", own_pages.account, name="mfa_list_webauthn"),
    path("account/sessions/", own_pages.end_sessions, name="end_sessions"),
    path("account/password/", factors.PasswordChangeView.as_view(), name="account_change_password"),
    path("account/app/", factors.AddAppView.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", factors.RemoveAppView.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new/", factors.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("account/passkeys/", factors.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/", factors.RenamePasskeyView.as_view(), name="mfa_edit_webauthn"),
    path("account/passkeys/<int:pk>/remove/", factors.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("account/confirm/", door.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code/", second.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey/", factors.ConfirmByPasskeyView.as_view(), name="mfa_reauthenticate_webauthn"),
]
urlpatterns = at_the_door + inside
