"""Plans and bonuses as a Django app."""

from django.apps import AppConfig

from qiao.ground.words import gettext_noop as _

EARNING = frozenset({"rm", "lead", "head", "desk"})  # posts that can be credited; an empty slip is a slip too
LEAGUE, PERFORMANCE, SLIP = _("League table"), _("My performance"), _("My slip")
REOPENING = frozenset({"head", "hr"})
READING = EARNING | {"hr", "auditor"}  # a scheme is no secret of those it appraises
HOLDING = frozenset({"lead", "head", "hr", "auditor"})  # who reads holds of others
COMPARING = frozenset({"lead", "head", "desk", "hr", "auditor"})  # those who see more people than themselves


class AppraisalConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.appraisal"
    label = "appraisal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.appraisal.actions import holding, late, schemes  # noqa: PLC0415  its models are there once all apps are
        from qiao.appraisal.actions.closing import REOPEN_KIND  # noqa: PLC0415  the same
        from qiao.appraisal.queries import closing, hold_tasks, holds  # noqa: PLC0415  the same
        from qiao.appraisal.rules import charges, parameters  # noqa: PLC0415  with the others
        from qiao.appraisal.rules.gaming import thresholds  # noqa: PLC0415  with the others
        from qiao.appraisal.rules.indicators import ALL  # noqa: PLC0415  with the others
        from qiao.appraisal.rules.scheme import parameters as scheme_parameters  # noqa: PLC0415  with the others
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.ground import authority, clock, events  # noqa: PLC0415  the same
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.portfolio.queries.sources import sources  # noqa: PLC0415  the same

        def decides(person: User, number: object) -> bool:
            hold = holds.hold_of(int(str(number)))
            return hold is not None and holds.decides(person, hold, on=clock.today())

        events.listen(events.SHARES, late.shares_changed)
        events.listen(events.STANDING, late.standing_told)
        sources.closed_until = closing.closed_until
        registry.register_parameters(*parameters.ALL)
        registry.register_kind(REOPEN_KIND)
        indicators.register(*ALL)
        told = ("bonus", "margin", "deposits", "loans", "fees")
        indicators.shows(LEAGUE, *told, "quality", address="league")
        indicators.shows(PERFORMANCE, *told, "completion", address="my_performance")
        indicators.shows(SLIP, "bonus", "deposit_margin", "loan_margin", "quality", "npl_share", address="my_slip")
        authority.allow("appraisal.own_slip", lambda person, _thing: person.post in EARNING and person.staff_id != "")
        authority.allow("appraisal.league", lambda person, _thing: person.post in COMPARING)
        authority.allow("appraisal.targets", lambda person, _thing: person.post in COMPARING)
        authority.allow("month.see", lambda person, _thing: person.post in COMPARING | EARNING)
        authority.allow("month.close", lambda person, _thing: person.post == "hr")
        authority.allow("month.exceed", lambda person, _thing: person.post == "hr")
        authority.allow("month.reopen", lambda person, _thing: person.post in REOPENING)
        authority.allow("appraisal.set_targets", lambda person, _thing: person.post == "head")
        authority.allow("appraisal.figures", lambda person, _thing: person.post in READING)
        authority.allow("appraisal.hand_in_figures", lambda person, _thing: person.post in {"hr", "head"})
        authority.allow("appraisal.schemes", lambda person, _thing: person.post in READING)
        authority.allow("appraisal.scheme_drafts", lambda person, _thing: person.post in {"hr", "head", "auditor"})
        authority.allow("appraisal.scheme_write", lambda person, _thing: person.post == "hr")
        authority.allow("appraisal.scheme_waive", lambda person, _thing: person.post == "head")
        authority.allow("appraisal.scheme_publish", lambda person, _thing: person.post == "head")
        registry.register_parameters(*scheme_parameters.ALL, *charges.ALL)
        registry.register_kind(schemes.SCHEME_KIND)
        authority.allow("appraisal.holds", lambda person, _thing: person.post in HOLDING)
        authority.allow("appraisal.hold_say", lambda person, _thing: person.staff_id != "")
        authority.allow(holding.ASK, decides)
        authority.allow(holding.DECIDE, decides)
        registry.register_parameters(*thresholds.ALL)
        registry.register_kind(holding.CONFIRM_KIND)
        registry.register_tasks("appraisal.holds", hold_tasks.tasks_of)
