"""Plans and bonuses as a Django app."""

from django.apps import AppConfig

from qiao.ground.words import gettext_noop as _

EARNING = frozenset({"rm", "lead", "head", "desk"})  # posts that can be credited; an empty slip is a slip too
LEAGUE, PERFORMANCE, SLIP = _("League table"), _("My performance"), _("My slip")
COMPARING = frozenset({"lead", "head", "desk", "hr", "auditor"})  # those who see more people than themselves


class AppraisalConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.appraisal"
    label = "appraisal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.appraisal.rules.indicators import ALL  # noqa: PLC0415  with the others
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are

        indicators.register(*ALL)
        told = ("bonus", "margin", "deposits", "loans", "fees")
        indicators.shows(LEAGUE, *told, "quality", address="league")
        indicators.shows(PERFORMANCE, *told, "completion", address="my_performance")
        indicators.shows(SLIP, "bonus", "deposit_margin", "loan_margin", "quality", "npl_share", address="my_slip")
        authority.allow("appraisal.own_slip", lambda person, _thing: person.post in EARNING and person.staff_id != "")
        authority.allow("appraisal.league", lambda person, _thing: person.post in COMPARING)
        authority.allow("appraisal.targets", lambda person, _thing: person.post in COMPARING)
        authority.allow("appraisal.set_targets", lambda person, _thing: person.post == "head")
