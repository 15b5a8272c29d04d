"""The workbench as a Django app; it owns no table."""

from django.apps import AppConfig

from qiao.ground.words import gettext_noop as _

CUSTOMERS, KNOWN, TEAM, TODAY = _("Customers"), _("Register"), _("Team and branch"), _("Today")
TEAM_CURVE, TITLES, GROUPS, CIRCLES = (
    _("Curve of customers"),
    _("Titles of pictures"),
    _("Groups of control"),
    _("Guarantee circles"),
)
TOGETHER = ("loans", "deposits", "contribution", "of_bank_loans")
LOAD = _("Load of the managers")


class DeskConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.desk.queries import duplicates, effect, portfolio  # noqa: PLC0415  its models are there once all apps are
        from qiao.desk.queries.duties import duties_of  # noqa: PLC0415  the same
        from qiao.desk.rules import norms  # noqa: PLC0415  with the others
        from qiao.desk.rules.indicators import ALL  # noqa: PLC0415  with the others
        from qiao.desk.rules.listing import FIGURES  # noqa: PLC0415  with the others
        from qiao.desk.rules.moves import DORMANT_DAYS, LARGE_FLOW  # noqa: PLC0415  with the others
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.linkage.queries.sources import sources  # noqa: PLC0415  with the others
        from qiao.office.registry import (  # noqa: PLC0415  the same
            register_annex,
            register_dossier,
            register_parameters,
            register_tasks,
        )
        from qiao.ties.queries.sources import sources as ties  # noqa: PLC0415  the same

        indicators.register(*ALL)
        indicators.shows(CUSTOMERS, *(one.value for one in FIGURES), address="customer_list")
        indicators.shows(TEAM, "served", "used_load", "margin", "deposits", "loans", "bonus", address="team")
        indicators.shows(TEAM_CURVE, "of_a_fifth", "knee_share", address="team_curve")
        indicators.shows(TITLES, "growth", "margin_a_day")
        indicators.shows(GROUPS, *TOGETHER, "largest_part", address="groups")
        indicators.shows(CIRCLES, *TOGETHER, address="circles")
        indicators.shows(LOAD, "served", "whole_load", "manager_share", "deposits_each", address="load")
        indicators.shows(TODAY, "contribution", "deposits", "bonus", address="home")
        indicators.shows(KNOWN, "known_of", address="register")
        register_parameters(*norms.ALL, LARGE_FLOW, DORMANT_DAYS)
        register_tasks("known", duties_of)
        register_annex("portfolio", effect.beside_change)
        register_annex("hand_over", effect.beside_hand_over)
        register_annex("claim", effect.beside_claim)
        register_dossier("open", portfolio.dossier_parts)
        authority.allow("desk.today", lambda _person, _thing: True)
        authority.allow("desk.load", lambda person, _thing: bool(person.staff_id))
        authority.allow("desk.load", lambda person, _thing: authority.may(person, "appraisal.league"))
        authority.allow("desk.own_load", lambda person, _thing: bool(person.staff_id) and person.post == "rm")
        ties.sees = duplicates.sees_all
        sources.sees, sources.figures = duplicates.sees_all, duplicates.figures_of
