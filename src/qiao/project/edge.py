"""The edge of a command: Django started, the database migrated, the terminal's language chosen, the job dispatched."""

import argparse
import errno
import importlib
import os
import sqlite3

import django
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation

from qiao.ground import home
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WITHOUT_DATABASE = frozenset({"schema", "map"})
DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def run(called: argparse.Namespace) -> int:
    """Run the command that was called; its module has a function of the command's name."""
    django.setup()
    with translation.override(terminal_language()):
        try:
            if called.command not in WITHOUT_DATABASE:
                migrate()
            module = importlib.import_module(f"qiao.project.commands.{called.command}_command")
            return int(module.run(called))
        except (OperationalError, DatabaseError) as error:
            raise _database_refusal(error) from error
        except OSError as error:
            if error.errno in DISK_FULL:
                raise disk_full() from error
            raise


def terminal_language() -> str:
    """Chinese where the terminal is Chinese or QIAO_LANG says so, else English."""
    wish = os.environ.get("QIAO_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh-hans" if wish.lower().startswith("zh") else "en"


def migrate() -> None:
    """Make or renew the database's tables where they are missing or older than the program."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with home.locked(_("migrate")):
            call_command("migrate", interactive=False, verbosity=0)


def disk_full() -> Refusal:
    """What a full disk means for the person at the terminal."""
    return Refusal(
        "disk.full",
        _("The disk that holds %(folder)s is full; nothing was changed. Make room or set another QIAO_HOME."),
        folder=str(home.home()),
    )


def _database_refusal(error: Exception) -> Refusal:
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError) and "full" in str(cause):
        return disk_full()
    return Refusal(
        "database.failed",
        _("The database did not answer (%(cause)s); nothing was changed. Check DATABASE_URL and the server."),
        cause=str(error).splitlines()[0] if str(error) else type(error).__name__,
    )
