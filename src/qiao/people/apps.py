"""Org units, people and the institution of their post as a Django app."""

from django.apps import AppConfig

SEEING = frozenset({"lead", "head", "desk", "hr", "auditor"})  # those who see more people than themselves
STEWARDS = frozenset({"hr", "head"})  # who asks for another ladder or matrix, and decides another's wish
ASKING = frozenset({"lead", "head", "hr"})  # who asks for a budget beyond a quota


class PeopleConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority, clock  # noqa: PLC0415  its models are there once all apps are
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.people.actions import appointing, changing, ladders, quota  # noqa: PLC0415  the same
        from qiao.people.queries.duties import duties_of  # noqa: PLC0415  the same
        from qiao.people.queries.standing import withheld_from  # noqa: PLC0415  the same
        from qiao.people.rules import parameters  # noqa: PLC0415  with the others

        authority.withhold(lambda person: withheld_from(person, on=clock.today()))
        authority.allow("people.see", lambda person, _thing: person.post in SEEING)
        authority.allow("people.see_ladders", lambda person, _thing: person.post in authority.POSTS)
        authority.allow("people.certificates", lambda person, _thing: person.post == "hr")
        authority.allow("people.ladders", lambda person, _thing: person.post in STEWARDS)
        authority.allow("people.see_openings", lambda person, _thing: person.post in authority.POSTS)
        authority.allow("people.see_entry", lambda person, _thing: person.post in {"hr", "head", "lead", "auditor"})
        authority.allow("people.own_career", lambda person, _thing: bool(person.staff_id) and person.post == "rm")
        authority.allow("people.entry", lambda person, _thing: person.post == "hr")
        authority.allow("people.appoint", lambda person, _thing: person.post in STEWARDS)
        authority.allow("people.panel", lambda person, opening: person.username in getattr(opening, "panel", ()))
        authority.allow("people.quota_ask", lambda person, asked: person.post in ASKING and quota.sees(person, asked))
        authority.allow(
            "people.quota_decide", lambda person, asked: person.post in STEWARDS and quota.sees(person, asked)
        )
        registry.register_parameters(*parameters.ALL)
        registry.register_kind(appointing.APPOINTMENT_KIND)
        authority.allow(
            "people.career", lambda person, whose: person.post in ASKING and quota.leads(person, str(whose))
        )
        authority.allow(
            "people.career_decide", lambda person, whose: person.post in STEWARDS and quota.leads(person, str(whose))
        )
        registry.register_kind(changing.CAREER_KIND)
        registry.register_kind(quota.QUOTA_KIND)
        registry.register_tasks("people", duties_of)
        registry.register_kind(ladders.LADDER_KIND)
        registry.register_kind(ladders.MATRIX_KIND)
