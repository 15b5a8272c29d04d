"""Columnar runs as a Django app; it owns no table."""

from django.apps import AppConfig


class EngineConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.engine"
    label = "engine"
    default_auto_field = "django.db.models.BigAutoField"
