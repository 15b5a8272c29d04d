"""Composition as an app of the direct link's own process."""

from django.apps import AppConfig


class LinkProjectConfig(AppConfig):
    """The storey above the few apps that the link's process has."""

    name = "qiao.project"
    label = "project"

    def ready(self) -> None:
        """Say whose book it is, for receipts and for the first row of every list that is taken away."""
        from qiao.ground import exports  # noqa: PLC0415  its models are there once all apps are
        from qiao.project import settings as house  # noqa: PLC0415  the same
        from qiao.project.demo.stories import BANK_NAME  # noqa: PLC0415  the same

        exports.sources.origin = lambda: exports.Origin(house.LINK_BANK, made_up=house.LINK_BANK == BANK_NAME)
