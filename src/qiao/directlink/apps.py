"""The direct link, as a Django app: the bank's workbench installs it, and the link's own server does."""

from django.apps import AppConfig, apps


class DirectlinkConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.directlink"
    label = "directlink"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the link's parameters; in the workbench also who of the bank may do what."""
        from qiao.directlink.rules import parameters  # noqa: PLC0415  its words are there once all apps are
        from qiao.office import registry  # noqa: PLC0415  the same

        registry.register_parameters(*parameters.ALL)
        if apps.is_installed("qiao.portfolio"):
            from qiao.directlink.actions.registering import register  # noqa: PLC0415  the link's own server knows no portfolio

            register()
