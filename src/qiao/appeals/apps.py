"""Appeals, as a Django app."""

from typing import Any

from django.apps import AppConfig

FILING = frozenset({"rm", "lead", "head", "desk"})
SEEING = FILING | {"hr", "auditor"}


class AppealsConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.appeals"
    label = "appeals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and what can be appealed."""
        from qiao.appeals.actions import correcting, deciding, filing, paying, releasing  # noqa: PLC0415  its models are there once all apps are
        from qiao.appeals.queries import appeals, duties, slip_source  # noqa: PLC0415  the same
        from qiao.appeals.queries.sources import register  # noqa: PLC0415  the same
        from qiao.appeals.rules import parameters  # noqa: PLC0415  with the others
        from qiao.ground import authority, clock  # noqa: PLC0415  the same
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same

        def decides(person: User, number: Any) -> bool:
            appeal = appeals.appeal_of(int(number))
            return appeal is not None and appeals.decides(person, appeal, on=clock.today())

        authority.allow("appeals.see", lambda person, _thing: person.post in SEEING)
        authority.allow(filing.FILE, lambda person, _thing: person.post in FILING and person.staff_id != "")
        authority.allow(deciding.DECIDE, decides)
        authority.allow(correcting.CORRECT, correcting.may_correct)
        authority.allow(correcting.AGREE, correcting.may_correct)
        authority.allow(correcting.LINK, lambda person, _thing: person.post == "hr")
        authority.decides(deciding.DECIDE, correcting.CORRECT, correcting.LINK)
        registry.register_parameters(*parameters.ALL)
        registry.register_kind(correcting.CORRECTION_KIND)
        registry.register_tasks("appeals", duties.duties_of)
        for source in (
            *(slip_source.SLIP_SOURCE, slip_source.DELTA_SOURCE, releasing.HOLD_SOURCE),
            *(paying.STATEMENT_SOURCE, paying.RECOVERY_SOURCE),
        ):
            register(source)
