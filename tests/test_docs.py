"""Pages cannot drift: what they say of commands, columns, words and figures is held against the code."""

import argparse
import ast
import doctest
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

from qiao.appraisal.rules.plan_file import read_plan
from qiao.book.rules.contract import TABLES, Table
from qiao.book.rules.manifest import manifest_from_text
from qiao.project.cli import parser
from tests.house.pages import CODE, DOCS, FENCE, PACKAGE, PAGES, ROOT, all_fenced, fenced, named, text_of

pytestmark = pytest.mark.whatever_database

DECISION_LINES_MOST = 60  # a page
LINK = re.compile(r"(?<!\\)\]\((?P<target>[^)\s]+)\)")
HEADING = re.compile(r"^#+ +(?P<words>.*)$", re.MULTILINE)
DOOR = re.compile(r"(?P<room>rules|frames|queries|actions)\.(?P<path>[a-z_.]+)")


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make, in the way of the usual renderers."""
    words = (re.sub(r"[^\w\- ]", "", match["words"].lower()) for match in HEADING.finditer(text_of(page)))
    return {heading.replace(" ", "-") for heading in words}


# Links


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = []
    for match in LINK.finditer(re.sub(FENCE, "", text_of(page))):
        target, _, anchor = match["target"].partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        place = (page.parent / target).resolve() if target else page
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            lost.append(match["target"])
    assert lost == []


def test_every_page_of_docs_is_linked_from_another() -> None:
    linked = {
        (page.parent / match["target"].partition("#")[0]).resolve()
        for page in PAGES
        for match in LINK.finditer(text_of(page))
    }
    fragments = (DOCS / "changelog.d").glob("[!R]*.md")  # they go at a release
    assert [named(page) for page in {*DOCS.rglob("*.md")} - {*fragments} if page not in linked] == []


# Commands


def named_below(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands directly below a parser."""
    groups = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001  no public way
    return {name: command for group in groups for name, command in group.choices.items()}


def commands(top: argparse.ArgumentParser, *, above: str = "qiao") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command with its sub-commands, under the words a person types."""
    for name, command in named_below(top).items():
        yield f"{above} {name}", command
        yield from commands(command, above=f"{above} {name}")


def arguments(command: argparse.ArgumentParser) -> set[str]:
    """What a command takes: options by their long name, the others as its help names them."""
    return {
        action.option_strings[-1] if action.option_strings else str(action.metavar)
        for action in command._actions  # noqa: SLF001  argparse has no public way to ask for its arguments
        if not isinstance(action, argparse._HelpAction | argparse._SubParsersAction)  # noqa: SLF001  the same
    }


def told_commands() -> dict[str, set[str]]:
    """The commands of docs/commands.md with the arguments of their tables."""
    told: dict[str, set[str]] = {}
    for part in re.split(r"^#{2,3} +", text_of(DOCS / "commands.md"), flags=re.MULTILINE)[1:]:
        words, _, rest = part.partition("\n")
        told[words.strip()] = set(re.findall(r"^\| `([^`]+)` \|", rest, flags=re.MULTILINE))
    return told


def test_commands_and_their_arguments_are_described_and_nothing_else() -> None:
    assert told_commands() == {words: arguments(command) for words, command in commands(parser())}


def example_calls() -> list[str]:
    """Every line of a console example that calls the command."""
    lines = (line for _, text in all_fenced("console") for line in text.splitlines())
    return [line.removeprefix("$ ") for line in lines if re.match(r"\$ (?:\S+/)?qiao ", line)]


@pytest.mark.parametrize("call", example_calls())
def test_commands_in_examples_can_be_called(call: str) -> None:
    words = shlex.split(call, comments=True)[1:]
    assert parser().parse_args(words).command == words[0]


def test_every_part_of_the_site_is_described() -> None:
    routes: list[str] = []
    for found in get_resolver().url_patterns:
        below = found.url_patterns if isinstance(found, URLResolver) else [found]
        routes += [str(one.pattern).partition("/")[0].partition(".")[0] for one in below]
    told = re.findall(r"`/([a-z]*)", text_of(DOCS / "pages.md"))
    assert set(told) == set(routes) - {"login", "logout", "language", "unit"}


def test_every_variable_of_the_environment_is_described() -> None:
    used = {"DATABASE_URL"}  # read by dj_database_url
    for path in PACKAGE.rglob("*.py"):
        if "tests" not in path.parts:
            used |= set(re.findall(r"environ(?:\.get\(|\.setdefault\(|\[)\"([A-Z_]+)\"", text_of(path)))
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", text_of(DOCS / "deployment.md"), flags=re.MULTILINE))
    ours = {name for name in used if name.startswith(("QIAO_", "DJANGO_", "DATABASE_", "SPARK_"))}
    assert ours == table


# The contract


def told_columns(table: str) -> dict[str, tuple[str, ...]]:
    """A table's columns in docs/contract.md: name with its mark, whether of the key, kind, table named."""
    section = text_of(DOCS / "contract.md").partition(f"\n### {table}\n")[2].partition("\n###")[0]
    rows = re.findall(r"^\| `(\w+)`(\??) \| (key)? ?\| ([^|]+) \| (\w+)? ?\|", section, flags=re.MULTILINE)
    return {name: (mark, key, kind.strip(), names) for name, mark, key, kind, names in rows}


