"""The pages of the project and how a test reads them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "qiao"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *PACKAGE.glob("*/README.md"), *ROOT.glob("examples/**/*.md")])
FENCE = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def named(page: Path) -> str:
    """Its path below the root, for the report."""
    return page.relative_to(ROOT).as_posix()


def text_of(page: Path) -> str:
    """A file of text."""
    return page.read_text("utf-8")


def fenced(page: Path, kind: str) -> list[str]:
    """The fenced texts of one kind on a page."""
    return [match["text"] for match in FENCE.finditer(text_of(page)) if match["kind"] == kind]


def all_fenced(kind: str) -> list[tuple[Path, str]]:
    """The fenced texts of one kind on all pages."""
    return [(page, text) for page in PAGES for text in fenced(page, kind)]
