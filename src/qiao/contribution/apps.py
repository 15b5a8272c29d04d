"""Settlements as a Django app."""

from django.apps import AppConfig


class ContributionConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.contribution"
    label = "contribution"
    default_auto_field = "django.db.models.BigAutoField"
