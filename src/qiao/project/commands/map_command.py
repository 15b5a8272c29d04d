"""`qiao map MAPPING SRC OUT`: a bank's own files into an extract; what was read, written and not understood."""

import argparse
from pathlib import Path

from qiao.project.mapping import telling
from qiao.project.mapping.actions import check_mapping, map_extract
from qiao.project.printing import say


def run(called: argparse.Namespace) -> int:
    """Map and report; with --check nothing is kept."""
    mapping, source = Path(called.mapping), Path(called.source)
    if called.check:
        report = check_mapping(mapping, source)
    else:
        report = map_extract(mapping, source, Path(called.out), strict=called.strict)
    for line in telling.lines(report):
        say("%(line)s", line=line)
    return 0
