"""Questions as a Django app."""

from django.apps import AppConfig

from qiao.ground.words import gettext_noop as _

ASKING = frozenset({"rm", "lead", "head", "desk", "hr", "auditor"})
QUESTIONS = _("Questions")


class QuestionsConfig(AppConfig):
    """One capability, one app."""

    name = "qiao.questions"
    label = "questions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say who may do what here, and that every indicator made of parts can be asked for."""
        from qiao.engine import indicators  # noqa: PLC0415  with the others
        from qiao.ground import authority  # noqa: PLC0415  its models are there once all apps are
        from qiao.office.registry import register_parameters  # noqa: PLC0415  the same
        from qiao.questions.rules.sight import FILE_DAYS  # noqa: PLC0415  with the others

        register_parameters(FILE_DAYS)
        codes = [one.code for one in indicators.indicators() if not one.by_rule]
        indicators.shows(QUESTIONS, *codes, address="questions")
        authority.allow("questions.ask", lambda person, _thing: person.post in ASKING)
        authority.allow("questions.indicators", lambda person, _thing: person.post in authority.POSTS)
