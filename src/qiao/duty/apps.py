"""Rotation, forced leave and exit, as a Django app."""

from typing import Any

from django.apps import AppConfig

SEEING = frozenset({"lead", "head", "hr", "auditor"})
OWN = frozenset({"rm", "desk", "trainer"})  # who reads the own rotation and leave, and nobody else's
TELLING = frozenset({"head", "hr"})  # who tells rotations and opens exits
ASKING = frozenset({"lead", "head", "hr"})  # who asks for a leave
DECIDING = frozenset({"head", "hr"})
CHECKING = frozenset({"lead", "head", "auditor"})  # who looks at the work of somebody on forced leave
DRAWING, READING_DRAWS = frozenset({"hr"}), frozenset({"hr", "auditor"})
SIGNING = frozenset({"lead", "head", "desk", "hr", "auditor"})


class DutyConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.duty"
    label = "duty"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and to whom the house is closed."""
        from qiao.duty.actions import drawing, exiting, leaving, rotating, standing_in  # noqa: PLC0415  its models are there once all apps are
        from qiao.duty.queries import dossier, duties, exits, leaves  # noqa: PLC0415  the same
        from qiao.duty.rules import parameters  # noqa: PLC0415  with the others
        from qiao.ground import authority, clock, events  # noqa: PLC0415  the same
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.people.actions.quota import leads  # noqa: PLC0415  the same
        from qiao.people.queries.sources import sources as of_people  # noqa: PLC0415  the same
        from qiao.portfolio.queries.sources import sources  # noqa: PLC0415  the same

        def of(posts: frozenset[str]) -> authority.Rule:
            return lambda person, whose: person.post in posts and leads(person, str(whose))

        def looks_at(person: User, leave: Any) -> bool:
            return person.post in CHECKING and person.staff_id != leave.deputy and leads(person, leave.staff_id)

        authority.allow("duty.see", lambda person, _thing: person.post in SEEING)
        authority.allow("duty.own", lambda person, _thing: bool(person.staff_id) and person.post in OWN)
        authority.allow("duty.see_draws", lambda person, _thing: person.post in READING_DRAWS)
        authority.allow("duty.draw", lambda person, _unit: person.post in DRAWING)
        authority.allow(drawing.DECIDE_BACK, lambda person, _draw: person.post in READING_DRAWS)
        authority.allow(rotating.TELL, of(TELLING))
        authority.allow(leaving.ASK, of(ASKING))
        authority.allow(leaving.DECIDE, of(DECIDING))
        authority.allow(leaving.CHECK, looks_at)
        authority.allow(exiting.OPEN, of(TELLING))
        authority.allow(exiting.SIGN, of(SIGNING))
        authority.decides(leaving.CHECK, exiting.SIGN, drawing.DRAW)
        authority.close(lambda person: leaves.closed_to(person, clock.today()))
        events.listen(events.SHARES, standing_in.follow)
        sources.exits = exits.exit_days
        of_people.leaves = exits.leaves_on
        before = sources.bars
        sources.bars = lambda staff_id, party_id, day: (
            *before(staff_id, party_id, day),
            *leaves.bars_of(staff_id, on=day),
        )
        registry.register_parameters(*parameters.ALL)
        registry.register_kind(leaving.LEAVE_KIND)
        registry.register_kind(drawing.DRAW_BACK_KIND)
        registry.register_tasks("duty", duties.duties_of)
        registry.register_dossier("duty", dossier.dossier_parts, of=registry.OF_PERSON)
