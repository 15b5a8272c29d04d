"""The house in figures: sizes, circles, the share of pure lines. tests/test_house.py holds the same measures to limits.

Run it: .venv/bin/python bench/house_figures.py
"""

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import grimp

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "qiao"

WORLD = frozenset(
    {
        *("allauth", "axes", "django", "dj_database_url", "django_htmx", "duckdb", "granian", "ibis", "ninja"),
        *("psycopg", "whitenoise"),
    }
)
"""Libraries of web, tables and databases: a module that reaches one of them, however far, is not pure."""

NESTING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try, ast.Match)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """A Python file as text and as tree."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The path below the project's root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def lines(self) -> int:
        """All lines, empty ones and comments too."""
        return len(self.text.splitlines())

    @property
    def is_test(self) -> bool:
        """Whether it belongs to the tests."""
        return "tests" in self.path.relative_to(ROOT).parts or self.path.name == "conftest.py"


@dataclass(frozen=True, slots=True)
class Function:
    """A function or method, as measured: lines from its name to its end, docstring and all."""

    place: str
    lines: int
    nesting: int
    positional: int
    annotated: bool


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file that a person wrote; migrations are written by a program."""
    paths = [
        *PACKAGE.rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
        ROOT / "conftest.py",
        ROOT / "hatch_build.py",
    ]
    return tuple(read(path) for path in sorted(paths) if "migrations" not in path.parts)


def read(path: Path) -> Source:
    """Parse one file."""
    text = path.read_text("utf-8")
    return Source(path=path, text=text, tree=ast.parse(text, filename=str(path)))


def functions(source: Source) -> Iterator[Function]:
    """Measure every function of a file."""
    for node in ast.walk(source.tree):
        if isinstance(node, FUNCTIONS):
            yield Function(
                place=f"{source.name}:{node.lineno} {node.name}",
                lines=(node.end_lineno or node.lineno) - node.lineno + 1,
                nesting=nesting(node),
                positional=positional(node),
                annotated=annotated(node),
            )


def nesting(node: ast.AST) -> int:
    """How deep blocks stand in one another; a function within starts anew, `elif` is no deeper than its `if`."""
    deepest = 0
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            continue
        chained = isinstance(node, ast.If) and node.orelse == [child] and isinstance(child, ast.If)
        step = 1 if isinstance(child, NESTING) and not chained else 0
        deepest = max(deepest, step + nesting(child))
    return deepest


def positional(node: AnyFunction) -> int:
    """How many parameters may be given without their name, self and cls apart."""
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))


def annotated(node: AnyFunction) -> bool:
    """Whether every parameter and the answer have a type."""
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return node.returns is not None and all(
        argument.annotation is not None or argument.arg in {"self", "cls"} for argument in arguments
    )


def at_share(values: Sequence[int], *, percent: int) -> int:
    """The value that so many percent of the values do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * percent // 100) - 1] if ordered else 0


@cache
def graph() -> grimp.ImportGraph:
    """All imports of the package, outside libraries as one node each."""
    return grimp.build_graph("qiao", include_external_packages=True, cache_dir=None)


def reach(module: str) -> set[str]:
    """Every module that importing this one brings along by an import written in a file."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        found = graph().find_modules_directly_imported_by(waiting.pop()) - seen
        seen |= found
        waiting += found
    return seen


def in_circles() -> list[str]:
    """Modules that reach themselves."""
    return sorted(module for module in graph().modules if module.startswith("qiao.") and module in reach(module))


def module_of(source: Source) -> str:
    """The dotted name of a file of the package."""
    parts = source.path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def product() -> list[Source]:
    """The files that a bank runs: the package without its tests."""
    return [source for source in sources() if PACKAGE in source.path.parents and not source.is_test]


def pure_percent() -> float:
    """The share of the product's lines in modules that reach no library of web, tables or databases."""
    lines = {module_of(source): source.lines for source in product()}
    pure = sum(count for module, count in lines.items() if not reach(module) & WORLD)
    return 100 * pure / sum(lines.values())


def main() -> None:
    """Print the figures, each beside the limit of ARCHITECTURE.md."""
    files = [source.lines for source in product()]
    measured = [function for source in product() for function in functions(source)]
    lengths = [function.lines for function in measured]
    typed = 100 * sum(function.annotated for function in measured) / max(1, len(measured))
    tests = sum(source.lines for source in sources() if source.is_test)
    rows = (
        ("files", f"{len(files)}, {sum(files)} lines", ""),
        ("file lines, median", f"{median(files):.0f}", "<= 100"),
        ("file lines, p90", f"{at_share(files, percent=90)}", "<= 300"),
        ("file lines, most", f"{max(files)}", "<= 500"),
        ("functions", f"{len(lengths)}", ""),
        ("function lines, median", f"{median(lengths):.0f}", ""),
        ("function lines, p90", f"{at_share(lengths, percent=90)}", "<= 30"),
        ("function lines, most", f"{max(lengths)}", "<= 70"),
        ("modules in circles", f"{len(in_circles())}", "0"),
        ("pure lines", f"{pure_percent():.0f} %", ">= 33 %"),
        ("functions with all types", f"{typed:.1f} %", "100 %"),
        ("test lines to code lines", f"{tests / sum(files):.2f}", "1.0 to 1.5"),
    )
    for name, figure, limit in rows:
        sys.stdout.write(f"{name:<26} {figure:>20}   {limit}\n")


if __name__ == "__main__":
    main()
