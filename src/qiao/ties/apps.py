"""Ties as a Django app."""

from django.apps import AppConfig

SEEING = frozenset({"rm", "lead", "head", "desk", "auditor"})
ASKING = frozenset({"rm", "lead", "head", "desk"})
DECIDING = frozenset({"lead", "head", "desk"})


class TiesConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.ties"
    label = "ties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and how a group is declared by two persons."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.office.registry import register_kind, register_parameters  # noqa: PLC0415  the same
        from qiao.ties.actions.declaring import DECLARED_KIND  # noqa: PLC0415  the same
        from qiao.ties.rules.known import VOUCHED  # noqa: PLC0415  the same

        authority.allow("ties.see", lambda person, _thing: person.post in SEEING)
        authority.allow("ties.ask", lambda person, _thing: person.post in ASKING)
        authority.allow("ties.decide", lambda person, _thing: person.post in DECIDING)
        register_kind(DECLARED_KIND)
        register_parameters(VOUCHED)
