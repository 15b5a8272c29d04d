"""Clearing away what a killed settlement left; apart from settling, so that commands that read load no engine."""

import shutil

from qiao.contribution.models import Run
from qiao.contribution.queries.runs import RUNS_FOLDER
from qiao.ground import home


def sweep() -> int:
    """Remove run folders that no run names, left by a killed settlement; call it under the writer's lock."""
    known = set(Run.objects.values_list("folder", flat=True))
    place = home.home() / RUNS_FOLDER
    orphans = [folder for folder in place.iterdir() if folder.name not in known] if place.is_dir() else []
    for folder in orphans:
        shutil.rmtree(folder, ignore_errors=True)
    return len(orphans)
