"""Reviews, as a Django app."""

from typing import Any

from django.apps import AppConfig

OPENING, CALIBRATING = frozenset({"hr"}), frozenset({"head", "hr"})
RATING = frozenset({"rm", "lead", "head", "desk", "hr", "trainer"})


class ReviewsConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.reviews"
    label = "reviews"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.people.actions.quota import leads  # noqa: PLC0415  the same
        from qiao.reviews.actions import rounds  # noqa: PLC0415  the same
        from qiao.reviews.queries import duties  # noqa: PLC0415  the same
        from qiao.reviews.queries.rounds import READING  # noqa: PLC0415  the same
        from qiao.reviews.rules import parameters  # noqa: PLC0415  with the others

        def calibrates(person: User, whose: Any) -> bool:
            return person.post in CALIBRATING and person.staff_id != str(whose) and leads(person, str(whose))

        authority.allow("reviews.see", lambda person, _thing: person.post in READING | RATING)
        authority.allow("reviews.rounds", lambda person, _thing: person.post in READING)
        authority.allow(rounds.OPEN, lambda person, _unit: person.post in OPENING)
        authority.allow(rounds.CALIBRATE, calibrates)
        authority.decides(rounds.CALIBRATE)
        registry.register_parameters(*parameters.ALL)
        registry.register_tasks("reviews", duties.duties_of)
