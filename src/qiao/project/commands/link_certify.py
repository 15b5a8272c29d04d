"""`qiao link certify`: the bank's authority and server, an enterprise's request, the bank's signing of it."""

import argparse
import os
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.directlink.actions import certifying
from qiao.ground import clock, home
from qiao.project.printing import say

FOLDER = "link"
TRIAL_DAYS = 30


def run(called: argparse.Namespace) -> int:
    """Dispatch."""
    match called.step:
        case "authority":
            _say(
                certifying.lay_authority(
                    _folder(), name=called.name, days=called.days, at=clock.now(), anew=called.anew
                )
            )
            say(_("Its key lets anybody in: keep it apart. The certificate is handed to every enterprise."))
        case "server":
            _say(
                certifying.lay_server(_folder(), hosts=called.hosts, days=called.days, at=clock.now(), anew=called.anew)
            )
        case "request":
            _request(called)
        case _:
            out = Path(called.out) if called.out else None
            request, at = Path(called.request), clock.now()
            _say(certifying.lay_signed(_folder(), request=request, out=out, days=called.days, at=at, anew=called.anew))
    return 0


def _request(called: argparse.Namespace) -> None:
    folder, passphrase = Path(called.out), os.environ.get("QIAO_LINK_PASSPHRASE", "")
    if called.self_signed:
        _say(
            certifying.lay_self_signed(
                folder,
                name=called.name,
                kind=called.kind,
                passphrase=passphrase,
                days=TRIAL_DAYS,
                at=clock.now(),
                anew=called.anew,
            )
        )
        return
    key, request = certifying.lay_request(
        folder, name=called.name, kind=called.kind, passphrase=passphrase, anew=called.anew
    )
    say(_("The key %(key)s stays here; hand the request %(request)s to the bank."), key=str(key), request=str(request))


def _folder() -> Path:
    return home.home() / FOLDER


def _say(laid: certifying.Laid) -> None:
    say(
        _("%(file)s holds until %(day)s; its fingerprint is %(fingerprint)s"),
        file=str(laid.place),
        day=laid.until.date().isoformat(),
        fingerprint=laid.fingerprint,
    )
