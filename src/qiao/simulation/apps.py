"""Simulations, loopholes and estimates as a Django app."""

from django.apps import AppConfig

SIMULATING = frozenset({"hr", "head"})
READING = SIMULATING | {"auditor"}
ESTIMATING = frozenset({"rm", "lead"})


class SimulationConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.simulation"
    label = "simulation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.simulation.rules.loopholes import terms  # noqa: PLC0415  with the others

        authority.allow("simulation.see", lambda person, _thing: person.post in READING)
        authority.allow("simulation.run", lambda person, _thing: person.post in SIMULATING)
        authority.allow("simulation.loopholes", lambda person, _thing: person.post in READING)
        authority.allow(
            "simulation.estimate", lambda person, _thing: person.post in ESTIMATING and bool(person.staff_id)
        )
        registry.register_parameters(*terms.ALL)
