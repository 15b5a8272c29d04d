"""The house style of ARCHITECTURE.md, as far as a tool can check it. Ruff, mypy and import-linter hold the rest."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.house_figures import (
    PACKAGE,
    ROOT,
    Source,
    at_share,
    functions,
    in_circles,
    product,
    pure_percent,
    sources,
)

pytestmark = pytest.mark.whatever_database

FILE_LINES_MOST, FILE_LINES_P90, FILE_LINES_MEDIAN = 500, 300, 100
FUNCTION_LINES_MOST, FUNCTION_LINES_P90 = 70, 30
NESTING_MOST = 3
POSITIONAL_MOST = 3
"""The first and, where their order is plain, two more; all others are given by name."""
PURE_PERCENT_LEAST = 33
ROOT_ENTRIES_MOST = 18
README_LINES_MOST = 80
"""One screen, with wrapped lines."""

ROOMS = {
    *("rules", "frames", "models", "queries", "actions", "adapters", "forms", "pages", "urls", "templates", "api"),
    *("jobs", "admin", "apps", "migrations", "static", "templatetags", "management", "locale", "tests"),
}
OWN_NAMES = {"ground", "office", "engine", "project"}
"""The two ends of the house: the lower storeys open modules by name, and the project composes."""
OUTGROWN = {PACKAGE / name / "models" for name in ("appraisal", "cycle", "directlink", "pay")}
"""Tables that outgrew a file."""
EMPTY_WORDS = {
    *("util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services"),
    *("handler", "handlers", "processor", "processors", "data", "info", "base"),
}
CLOCKS = {
    *("now", "utcnow", "today", "localdate", "localtime", "time_ns", "monotonic", "perf_counter", "process_time"),
}
CLOCK_OWNERS = {"datetime", "date", "time", "timezone"}
CLOCK_WORDS = re.compile(r"\b(?:current_date|current_timestamp|get_current_timestamp|now\(\))", re.IGNORECASE)
LEFT_OUT = {".git", ".venv", "var", "dist", "node_modules", "vendor", "__pycache__"}
REGISTRIES = [f"{host}.{end}" for host, end in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
"""Put together here, so that this file does not hold what it looks for."""
LATER_WORDS = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
WAIVER = re.compile(r"#\s*(?:noqa(?P<codes>:[ A-Z0-9,]+)?|type:\s*ignore(?P<kinds>\[[a-z, -]+\])?)(?P<rest>.*)$")


def capabilities() -> list[Path]:
    """The folders of the package."""
    return sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))


def texts() -> Iterator[tuple[str, str]]:
    """Every file of the project that holds text: its path below the root, and the text."""
    for path in sorted(ROOT.rglob("*")):
        inner = path.relative_to(ROOT)
        if not path.is_file() or LEFT_OUT & set(inner.parts) or any(part.endswith("_cache") for part in inner.parts):
            continue
        try:
            yield inner.as_posix(), path.read_text("utf-8")
        except UnicodeDecodeError:
            continue


def calls(source: Source) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call of a file: the node, the name it is called on ('' for a plain name) and the last name."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                yield node, owner, name
            case ast.Name(id=name):
                yield node, "", name


def imports(source: Source) -> Iterator[str]:
    """The dotted names that a file imports: the module, and the module with each name taken from it."""
    for node in ast.walk(source.tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)


def models() -> list[Source]:
    """The rooms that hold tables."""
    return [source for source in product() if "models" in {source.path.stem, source.path.parent.name}]


def test_files_are_short() -> None:
    lengths = {source.name: source.lines for source in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > FILE_LINES_MOST} == {}
    ours = [source.lines for source in product()]
    assert at_share(ours, percent=90) <= FILE_LINES_P90
    assert at_share(ours, percent=50) <= FILE_LINES_MEDIAN


def test_functions_are_short_and_flat() -> None:
    measured = [function for source in sources() for function in functions(source)]
    assert [function.place for function in measured if function.lines > FUNCTION_LINES_MOST] == []
    assert [function.place for function in measured if function.nesting > NESTING_MOST] == []
    assert at_share([function.lines for function in measured], percent=90) <= FUNCTION_LINES_P90


def test_parameters_are_given_by_name() -> None:
    measured = [function for source in product() for function in functions(source)]
    assert [function.place for function in measured if function.positional > POSITIONAL_MOST] == []


def test_rules_outweigh_plumbing() -> None:
    assert pure_percent() >= PURE_PERCENT_LEAST


def test_no_module_reaches_itself() -> None:
    assert in_circles() == []


@pytest.mark.parametrize("capability", capabilities(), ids=lambda path: path.name)
def test_a_capability_has_its_readme_of_one_screen(capability: Path) -> None:
    readme = capability / "README.md"
    assert readme.is_file(), f"{capability.name} needs a README.md: nouns, clause, doors, one worked number"
    assert 0 < len(readme.read_text("utf-8").splitlines()) <= README_LINES_MOST


@pytest.mark.parametrize(
    "capability", [path for path in capabilities() if path.name not in OWN_NAMES], ids=lambda path: path.name
)
def test_a_capability_has_the_same_rooms_as_all(capability: Path) -> None:
    found = {path.stem for path in capability.iterdir() if path.suffix in {"", ".py"} and path.name != "__pycache__"}
    assert found - ROOMS - {"__init__"} == set()


def test_no_file_has_a_name_that_says_nothing() -> None:
    names = {source.name: set(source.path.stem.split("_")) | {source.path.parent.name} for source in sources()}
    assert [name for name, words in names.items() if words & EMPTY_WORDS] == []


def test_a_package_file_holds_a_docstring_only() -> None:
    """But for the tables of a capability that outgrew a file: Django asks the package itself for them."""
    packages = [
        source for source in sources() if source.path.name == "__init__.py" and source.path.parent not in OUTGROWN
    ]
    wordy = [source.name for source in packages if len(source.tree.body) > 1 or ast.get_docstring(source.tree) is None]
    assert wordy == []


def test_only_the_clock_reads_the_clock() -> None:
    readers = {
        f"{source.name}:{node.lineno}"
        for source in product()
        if source.path != PACKAGE / "ground" / "clock.py"
        for node, owner, name in calls(source)
        if (owner in CLOCK_OWNERS and (name in CLOCKS or (owner, name) == ("time", "time")))
        or any(word.arg in {"auto_now", "auto_now_add"} for word in node.keywords)
    }
    assert readers == set()


def test_no_statement_reads_the_clock() -> None:
    readers = {
        f"{source.name}:{node.lineno}"
        for source in product()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CLOCK_WORDS.search(node.value)
    }
    assert readers == set()


def test_records_are_frozen_and_have_slots() -> None:
    """One that gathers while it reads may change; its docstring says what it holds "so far"."""
    loose = []
    for source in product():
        for node in ast.walk(source.tree):
            written = [ast.unparse(mark) for mark in node.decorator_list] if isinstance(node, ast.ClassDef) else []
            marks = [mark for mark in written if "dataclass" in mark]
            if not isinstance(node, ast.ClassDef) or not marks:
                continue
            gathers = "so far" in (ast.get_docstring(node) or "")
            if "slots=True" not in marks[0] or ("frozen=True" not in marks[0] and not gathers):
                loose.append(f"{source.name}:{node.lineno} {node.name}")
    assert loose == []


def test_models_hold_columns_only() -> None:
    written = {
        f"{source.name}:{node.lineno}"
        for source in models()
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean"})
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "ordering")
    }
    assert written == set()


def test_nothing_happens_by_signal_or_generic_key() -> None:
    hidden = {
        f"{source.name}: {name}"
        for source in product()
        for name in imports(source)
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.contrib.contenttypes.fields"))
    }
    assert hidden == set()


def test_tests_neither_mock_nor_sleep() -> None:
    tests = [source for source in sources() if source.is_test]
    mocked = [source.name for source in tests if any(name.startswith("unittest.mock") for name in imports(source))]
    sleeping = [
        source.name for source in tests for _, owner, name in calls(source) if (owner, name) == ("time", "sleep")
    ]
    assert mocked + sleeping == []


def test_no_module_names_its_marks_twice() -> None:
    """The second would put the first out of force: a run on PostgreSQL once waited for Spark that way."""
    twice = [source.name for source in sources() if len(re.findall(r"^pytestmark\b", source.text, re.MULTILINE)) > 1]
    assert twice == []


def test_every_test_asserts() -> None:
    tests = [source for source in sources() if source.is_test]
    written = [
        (source, node) for source in tests for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)
    ]
    asserting = {node.name for _, node in written if any(isinstance(part, ast.Assert) for part in ast.walk(node))}
    asks = re.compile(r"\b(?:raises|assert_\w+|expect|" + "|".join(sorted(asserting)) + r")\(")
    idle = [
        f"{source.name}:{node.lineno} {node.name}"
        for source, node in written
        if node.name.startswith("test_") and node.name not in asserting and not asks.search(ast.unparse(node))
    ]
    assert idle == []


def test_a_waiver_carries_its_reason() -> None:
    bare = []
    for source in sources():
        for number, line in enumerate(source.text.splitlines(), start=1):
            found = WAIVER.search(line)
            if found is None:
                continue
            named = found["codes"] or found["kinds"]
            if not named or not re.search(r"[a-z]{2}", found["rest"]):
                bare.append(f"{source.name}:{number}")
    assert bare == []


def test_nothing_is_left_for_later() -> None:
    assert [name for name, text in texts() if LATER_WORDS.search(text)] == []


def test_no_registry_is_named() -> None:
    assert [name for name, text in texts() if any(host in text for host in REGISTRIES)] == []
    assert not (ROOT / ("uv" + ".lock")).exists()


def test_every_locked_release_has_its_digest_and_no_address() -> None:
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text("utf-8")
        releases = re.split(r"\n(?=[a-z])", text)
        assert "://" not in text, lock.name
        assert "--find-links" not in text, lock.name
        assert [part for part in releases if "==" in part and "--hash=sha256:" not in part] == [], lock.name
    packages = json.loads((PACKAGE / "project/assets/package-lock.json").read_text("utf-8"))["packages"]
    assert [name for name, release in packages.items() if name and "integrity" not in release] == []
    assert [name for name, release in packages.items() if "resolved" in release] == []


def test_the_root_has_few_entries() -> None:
    kept_out = set((ROOT / ".gitignore").read_text("utf-8").replace("/", "").split()) | {".git"}
    entries = {path.name for path in ROOT.iterdir() if path.name not in kept_out and not path.name.endswith("-info")}
    assert len(entries) <= ROOT_ENTRIES_MOST, sorted(entries)


def test_no_path_is_taken_for_columns() -> None:
    """The engine reads `key=value` in a path as a column, unless it is told not to."""
    reads = re.compile(r"read_(?:csv|parquet)\((?:(?!read_(?:csv|parquet)\().)*", re.DOTALL)
    loose = [
        f"{source.name}: {found[:60]}"
        for source in product()
        for found in reads.findall(source.text)
        if "hive_partitioning" not in found
    ]
    assert loose == []


UTC_TOLD = re.compile(r"\{(?:\w+\.)*(?:\w+_)?at:%")
AT_UTC = {"project/commands/audit_command.py"}
"""Its head says that the moments are UTC."""


def test_a_moment_is_told_by_the_clock_of_the_bank() -> None:
    """Kept moments are UTC: what is told of one late in the evening would bear the day before."""
    told = {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if "tests" not in path.parts and UTC_TOLD.search(path.read_text("utf-8"))
    }
    assert told == AT_UTC