@pytest.mark.parametrize("known", TABLES.values(), ids=list(TABLES))
def test_every_column_of_the_contract_is_described(known: Table) -> None:
    expected = {
        column.name: (
            "" if column.required else "?",
            "key" if column.name in known.key else "",
            f"choice: {', '.join(column.choices)}" if column.choices else column.kind.value,
            column.references,
        )
        for column in known.columns
    }
    assert told_columns(known.name) == expected


def test_the_contracts_tables_are_described_and_no_other() -> None:
    assert set(re.findall(r"^### (\w+)$", text_of(DOCS / "contract.md"), flags=re.MULTILINE)) == set(TABLES)


def test_the_first_load_needs_what_the_page_says() -> None:
    told = re.search(r"The first load must bring ([^.]*)\.", text_of(DOCS / "contract.md"))
    assert told is not None
    assert set(re.findall(r"\w+", told[1])) - {"and"} == {name for name, table in TABLES.items() if not table.optional}


@pytest.mark.parametrize("text", fenced(DOCS / "contract.md", "json"))
def test_manifests_on_the_page_are_read(text: str) -> None:
    assert manifest_from_text(text).tables


@pytest.mark.parametrize("text", [text for _, text in all_fenced("toml") if "[plan]" in text])
def test_plans_on_pages_are_read(text: str) -> None:
    assert read_plan(text, file="page").plan.code


# Words


@cache
def code_words() -> frozenset[str]:
    """Every identifier of the product's code."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        if "tests" not in path.parts:
            found |= set(re.findall(r"[A-Za-z_]\w*", text_of(path)))
    return frozenset(found)


def rows_of_words() -> list[tuple[str, str, tuple[str, ...]]]:
    """English, Chinese and identifiers of docs/words.md."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]*\|$", text_of(DOCS / "words.md"), flags=re.MULTILINE)
    return [(english, chinese, tuple(CODE.findall(names))) for english, chinese, names in rows if "`" in names]


def contract_names() -> set[str]:
    """Tables, columns as table.column, choices as table.column.choice."""
    columns = [(table, column) for table in TABLES.values() for column in table.columns]
    names = {table.name for table in TABLES.values()} | {f"{table.name}.{column.name}" for table, column in columns}
    return names | {f"{table.name}.{column.name}.{choice}" for table, column in columns for choice in column.choices}


def test_a_word_stands_for_one_idea() -> None:
    rows = rows_of_words()
    for column in ([row[0] for row in rows], [row[1] for row in rows], [name for row in rows for name in row[2]]):
        assert sorted({word for word in column if column.count(word) > 1}) == []


def test_words_name_what_there_is() -> None:
    plain = code_words() | {name for name in contract_names() if "." not in name}
    for english, _, names in rows_of_words():
        assert [name for name in names if name not in (contract_names() if "." in name else plain)] == [], english


