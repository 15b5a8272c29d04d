"""`qiao targets`: set people's targets from a sheet."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _

from qiao.appraisal.actions.targets import set_targets
from qiao.ground import clock
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say


def run(called: argparse.Namespace) -> int:
    """Set them and say how many changed."""
    lines, changed = set_targets(
        content_of(Path(called.file)), file=called.file, on=clock.today(), asker=None, actor=terminal.person()
    )
    say(_("%(lines)s targets were read; %(changed)s were set or changed."), lines=lines, changed=changed)
    return 0
