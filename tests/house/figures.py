"""Finds a page, template or answer that reckons a figure of its own instead of asking the register of indicators.

What a figure is called ends in its unit (`_micro`, `_fen`) or in `balance_days`. Adding up many (`sum(...)`, `+=` of
one figure) is no reckoning: above a leaf there is only addition. A product, quotient, sum or difference of two is one,
in Python as in a statement of SQL; so is a helper for shares and averages that is handed a figure. Names that stand for
a figure are followed inside one function, and not from one function into another.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MEASURE = re.compile(r"(?:_micro|_fen|balance_days)$")
WRAPPERS = frozenset({"int", "abs", "Fraction", "F", "Decimal", "getattr"})
"""What stands around a figure and leaves it one."""
OPERATORS = frozenset({"add", "sub", "mul", "truediv", "floordiv"})
HELPERS = frozenset({"average", "part_of", "average_of", "mul_div_half_away", "yuan_of", "divmod"})
"""What makes another figure of those it is handed."""
SIGNS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod)
FIGURE = r"(?:_micro|_fen|balance_days\w*)"
IN_SQL = re.compile(rf"\w*{FIGURE}[\s)]*[-+*/]\s*[\w(]|\w\s*[-+*/]\s*(?:\w+\()*\w*(?:_micro|_fen|balance_days)\b")
TAG = re.compile(r"\{[{%](.*?)[%}]\}", re.DOTALL)
IN_TEMPLATE = re.compile(
    r"(?:_micro|_fen|balance_days)\s*\|\s*(?:add|divide|times|minus|multiply|widthratio|average_of)\b"
    r"|\bwidthratio\b|^\s*average\b"
)
Found = tuple[int, str]


def reckonings(text: str) -> Iterator[Found]:
    """Line and text of every place in a module where two figures, or a figure and a number, make another."""
    tree = ast.parse(text)
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and node not in inside:
            inside.update(ast.walk(node))
            yield from _Reading(node).found()
    yield from _Reading(tree, without=inside).found()


class _Reading:
    """One function, or what a module says outside of functions, with the names that stand for a figure in it."""

    def __init__(self, scope: ast.AST, *, without: frozenset[ast.AST] | set[ast.AST] = frozenset()) -> None:
        """Read through the assignments twice, so that a name may be used above its line in a loop."""
        self.nodes = [node for node in ast.walk(scope) if node not in without]
        self.stands_for: dict[str, str] = {}
        for node in [*self.nodes, *self.nodes]:
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._assign(target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                self._assign(node.target, node.value)
        self.added: dict[str, set[str]] = {name: {figure} for name, figure in self.stands_for.items()}
        self._gather()

    def _gather(self) -> None:
        """Which figures are added to each name."""
        for node in self.nodes:
            if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) and self.figure(node.value):
                self.added.setdefault(ast.unparse(node.target), set()).add(self.figure(node.value))

    def _assign(self, target: ast.AST, value: ast.AST) -> None:
        if isinstance(target, ast.Name):
            figure = self.figure(value)
            if figure:
                self.stands_for.setdefault(target.id, figure)
        elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
            for one, other in zip(target.elts, value.elts, strict=False):
                self._assign(one, other)

    def found(self) -> Iterator[Found]:
        """The reckonings of this stretch."""
        for node in self.nodes:
            if isinstance(node, ast.BinOp) and isinstance(node.op, SIGNS):
                is_one = bool(self.figure(node.left) or self.figure(node.right))
            elif isinstance(node, ast.AugAssign):
                is_one = self._changes(node)
            elif isinstance(node, ast.Call):
                is_one = self._makes_another(node)
            else:
                is_one = isinstance(node, ast.Constant) and isinstance(node.value, str) and _in_sql(node.value)
            if is_one:
                yield node.lineno, ast.unparse(node)  # type: ignore[attr-defined]  # each of these has its line

    def _changes(self, node: ast.AugAssign) -> bool:
        """Adding one figure up over many is fair; adding another one to it, or anything else, is not."""
        if not isinstance(node.op, ast.Add):
            return bool(self.figure(node.target) or self.figure(node.value))
        return len(self.added.get(ast.unparse(node.target), ())) > 1

    def _makes_another(self, node: ast.Call) -> bool:
        """A quotient, a sum of named figures, an operator by its name, a helper that is handed a figure."""
        called = _called(node)
        if called in OPERATORS | HELPERS or (called == "Fraction" and len(node.args) > 1):
            return any(self.figure(one) for one in node.args)
        listed = node.args[0] if called == "sum" and node.args else None
        return isinstance(listed, ast.Tuple | ast.List) and any(self.figure(one) for one in listed.elts)

    def figure(self, node: ast.AST) -> str:
        """The name of the figure that an expression is, '' where it is none."""
        if isinstance(node, ast.Attribute):
            return node.attr if MEASURE.search(node.attr) else ""
        if isinstance(node, ast.Name):
            return node.id if MEASURE.search(node.id) else self.stands_for.get(node.id, "")
        if isinstance(node, ast.Subscript):
            return _named(node.slice)
        return next((name for one in _around(node) if (name := self.figure(one) or _named(one))), "")


def _around(node: ast.AST) -> list[ast.expr]:
    """What an expression stands around without making another figure of it."""
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, ast.IfExp):
        return [node.body, node.orelse]
    return node.args if isinstance(node, ast.Call) and _called(node) in WRAPPERS else []


def _named(node: ast.AST) -> str:
    """A figure by its name in a text, as a mapping or a database's expressions take it."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and MEASURE.search(node.value)
    return str(node.value) if is_text else ""  # type: ignore[attr-defined]  # a constant


def _in_sql(text: str) -> bool:
    return bool(IN_SQL.search(text))


def template_reckonings(text: str) -> Iterator[Found]:
    """The same of a template: arithmetic by filters, and the average of whatever is handed in."""
    for tag in TAG.finditer(text):
        if IN_TEMPLATE.search(tag[1]):
            yield text.count("\n", 0, tag.start()) + 1, tag[0]


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
