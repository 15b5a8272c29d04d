"""The storeys: imports, foreign keys and the rules' independence of any framework."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from bench.house_figures import PACKAGE, ROOT
from tests.house.doors import DoorsContract

FRAMEWORKS = ("django", "ninja", "ibis", "duckdb", "pyarrow", "pyspark", "httpx")
PURE = [
    *sorted(f"qiao.{path.parent.name}.rules" for path in PACKAGE.glob("*/rules") if any(path.glob("*.py"))),
    *sorted(f"qiao.{path.parent.name}.rules" for path in PACKAGE.glob("*/rules.py")),
    "qiao.ground.money",
    "qiao.ground.periods",
    "qiao.ground.refusals",
    "qiao.ground.words",
]
IMPORT_ALL = """
import importlib, pkgutil, sys
module = importlib.import_module(sys.argv[1])
for found in pkgutil.walk_packages(getattr(module, "__path__", ()), module.__name__ + "."):
    importlib.import_module(found.name)
print(*sorted(set(sys.modules) & set(sys.argv[2:])))
"""

pytestmark = pytest.mark.whatever_database


def contract(name: str) -> dict[str, Any]:
    """One of the five contracts, as import-linter reads it."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    return next(found for found in settings["contracts"] if found["id"] == name)


def storeys() -> dict[str, int]:
    """The storey of each capability, counted from the top."""
    layers = contract("storeys")["layers"]
    return {name.strip(" ()"): level for level, layer in enumerate(layers) for name in layer.split("|")}


def test_imports_keep_the_contracts() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.parametrize(
    ("importer", "imported", "open_to_it"),
    [
        ("qiao.appraisal.queries", "qiao.people.rules.tree", True),
        ("qiao.appraisal.queries", "qiao.people.queries", True),
        ("qiao.appraisal.queries", "qiao.people.models", False),
        ("qiao.appraisal.queries", "qiao.people", False),
        ("qiao.appraisal.queries", "qiao.appraisal.models", True),
        ("qiao.appraisal.queries", "qiao.ground.money", True),
        ("qiao.appraisal.queries", "qiao.ground.apps", False),
        ("qiao.appraisal.queries", "django.db", True),
        ("qiao.appraisal.urls", "qiao.people.urls", False),
        ("qiao.project.urls", "qiao.people.urls", True),
        ("qiao.project.urls", "qiao.people.pages", False),
    ],
)
def test_only_doors_are_open(importer: str, imported: str, *, open_to_it: bool) -> None:
    options = {**contract("doors"), "name": "doors", "type": "doors"}
    doors = DoorsContract(name="doors", session_options={}, contract_options=options)
    assert doors.is_open(imported, to=importer) == open_to_it


def test_foreign_keys_point_down() -> None:
    level = storeys()
    upward = []
    for model in apps.get_models():
        capability = model.__module__.split(".")
        for field in model._meta.get_fields():
            target = getattr(field, "remote_field", None) and field.related_model
            if capability[0] != "qiao" or not isinstance(target, type) or not hasattr(field, "column"):
                continue
            other = target.__module__.split(".")
            if other[0] == "qiao" and other[1] != capability[1] and level[other[1]] <= level[capability[1]]:
                upward.append(f"{model.__name__}.{field.name} -> {target.__module__}.{target.__name__}")
    assert upward == []


@pytest.mark.parametrize("module", PURE)
def test_rules_come_without_a_framework(module: str) -> None:
    command = [sys.executable, "-c", IMPORT_ALL, module, *FRAMEWORKS]
    settings = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=settings)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
