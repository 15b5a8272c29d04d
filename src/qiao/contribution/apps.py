"""Settlements as a Django app."""

from django.apps import AppConfig

from qiao.ground.words import gettext_noop as _

RUNS = frozenset({"rm", "lead", "head", "desk", "hr", "auditor", "admin"})  # its lists are narrowed to the scope
UNCLAIMED_LIST = _("Unclaimed")
UNCLAIMED = frozenset({"rm", "lead", "head", "desk", "auditor"})  # it names customers: those who see them


class ContributionConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.contribution"
    label = "contribution"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.contribution.actions.folding import refold  # noqa: PLC0415  its models are there once all apps are
        from qiao.contribution.queries import dossier, figures, runs, shelf  # noqa: PLC0415  the same
        from qiao.contribution.rules.indicators import ALL  # noqa: PLC0415  with the others
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.ground import authority, events  # noqa: PLC0415  the same
        from qiao.office.registry import register_dossier  # noqa: PLC0415  the same
        from qiao.portfolio.queries.sources import sources  # noqa: PLC0415  the same

        events.listen(events.ALIASES, refold)
        sources.open_from, sources.keeping = runs.settled_until, figures.keeping_units
        sources.kept = figures.kept_by
        sources.loans, sources.owed = dossier.loans_of, shelf.owed_by
        register_dossier("accounts", dossier.dossier_parts)
        indicators.register(*ALL)
        indicators.shows(UNCLAIMED_LIST, "unclaimed_margin", "deposits", "loans", "fees", address="unclaimed")
        authority.allow("contribution.runs", lambda person, _thing: person.post in RUNS)
        authority.allow("contribution.unclaimed", lambda person, _thing: person.post in UNCLAIMED)
