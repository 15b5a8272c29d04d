"""Plans and bonuses as a Django app."""

from django.apps import AppConfig


class AppraisalConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.appraisal"
    label = "appraisal"
    default_auto_field = "django.db.models.BigAutoField"
