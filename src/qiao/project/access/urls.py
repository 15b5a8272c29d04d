"""Addresses of the door. The names in twos: ours, and the one by which django-allauth finds its own pages."""

from allauth.account import views as door
from django.urls import URLPattern, path

from qiao.project.access import pages

log_in, log_out = pages.LoginView.as_view(), door.logout

urlpatterns: list[URLPattern] = [
    path("login/", log_in, name="login"),
    path("login/", log_in, name="account_login"),
    path("login/closed/", door.account_inactive, name="account_inactive"),
    path("logout/", log_out, name="logout"),
    path("logout/", log_out, name="account_logout"),
]
