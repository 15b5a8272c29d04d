"""Pay as a Django app."""

from django.apps import AppConfig

SEEING = frozenset({"lead", "head", "hr", "auditor"})  # whose pay: of the people each sees
PAYING = frozenset({"hr"})  # reckons, looks through, notes the payment
APPROVING = frozenset({"head", "hr"})  # of runs all of which they see, and which they did not reckon
DECIDING = frozenset({"head", "hr"})  # of parts and cases of the people they see
PROPOSING = frozenset({"head", "hr", "auditor"})


class PayConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.pay"
    label = "pay"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and from which runs a closed month was paid."""
        from qiao.appraisal.queries.closing import sources  # noqa: PLC0415  its models are there once all apps are
        from qiao.ground import authority  # noqa: PLC0415  the same
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.pay.actions import approving, cases, parts, reckoning  # noqa: PLC0415  the same
        from qiao.pay.queries import dossier, tasks  # noqa: PLC0415  the same
        from qiao.pay.queries.inputs import paid_from  # noqa: PLC0415  the same
        from qiao.pay.queries.runs import run_of  # noqa: PLC0415  the same
        from qiao.pay.rules import parameters  # noqa: PLC0415  with the others
        from qiao.people.actions.quota import leads  # noqa: PLC0415  the same

        def of(posts: frozenset[str]) -> authority.Rule:
            return lambda person, whose: person.post in posts and leads(person, cases.whose(str(whose)))

        def approves(person: User, number: object) -> bool:
            run = run_of(int(str(number))) if person.post in APPROVING else None
            return run is not None and run.reckoned_by != person.username

        sources.paid = paid_from
        authority.allow("pay.see", lambda person, _thing: person.post in SEEING)
        authority.allow("pay.own", lambda person, _thing: person.staff_id != "")
        authority.allow(reckoning.RECKON, lambda person, _thing: person.post in PAYING)
        authority.allow(approving.REVIEW, lambda person, _thing: person.post in PAYING)
        authority.allow(approving.PAY_OUT, lambda person, _thing: person.post in PAYING)
        authority.allow(approving.APPROVE, approves)
        authority.allow("pay.correct", lambda person, _thing: person.post in PAYING)
        authority.allow("pay.move", lambda person, _unit: person.post == "head")
        authority.allow("pay.files", lambda person, _thing: person.post in PAYING | {"auditor"})
        authority.allow(parts.ASK, of(DECIDING))
        authority.allow(parts.DECIDE, of(DECIDING))
        authority.allow(cases.PROPOSE, of(PROPOSING))
        authority.allow(cases.ASK, of(PROPOSING))
        authority.allow(cases.DECIDE, of(DECIDING))
        registry.register_parameters(*parameters.ALL)
        registry.register_kind(approving.RUN_KIND)
        registry.register_kind(parts.PARTS_KIND)
        registry.register_kind(cases.CASE_KIND)
        registry.register_tasks("pay", tasks.tasks_of)
        registry.register_dossier("pay", dossier.dossier_parts, of=registry.OF_PERSON)
