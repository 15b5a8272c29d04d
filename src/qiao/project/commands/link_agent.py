"""`qiao link agent`: the front-end agent of an enterprise."""

import argparse
import logging
import threading
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from qiao.directlink.api.agent import Agent
from qiao.directlink.rules.signature import Effect
from qiao.project.printing import finish, say


def run(called: argparse.Namespace) -> int:
    """Try the way, or serve until stopped."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    agent = Agent(Path(called.config))
    if agent.is_over_soon:
        until = agent.operator.certificate.until.date().isoformat()
        say(_("The certificate is over on %(day)s; ask the bank for another one in time."), day=until)
    if called.check:
        agent.check()
        say(_("Key, certificate and the way to the bank are good."))
        return 0

    def tell(host: str, port: int) -> None:
        signs = agent.settings.effect == Effect.SIGN
        say(_("The agent takes messages on http://%(host)s:%(port)s (stop with Ctrl-C)"), host=host, port=port)
        say(
            _("Instructions are signed: they take effect at once.")
            if signs
            else _("Instructions are lodged: they wait until they are signed on the bank's pages.")
        )
        if agent.settings.log_file:
            say(_("Messages are written to %(file)s, without passwords."), file=str(agent.settings.log_file))
        finish()
        language = translation.get_language()
        threading.Thread(target=_tell_hindrance, args=(agent, language), daemon=True).start()

    agent.serve(tell=tell)
    return 0


def _tell_hindrance(agent: Agent, language: str) -> None:
    """Say what the bank has against the certificate; beside the serving, for a bank that is away takes its time."""
    words = agent.hindrance()
    if words:
        with translation.override(language):  # which belongs to a thread
            say(_(words), fingerprint=agent.operator.certificate.fingerprint)
        finish()
