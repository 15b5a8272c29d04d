"""Who serves whom, as a Django app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.portfolio"
    label = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"
