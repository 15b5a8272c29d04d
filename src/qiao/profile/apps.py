"""What is known of customers as a Django app."""

from typing import Any

from django.apps import AppConfig

from qiao.profile.rules.items import Item

SEEING = frozenset({"rm", "lead", "head", "desk", "auditor"})
HIGHER = {"rm": frozenset({"rm", "lead", "head"}), "desk": frozenset({"desk", "lead", "head"})}
"""Who may keep an item in the place of its owner."""
SHEETS = frozenset({"desk", "head"})
STEWARDS = frozenset({"desk", "head"})
"""Who asks for another definition of an item, and decides another's wish; also who keeps what industries need."""


def _keepers(item: Any) -> frozenset[str]:
    return HIGHER.get(item.owner, frozenset({item.owner})) if isinstance(item, Item) else frozenset()


class ProfileConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.profile.actions import stewarding  # noqa: PLC0415  the same
        from qiao.profile.queries import dossier  # noqa: PLC0415  the same

        authority.allow("profile.see", lambda person, _thing: person.post in SEEING)
        authority.allow("profile.write", lambda person, item: person.post in _keepers(item))
        authority.allow("profile.steward", lambda person, _thing: person.post in STEWARDS)
        authority.allow("profile.sheets", lambda person, _thing: person.post in SHEETS)
        registry.register_kind(stewarding.ITEM_KIND)
        registry.register_dossier("known", dossier.dossier_parts)
