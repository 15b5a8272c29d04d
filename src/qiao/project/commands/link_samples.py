"""`qiao link samples`: a request of every interface of FOX and its answer, for the maker of an enterprise's system."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import get_language, gettext

from qiao.directlink.api import samples
from qiao.directlink.api.samples import Sample
from qiao.directlink.queries.fox_words import fox_words
from qiao.directlink.rules.fox import interfaces
from qiao.directlink.rules.fox.layout import laid_out
from qiao.directlink.rules.fox.reference import Shown, reference
from qiao.ground import clock, home
from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _
from qiao.project import edge
from qiao.project.printing import say
from qiao.project.simulated_bank import simulated_bank

BEGIN, END = "<!-- samples: from here", "<!-- samples: to here"
"""A page's marks; the line of the first one may say more, as the command that renews what is between them."""
KEYS = "keys"


def run(called: argparse.Namespace) -> int:
    """Print, or write, what was asked for."""
    with simulated_bank():
        _print(called, on=called.day or clock.today())
    return 0


def _print(called: argparse.Namespace, *, on: date) -> None:
    name = str(called.name or "").upper()
    if name and name not in interfaces.ALL:
        known = ", ".join(interfaces.ALL)
        raise Refusal(
            "samples.unknown", _("There is no interface %(name)s; known: %(names)s."), name=name[:40], names=known
        )
    if called.out or called.page or called.answer:
        _of_the_bank(called, name, on=on)
    elif name:
        sys.stdout.buffer.write(_sent(samples.request_of(name, on=on)))
    else:
        _list()


def _sent(message: bytes) -> bytes:
    """A message as it is shown and may be sent."""
    return laid_out(message).encode("gbk")


def _list() -> None:
    words = fox_words()
    chinese = (get_language() or "").startswith("zh")
    for name in interfaces.ALL:
        called = words.interfaces[name]
        say("%(name)s %(words)s", name=f"{name:<20}", words=called.zh if chinese else called.en)


def _of_the_bank(called: argparse.Namespace, name: str, *, on: date) -> None:
    """What needs the simulated bank's answers: all samples are asked, since some are about earlier ones."""
    edge.migrate()
    found = list(samples.answered(on=on, keys=home.home() / KEYS))
    if called.page:
        _renew(Path(called.page), found)
    elif called.out:
        _write(Path(called.out), [one for one in found if name in {"", one.name}])
    else:
        for one in found:
            if name in {"", one.name}:
                sys.stdout.buffer.write(_sent(one.answer))


def _write(folder: Path, found: Sequence[Sample]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in found:
            (folder / f"{one.name}.request.xml").write_bytes(_sent(one.request))
            (folder / f"{one.name}.answer.xml").write_bytes(_sent(one.answer))
    except OSError as error:
        raise Refusal(
            "samples.folder",
            _("%(folder)s cannot be written to (%(cause)s)."),
            folder=str(folder),
            cause=error.strerror,
        ) from error
    say(gettext("%(count)s requests with their answers are in %(folder)s."), count=len(found), folder=str(folder))


def _renew(page: Path, found: Sequence[Sample]) -> None:
    """Put the reference between the marks of a page in Markdown."""
    try:
        before, first, rest = page.read_text("utf-8").partition(BEGIN)
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(
            "samples.page", _("%(file)s cannot be read (%(cause)s)."), file=str(page), cause=type(error).__name__
        ) from error
    line, last, after = rest.partition(END)
    if not first or not last:
        raise Refusal("samples.marks", _("%(file)s has no marks for the samples."), file=str(page))
    shown = {one.name: Shown(laid_out(one.request), laid_out(one.answer)) for one in found}
    made = reference(fox_words(), shown)
    head = line.partition("\n")[0]
    _keep(page, f"{before}{first}{head}\n\n{made}\n{last}{after}")
    say(gettext("The samples in %(file)s are those of today's definitions."), file=str(page))


def _keep(page: Path, text: str) -> None:
    try:
        page.write_text(text, "utf-8")
    except OSError as error:
        raise Refusal(
            "samples.page_kept",
            _("%(file)s cannot be written (%(cause)s)."),
            file=str(page),
            cause=error.strerror or type(error).__name__,
        ) from error
