"""Every address of the direct link's own process, but the one to which messages are posted (`link_wsgi`)."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from qiao.directlink.api.rest.mount import urls as rest_urls
from qiao.directlink.api.rest.page import interface_page, openapi

handler404 = "qiao.directlink.pages.enterprise.sorry.not_found"
urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", login_not_required(set_language), name="set_language"),
    path("v1/", interface_page, name="link_interface"),
    path("v1/openapi.json", openapi, name="link_description"),
    path("v1/", rest_urls),
    path("", include("qiao.directlink.pages.enterprise.addresses")),
]
