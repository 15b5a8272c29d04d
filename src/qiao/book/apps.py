"""The book of daily facts as a Django app."""

from typing import Any

from django.apps import AppConfig

LOADING = frozenset({"admin", "auditor"})  # and whoever at the head office sees everything, human resources aside
PAPERLESS = frozenset({"admin", "hr"})  # a value of a row set aside may name a customer


class BookConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.book"
    label = "book"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority, clock  # noqa: PLC0415  its models are there once all apps are

        def sees_bank(person: Any) -> bool:
            return person.post not in PAPERLESS and authority.scope_of(person, on=clock.today()).everything

        authority.allow("book.loads", lambda person, _thing: person.post in LOADING or sees_bank(person))
        authority.allow("book.values", lambda person, _thing: sees_bank(person))
