"""Ground as a Django app: it owns the log-ins, the audit chain and visibility."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """The storey below all others."""

    name = "qiao.ground"
    label = "ground"
    default_auto_field = "django.db.models.BigAutoField"
