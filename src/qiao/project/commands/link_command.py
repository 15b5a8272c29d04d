"""`qiao link`: each of its actions has a module of its own beside this one."""

import argparse
import importlib


def run(called: argparse.Namespace) -> int:
    """Run the action that was called."""
    return int(importlib.import_module(f"qiao.project.commands.link_{called.action}").run(called))
