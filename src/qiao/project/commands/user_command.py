"""`qiao user`: makes the first administrator and other log-ins, sets passwords, lifts locks, lists them."""

import argparse
import getpass
import sys

from django.utils.translation import gettext as _

from qiao.project import logins, terminal
from qiao.project.access import actions as access
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Dispatch."""
    if called.action == "list":
        table([_("log-in"), _("post"), _("person"), _("active")], logins.listed())
    elif called.action == "add":
        user = logins.add(
            called.name, post=called.post, staff_id=called.staff, password=_password(), actor=terminal.person()
        )
        say(_("Log-in %(name)s was made with the post %(post)s."), name=user.username, post=user.post)
    elif called.action == "unlock":
        count = access.unlock(called.name, actor=terminal.person())
        say(
            _("The lock of %(name)s was lifted; addresses counted against it: %(count)s."),
            name=called.name,
            count=count,
        )
    elif called.action == "drop-factors":
        count = access.drop_factors(called.name, actor=terminal.person())
        say(_("Second factors taken away from %(name)s: %(count)s."), name=called.name, count=count)
    else:
        logins.set_password(called.name, password=_password(), actor=terminal.person())
        say(_("The password of %(name)s was set."), name=called.name)
    return 0


def _password() -> str:
    if sys.stdin.isatty():
        return getpass.getpass(_("Password: "))
    return sys.stdin.readline().rstrip("\n")
