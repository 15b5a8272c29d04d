"""The edge of a command: Django started, the database migrated, the terminal's language chosen, the job dispatched."""

import argparse
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext

from qiao.ground import home, saying
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import faults, printing

WITHOUT_DATABASE = frozenset(
    {"schema", "map", "link agent", "link certify", "link profiles", "link samples", "link sign"}
)


def run(called: argparse.Namespace) -> int:
    """Run the command that was called; its module has a function of the command's name."""
    check_names(called)
    faults.check_environment()
    django.setup()
    with translation.override(terminal_language()):
        try:
            if not {called.command, f"{called.command} {getattr(called, 'action', None)}"} & WITHOUT_DATABASE:
                migrate()
            module = importlib.import_module(f"qiao.project.commands.{called.command}_command")
            status = int(module.run(called))
            printing.finish()
        except Exception as error:
            if faults.is_interrupt(error):
                raise KeyboardInterrupt from error
            refusal = faults.refusal_of(error)
            if refusal is None:
                raise
            raise refusal from error
    return status


def check_names(called: argparse.Namespace) -> None:
    """Refuse a name that is no text: databases and engines take UTF-8 only."""
    for value in (*vars(called).values(), os.environ.get("QIAO_HOME")):
        if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Refusal(
                "name.unreadable",
                _("The name %(name)s is not in UTF-8; give the file or folder another name."),
                name=ascii(value),
            )


def said(refusal: Refusal) -> str:
    """A refusal in the terminal's language."""
    with translation.override(terminal_language()):
        return saying.say(refusal)


def terminal_language() -> str:
    """Chinese where the terminal is Chinese or QIAO_LANG says so, else English."""
    wish = os.environ.get("QIAO_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if wish.lower().startswith("zh") else "en"


def migrate() -> None:
    """Make or renew the database's tables where they are missing or older than the program."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with home.locked(gettext("the renewal of the database's tables")), _one_transaction():
            call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _one_transaction() -> Iterator[None]:
    """All tables or none: a migration may be noted as done only after its commit, and a kill may come between."""
    connection.disable_constraint_checking()  # SQLite listens to this outside of a transaction only
    try:
        with transaction.atomic():
            yield
    finally:
        connection.enable_constraint_checking()
