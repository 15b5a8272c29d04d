"""Addresses of log-ins."""

from django.urls import path

from qiao.project.rights import pages

urlpatterns = [
    path("logins/", pages.login_list, name="login_list"),
    path("logins/<id:username>/", pages.login, name="login_one"),
]
