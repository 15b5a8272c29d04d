"""The workbench as a Django app; it owns no table."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
