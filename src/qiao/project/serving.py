"""Serving the web application with granian."""

import logging
import os
import socket
import sys
from typing import NoReturn

from django.db import connections
from django.utils.translation import gettext
from granian import Granian
from granian.constants import Interfaces

from qiao.ground.refusals import Refusal
from qiao.ground.words import gettext_noop as _

WORKERS_USUAL, WORKERS_MOST = 4, 64
BLOCKING_THREADS = 4  # pages wait for the disk more than for the processor


def workers() -> int:
    """Processes that answer: QIAO_WORKERS, else one a core, at most four; Python answers one page at a time in each."""
    given = os.environ.get("QIAO_WORKERS", "")
    if given.isascii() and given.isdigit() and 1 <= int(given) <= WORKERS_MOST:
        return int(given)
    return min(os.cpu_count() or 1, WORKERS_USUAL)


def free_or_refused(host: str, port: int) -> None:
    """Refuse before anything is prepared where the address is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refusal(
                "serve.address",
                _("Cannot serve on %(host)s:%(port)s (%(cause)s); name another port with --port."),
                host=host,
                port=port,
                cause=error.strerror or str(error),
            ) from error


def serve_anew(host: str, port: int) -> NoReturn:
    """Become `qiao serve`: an engine that has worked in this process has threads, and a fork would not take them along.

    A worker forked from it waits for them for ever; a program started anew has never had them.
    """
    connections.close_all()
    sys.stdout.flush()
    sys.stderr.flush()
    command = [sys.executable, "-m", "qiao.project.cli", "serve", "--host", host, "--port", str(port)]
    os.execv(sys.executable, command)  # noqa: S606  our own command, and no shell


def serve(host: str, port: int) -> None:
    """Serve until stopped by Ctrl-C or a signal."""
    assert "duckdb" not in sys.modules, "serve_anew starts where an engine has worked"
    free_or_refused(host, port)
    connections.close_all()  # the worker is forked: it opens its own
    logging.getLogger("_granian").setLevel(logging.WARNING)
    sys.stdout.write(
        gettext("Qiao is served on http://%(host)s:%(port)s (stop with Ctrl-C)") % {"host": host, "port": port} + "\n"
    )
    sys.stdout.flush()
    Granian(
        "qiao.project.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers(),
        blocking_threads=BLOCKING_THREADS,
        log_access=False,
    ).serve()
