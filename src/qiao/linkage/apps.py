"""One customer, once, as a Django app: who sees, decides and asks, and what the office carries out."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig

SEEING = frozenset({"lead", "head", "desk", "auditor"})
DECIDING = frozenset({"lead", "head", "desk"})  # who says "not the same" and asks for a merge
SECOND = frozenset({"head", "desk"})  # who decides as the second person


class LinkageConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.linkage"
    label = "linkage"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here; a pair is open only to who sees both customers."""
        from qiao.ground import authority, events  # noqa: PLC0415  its models are there once all apps are
        from qiao.linkage.actions import merging  # noqa: PLC0415  the same
        from qiao.linkage.queries import pairs, sources  # noqa: PLC0415  the same
        from qiao.linkage.rules import known  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same

        def named(thing: Any) -> Sequence[str]:
            return pairs.named_by(thing) if isinstance(thing, str) else thing

        def rule(posts: frozenset[str]) -> authority.Rule:
            return lambda person, thing: person.post in posts and (thing is None or sources.sees(person, named(thing)))

        authority.allow("linkage.see", rule(SEEING))
        authority.allow("linkage.decide", rule(DECIDING))
        authority.allow("linkage.merge_ask", rule(DECIDING))
        authority.allow("linkage.merge_decide", rule(SECOND))
        events.listen(events.ALIASES, merging.part)
        registry.register_parameters(*known.KNOWN)
        registry.register_kind(merging.MERGE_KIND)
        registry.register_kind(merging.SPLIT_KIND)
