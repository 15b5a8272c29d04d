"""Who serves whom, as a Django app."""

from typing import Any

from django.apps import AppConfig

ASKING = frozenset({"rm", "lead", "head"})
SEEING = frozenset({"rm", "lead", "head", "auditor"})
CLAIMING = frozenset({"rm", "lead"})
SUPERVISING = frozenset({"lead", "head"})
BALANCING, DECIDING = frozenset({"lead", "head"}), frozenset({"head"})


class PortfolioConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.portfolio"
    label = "portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name its figures; say who may ask, who supervises and who balances: of customers and units in sight."""
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.ground import authority, clock  # noqa: PLC0415  its models are there once all apps are
        from qiao.ground.models import User  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.portfolio.actions import (  # noqa: PLC0415  the same
            balancing,
            changing,
            claiming,
            deciding,
            handing,
            requesting,
            shading,
        )
        from qiao.portfolio.queries import nearness  # noqa: PLC0415  the same
        from qiao.portfolio.queries import serving as queries  # noqa: PLC0415  the same
        from qiao.portfolio.queries.sources import sources  # noqa: PLC0415  the same
        from qiao.portfolio.rules import parameters  # noqa: PLC0415  with the others
        from qiao.portfolio.rules.indicators import ALL  # noqa: PLC0415  once all apps are there
        from qiao.profile.queries.record import size_of  # noqa: PLC0415  the same

        def asks(person: User, party_id: Any) -> bool:
            return person.post in ASKING and queries.serves_or_sees(person, str(party_id), on=clock.today())

        def supervises(person: User, party_id: Any) -> bool:
            return person.post in SUPERVISING and queries.serves_or_sees(person, str(party_id), on=clock.today())

        def within(person: User, unit: Any) -> bool:
            scope = authority.scope_of(person, on=clock.today())
            return unit is None or scope.everything or unit in scope.org_ids

        def claims(person: User, subject: Any) -> bool:
            return person.post in CLAIMING and queries.may_claim(person, queries.party_of_claim(str(subject)))

        def of_claim(rule: Any) -> Any:
            return lambda person, subject: rule(person, queries.party_of_claim(str(subject)))

        sources.size = lambda party_id: size_of(party_id, day=clock.today())
        indicators.register(*ALL)
        authority.allow("portfolio.ask", asks)
        authority.allow("portfolio.supervise", supervises)
        authority.allow("portfolio.claim", claims)
        authority.allow("portfolio.claims", lambda person, _thing: person.post in SEEING)
        authority.allow("portfolio.conflicts", lambda person, _thing: person.post in {*SUPERVISING, "auditor"})
        authority.allow("portfolio.see_conflict", supervises)
        authority.allow("portfolio.see_conflict", lambda person, _thing: person.post == "auditor")
        authority.allow("portfolio.ask_memo", of_claim(asks))
        authority.allow("portfolio.decide_claim", of_claim(supervises))
        registry.register_parameters(*parameters.KNOWN)
        for kind in (changing.CHANGE_KIND, claiming.CLAIM_KIND, deciding.CONFLICT_KIND, shading.SHADOW_KIND):
            registry.register_kind(kind)
        registry.register_kind(handing.HAND_OVER_KIND)
        registry.register_kind(balancing.BALANCE_KIND)
        balancing.handing.over = requesting.ask_for_all
        for kind in (changing.CHANGE_KIND, handing.HAND_OVER_KIND):
            registry.register_near(kind.name, nearness.near)
        registry.register_near(claiming.CLAIM_KIND.name, nearness.near_claims)
        registry.register_tasks("hand_overs", queries.hand_over_tasks)
        authority.allow("portfolio.introduce", lambda person, made: person.staff_id in {made.taker, made.supervisor})
        authority.allow("portfolio.balance", lambda person, unit: person.post in BALANCING and within(person, unit))
        authority.allow(
            "portfolio.balance_decide", lambda person, unit: person.post in DECIDING and within(person, unit)
        )
