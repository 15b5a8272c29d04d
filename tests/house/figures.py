"""Finds a page, template or answer that reckons a figure of its own instead of asking the register of indicators.

What a figure is called ends in its unit (`_micro`, `_fen`) or in `balance_days`. Adding up many (`sum(...)`) is no
reckoning: above a leaf there is only addition. A product, quotient, sum or difference of two is one, in Python as in a
statement of SQL.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MEASURE = re.compile(r"(?:_micro|_fen|balance_days)$")
WRAPPERS = frozenset({"int", "abs", "Fraction", "F", "Decimal"})  # what stands around a figure and leaves it one
OPERATORS = frozenset({"add", "sub", "mul", "truediv", "floordiv"})
SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
IN_SQL = re.compile(r"\w*(?:_micro|_fen|balance_days\w*)\s*[-+*/]\s*\w|\w\s*[-+*/]\s*\w*(?:_micro|_fen|balance_days)\b")
TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
IN_TEMPLATE = re.compile(
    r"(?:_micro|_fen|balance_days)\s*\|\s*(?:add|divide|times|minus|multiply|widthratio)\b|\bwidthratio\b"
)


def reckonings(text: str) -> Iterator[tuple[int, str]]:
    """Line and text of every place in a module where two figures, or a figure and a number, make another."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.BinOp) and isinstance(node.op, SIGNS):
            if _is_measure(node.left) or _is_measure(node.right):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.AugAssign) and not isinstance(node.op, ast.Add):
            if _is_measure(node.target) or _is_measure(node.value):
                yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Call) and _makes_another(node):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
            yield node.lineno, node.value


def _makes_another(node: ast.Call) -> bool:
    """A quotient of two, a sum of named figures, or an operator called by its name."""
    called = _called(node)
    if called in OPERATORS or (called == "Fraction" and len(node.args) > 1):
        return any(map(_is_measure, node.args))
    listed = node.args[0] if called == "sum" and node.args else None
    return isinstance(listed, ast.Tuple | ast.List) and any(map(_is_measure, listed.elts))


def template_reckonings(text: str) -> Iterator[tuple[int, str]]:
    """The same of a template: arithmetic by filters."""
    for tag in TAG.finditer(text):
        if IN_TEMPLATE.search(tag[1]):
            yield text.count("\n", 0, tag.start()) + 1, tag[0]


def _is_measure(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return bool(MEASURE.search(node.attr))
    if isinstance(node, ast.Name):
        return bool(MEASURE.search(node.id))
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return isinstance(node.slice.value, str) and bool(MEASURE.search(node.slice.value))
    if isinstance(node, ast.UnaryOp):
        return _is_measure(node.operand)
    if isinstance(node, ast.Call) and _called(node) in WRAPPERS:
        return any(_is_measure(one) or _names_measure(one) for one in node.args)
    return False


def _names_measure(node: ast.AST) -> bool:
    """A figure by its name, as a database's expressions take it."""
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(MEASURE.search(node.value))


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def edge_files(package: Path) -> Iterator[Path]:
    """What people and programs see: pages, tags, answers, commands, what the workbench and the queries put together."""
    rooms = ("pages", "api", "queries", "templatetags", "forms", "jobs")
    for room in rooms:
        yield from package.glob(f"*/{room}.py")
        yield from package.glob(f"*/{room}/*.py")
    yield from package.glob("desk/rules/**/*.py")
    yield from package.glob("project/commands/*.py")
