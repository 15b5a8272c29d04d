"""Approvals, tasks and settings as a Django app."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"
