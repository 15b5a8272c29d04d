"""Who serves whom, as a Django app."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.portfolio"
    label = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name its figures."""
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.portfolio.rules.indicators import ALL  # noqa: PLC0415  once all apps are there

        indicators.register(*ALL)
