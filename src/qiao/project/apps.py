"""Composition as a Django app, so that its templates, static files and words are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The storey above all others."""

    name = "qiao.project"
    label = "project"

    def ready(self) -> None:
        """Say whose book it is, for the first row of every list that is taken away."""
        from qiao.book import queries as book  # noqa: PLC0415  its models are there once all apps are
        from qiao.ground import exports  # noqa: PLC0415  the same
        from qiao.project.demo.stories import BANK_NAME  # noqa: PLC0415  the same

        def origin() -> exports.Origin:
            bank = book.bank_name()
            return exports.Origin(bank or "", made_up=bank == BANK_NAME)

        exports.sources.origin = origin
