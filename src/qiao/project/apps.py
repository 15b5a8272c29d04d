"""Composition as a Django app, so that its templates, static files and words are found."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The storey above all others."""

    name = "qiao.project"
    label = "project"
