"""The workbench as a Django app; it owns no table."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.desk.queries import duplicates  # noqa: PLC0415  its models are there once all apps are
        from qiao.desk.queries.duties import duties_of  # noqa: PLC0415  the same
        from qiao.desk.rules.load import NORM  # noqa: PLC0415  with the others
        from qiao.desk.rules.moves import DORMANT_DAYS, LARGE_FLOW  # noqa: PLC0415  with the others
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.linkage.queries.sources import sources  # noqa: PLC0415  with the others
        from qiao.office.registry import register_parameters, register_tasks  # noqa: PLC0415  the same

        register_parameters(NORM, LARGE_FLOW, DORMANT_DAYS)
        register_tasks("known", duties_of)
        authority.allow("desk.today", lambda _person, _thing: True)
        sources.sees, sources.figures = duplicates.sees_all, duplicates.figures_of
