"""`qiao token`: keys of programs: lists them, ends one, makes one for a log-in."""

import argparse

from django.utils.translation import gettext as _

from qiao.ground import clock, tokens
from qiao.ground.models import ApiToken
from qiao.project import logins, terminal
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Dispatch."""
    if called.action == "list":
        heads = [_("no."), _("log-in"), _("name"), _("it may read"), _("last day"), _("last used"), _("state")]
        table(heads, [_row(one) for one in tokens.every_token(called.login)])
    elif called.action == "revoke":
        token = tokens.revoke_any(called.number, actor=terminal.person())
        say(_("Token %(name)s of %(login)s was revoked."), name=token.name, login=token.user.username)
    else:
        holder, by = logins.known(called.login), terminal.person()
        say(tokens.make(holder, name=called.name, scopes=called.scope, days=called.days, actor=by))
    return 0


def _row(one: ApiToken) -> list[object]:
    used = one.used_on.isoformat() if one.used_on else "-"
    over = one.expires_on < clock.today()
    state = _("revoked") if one.revoked_at else _("over") if over else _("good")
    return [one.pk, one.user.username, one.name, " ".join(one.scopes), one.expires_on.isoformat(), used, state]
