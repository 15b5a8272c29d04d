"""Ground as a Django app: it owns the log-ins, the audit chain and visibility."""

from django.apps import AppConfig
from django.urls import register_converter

from qiao.ground.addresses import FormConverter, IdConverter, MonthConverter


class GroundConfig(AppConfig):
    """The storey below all others."""

    name = "qiao.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let addresses carry ids of the bank, months and forms of a file."""
        register_converter(IdConverter, "id")
        register_converter(MonthConverter, "month")
        register_converter(FormConverter, "form")