def test_every_table_column_and_choice_has_its_word() -> None:
    named_here = {name for row in rows_of_words() for name in row[2]}
    lacking = set()
    for name in contract_names():
        match name.split("."):
            case [_, column] if column in named_here:
                continue
            case _ if name not in named_here:
                lacking.add(name)
    assert lacking == set()


def test_every_model_has_its_word() -> None:
    models = {model.__name__ for model in apps.get_models() if model.__module__.startswith("qiao.")}
    assert models - {name for row in rows_of_words() for name in row[2]} == set()


# Examples, doors, decisions, the source map


@pytest.mark.parametrize("page", [page for page in PAGES if ">>> " in text_of(page)], ids=named)
def test_worked_numbers_are_what_the_rules_give(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = "\n".join(text for text in fenced(page, "python") if ">>> " in text)
    found = doctest.DocTestParser().get_doctest(examples, {}, named(page), str(page), 0)
    assert found.examples
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(found)
    assert runner.failures == 0, capsys.readouterr().out


def defined(module: Path) -> set[str]:
    """The functions and classes of a module; none where it is absent."""
    tree = ast.parse(text_of(module) if module.exists() else "")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


@pytest.mark.parametrize("page", sorted(PACKAGE.glob("*/README.md")), ids=named)
def test_doors_on_a_capabilitys_page_are_there(page: Path) -> None:
    lost = []
    for match in DOOR.finditer(" ".join(CODE.findall(text_of(page)))):
        room, (first, *rest) = page.parent / match["room"], match["path"].split(".")
        in_folder = (room / f"{first}.py").exists()
        names = defined(room / f"{first}.py" if in_folder else room.with_suffix(".py"))
        if not names or not set(rest if in_folder else [first]) <= names:
            lost.append(match[0])
    assert lost == []


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("0*.md")), ids=lambda page: page.name)
def test_a_decision_is_a_page_with_the_road_not_taken(page: Path) -> None:
    text = text_of(page)
    assert len(text.splitlines()) <= DECISION_LINES_MOST
    assert re.search(r"^## Roads? not taken$", text, flags=re.MULTILINE)
    assert page.name in text_of(DOCS / "decisions" / "README.md")


def test_tests_and_modules_named_by_the_source_map_are_there() -> None:
    lost = []
    for place in CODE.findall(text_of(DOCS / "source-map.md")):
        path, _, test = place.partition("::")
        if "/" not in path:
            continue
        file = next((base / path for base in (ROOT, PACKAGE) if (base / path).exists()), None)
        if file is None or (test and f"def {test}(" not in text_of(file)):
            lost.append(place)
    assert lost == []


def test_what_the_readmes_claim_can_be_measured() -> None:
    for page in (ROOT / "README.md", ROOT / "README.zh-CN.md"):
        named_files = re.findall(r"(?:tests|bench)/\w+\.py", text_of(page))
        assert len(named_files) >= 3
        assert [file for file in named_files if not (ROOT / file).is_file()] == []


def test_the_change_log_has_the_version() -> None:
    version = re.search(r'^version = "([^"]+)"', text_of(ROOT / "pyproject.toml"), flags=re.MULTILINE)
    assert version is not None
    assert f"\n## {version[1]}\n" in text_of(ROOT / "CHANGELOG.md")


def test_both_readmes_show_the_same_commands_links_and_storeys() -> None:
    english, chinese = text_of(ROOT / "README.md"), text_of(ROOT / "README.zh-CN.md")
    for shown in (r"`make \w+`", r"^\| \[?`(\w+)`", r"\((docs/images/[^)]+)\)"):
        assert re.findall(shown, english, flags=re.MULTILINE) == re.findall(shown, chinese, flags=re.MULTILINE)


def test_the_readmes_map_is_in_storey_order() -> None:
    rows = text_of(ROOT / "pyproject.toml").partition("\nlayers = [\n")[2].partition("\n]")[0]
    storeys = re.findall(r"\w+", rows)
    built = [name for name in storeys if (PACKAGE / name / "__init__.py").exists()]
    house = text_of(ROOT / "README.md").partition("## The house")[2].partition("\n## ")[0]
    shown = CODE.findall(house)
    assert [name for name in shown if name in storeys] == [name for name in storeys if name in shown]
    assert set(built) <= set(shown)
