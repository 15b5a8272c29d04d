"""The office as a Django app: who may ask and decide what, the parameters and tasks of the office itself."""

from datetime import date

from django.apps import AppConfig

ASKING = frozenset({"admin", "head", "hr"})  # who may ask for another value of a parameter, and decide another's wish


class OfficeConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.office"
    label = "office"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here; an auditor reads all of it and writes nothing."""
        from qiao.ground import authority, exports, readings, tokens  # noqa: PLC0415  its models are there once all apps are
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import parameters, queries, registry  # noqa: PLC0415  the same
        from qiao.office.rules import known  # noqa: PLC0415  the same

        authority.allow("office.audit", lambda person, _thing: person.post == "auditor")
        authority.allow("office.settings", lambda person, _thing: person.post in authority.POSTS)
        authority.allow("office.approvals", lambda person, _thing: person.post in authority.POSTS)
        authority.allow("office.tasks", lambda _person, _thing: True)
        authority.allow("office.task", lambda person, _thing: person.post != "auditor")
        authority.allow("office.parameter_ask", lambda person, _thing: person.post in ASKING)
        authority.allow("office.parameter_decide", lambda person, _thing: person.post in ASKING)
        registry.register_parameters(*known.KNOWN)
        registry.register_kind(parameters.PARAMETER_KIND)
        registry.register_tasks("approvals", queries.approvals_waiting)

        def limits(person: User, on: date) -> exports.Limits:
            rows = queries.parameter_table("export.rows", on=on)
            a_day = queries.parameter_table("export.a_day", on=on)
            return exports.Limits(rows.get(person.post, 0), a_day.get(person.post, 0))

        exports.sources.limits = limits

        def rows_a_day(person: User, on: date) -> int:
            return queries.parameter_table("token.rows_a_day", on=on).get(person.post, 0)

        readings.sources.rows_a_day = rows_a_day
        tokens.sources.days_most = lambda on: queries.parameter("token.days_most", on=on)
