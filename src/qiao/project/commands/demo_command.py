"""`qiao demo`: a complete made-up bank in the browser by one command."""

import argparse

from django.utils.translation import gettext as _

from qiao.ground import clock
from qiao.ground.saying import fill
from qiao.project import demonstration, serving
from qiao.project.demo.facts import DEMO_PASSWORD
from qiao.project.printing import say, table


def run(called: argparse.Namespace) -> int:
    """Prepare, print the address and the log-ins, serve."""
    if not called.no_serve:
        serving.free_or_refused(called.host, called.port)
    begun = clock.ticks()
    facts = demonstration.prepare(
        lambda step: say("%(at)6.1f s  %(step)s", at=clock.ticks() - begun, step=step),
        customers=called.customers,
        months=called.months,
    )
    ready = _("%(bank)s is ready after %(seconds).1f s. Everything in it is made up.")
    say(ready, bank=facts.bank, seconds=clock.ticks() - begun)
    rows = [[login.staff_id, DEMO_PASSWORD, login.post, fill(login.words, {})] for login in facts.logins]
    table([_("log-in"), _("password"), _("post"), _("what there is to see")], rows)
    if not called.no_serve:
        serving.serve_anew(called.host, called.port)
    return 0
