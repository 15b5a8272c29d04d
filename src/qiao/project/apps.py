"""Composition as a Django app, so that its templates, static files and words are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The storey above all others."""

    name = "qiao.project"
    label = "project"

    def ready(self) -> None:
        """Say who may do what here."""
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are

        authority.allow("access.own", lambda _person, _thing: True)  # one's own password and keys, whatever the post
