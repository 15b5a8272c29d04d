"""The bank of `qiao link simulate` and `qiao link samples`: a folder of its own, which goes when the command ends."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connections

SETTINGS = "qiao.project.simulator_settings"


@contextmanager
def simulated_bank() -> Iterator[None]:
    """Work with the made-up bank, and take it away afterwards.

    What goes is the folder that the simulator's settings have made, by its own name: under any other settings there is
    none, and the home that somebody named is never touched.
    """
    folder = getattr(settings, "SIMULATOR_FOLDER", "")
    if settings.SETTINGS_MODULE != SETTINGS or not folder:
        raise RuntimeError(f"the simulated bank has settings of its own, not {settings.SETTINGS_MODULE}")
    try:
        yield
    finally:
        connections.close_all()
        shutil.rmtree(folder, ignore_errors=True)
