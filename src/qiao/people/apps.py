"""Org units and people as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
