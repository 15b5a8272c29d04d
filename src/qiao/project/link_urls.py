"""Every address of the direct link's own process, but the one to which messages are posted (`link_wsgi`)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
