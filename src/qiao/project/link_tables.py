"""How `qiao link banks`, `fees` and `watch` take a table in: every trouble told by its line, all of it or nothing."""

from pathlib import Path

from django.utils.translation import gettext

from qiao.directlink.actions import importing
from qiao.ground import clock
from qiao.ground.saying import fill
from qiao.ground.words import gettext_noop as _
from qiao.project import terminal
from qiao.project.files import content_of
from qiao.project.printing import say, table

TAKEN = _("Rows of %(table)s taken in: %(rows)s, new among them: %(fresh)s.")


def take_in(kind: str, name: str) -> int:
    """Take a file in; a file with troubles is refused after they were told."""
    file = Path(name)
    content = content_of(file, most=importing.BYTES_MOST)
    troubles = importing.troubles_in(kind, content, file=file.name)
    if troubles:
        rows = [[one.line, fill(one.words, dict(one.facts))] for one in troubles]
        table([gettext("line"), gettext("reason")], rows)
    taken = importing.take_in(kind, content, file=file.name, at=clock.now(), actor=terminal.person())
    say(gettext(TAKEN), rows=taken.rows, fresh=taken.fresh, table=gettext(importing.TABLE_WORDS[kind]))
    return 0
