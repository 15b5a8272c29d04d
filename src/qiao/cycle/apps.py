"""The cycle, as a Django app."""

from typing import Any

from django.apps import AppConfig

SEEING = frozenset({"rm", "lead", "head", "hr", "auditor"})
LAYING_OUT, DECIDING = frozenset({"lead", "head", "hr"}), frozenset({"head", "hr"})


class CycleConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.cycle"
    label = "cycle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and bring parameters, requests and tasks."""
        from qiao.cycle.actions import agreeing, cascading, grading, improving, interviewing, opening, using  # noqa: PLC0415  its models are there once all apps are
        from qiao.cycle.queries import duties, sight  # noqa: PLC0415  the same
        from qiao.cycle.queries.cycles import READING  # noqa: PLC0415  the same
        from qiao.cycle.rules import parameters  # noqa: PLC0415  with the others
        from qiao.ground import authority, clock  # noqa: PLC0415  the same
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.people.actions.quota import leads  # noqa: PLC0415  the same

        def lays_out(person: User, unit: Any) -> bool:
            scope = authority.scope_of(person, on=clock.today())
            return person.post in LAYING_OUT and (scope.everything or str(unit) in scope.org_ids)

        def opens(person: User, unit: Any) -> bool:
            scope = authority.scope_of(person, on=clock.today())
            return person.post == "hr" and (unit is None or scope.everything or str(unit) in scope.org_ids)

        authority.allow("cycle.see", lambda person, _thing: person.post in SEEING)
        authority.allow("cycle.read", lambda person, _thing: person.post in READING)
        authority.allow(opening.OPEN, opens)
        authority.allow(cascading.LAY_OUT, lays_out)
        authority.allow(agreeing.ACCEPT, sight.is_own)
        authority.allow(interviewing.SIGN, sight.is_own)
        authority.allow(agreeing.LEAD, sight.leads_subject)
        authority.allow(grading.STAND_IN, sight.stands_in)
        authority.allow(agreeing.SEE, sight.sees_subject)
        authority.allow(interviewing.READ, sight.reads_subject)
        authority.allow(grading.CALIBRATE, lambda person, whose: person.post in DECIDING and leads(person, str(whose)))
        authority.allow(using.PROPOSE, sight.proposes_for)
        authority.allow(using.DECIDE, sight.decides_for)
        authority.allow(
            improving.PROPOSE, lambda person, thing: person.post == "hr" and sight.decides_for(person, thing)
        )
        authority.decides(grading.CALIBRATE, using.DECIDE)
        registry.register_parameters(*parameters.ALL)
        for kind in (
            agreeing.AGREEMENT_KIND,
            interviewing.INTERVIEW_KIND,
            using.USE_KIND,
            improving.PLAN_KIND,
            improving.UNMET_KIND,
        ):
            registry.register_kind(kind)
        registry.register_tasks("cycle", duties.duties_of)
