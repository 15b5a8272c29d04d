"""Composition as a Django app, so that its templates, static files and words are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The storey above all others."""

    name = "qiao.project"
    label = "project"

    def ready(self) -> None:
        """Say who may do what here, and whose book it is, for the first row of every list that is taken away."""
        from qiao.book import queries as book  # noqa: PLC0415  its models are there once all apps are
        from qiao.ground import authority, exports  # noqa: PLC0415  the same
        from qiao.office import registry  # noqa: PLC0415  the same
        from qiao.project.demo.stories import BANK_NAME  # noqa: PLC0415  the same
        from qiao.project.rights import posts  # noqa: PLC0415  the same

        authority.allow("access.own", lambda _person, _thing: True)  # one's own password and keys, whatever the post

        def origin() -> exports.Origin:
            bank = book.bank_name()
            return exports.Origin(bank or "", made_up=bank == BANK_NAME)

        exports.sources.origin = origin
        authority.allow("rights.logins", lambda person, _thing: person.post in {"admin", "auditor"})
        authority.allow("rights.manage", lambda person, _thing: person.post == "admin")
        authority.allow("rights.decide", lambda person, _thing: person.post in {"admin", "head"})
        registry.register_kind(posts.POST_KIND)
