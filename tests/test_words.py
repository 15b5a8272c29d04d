"""The one catalogue of Chinese words: nothing is missing, nothing is left over, every placeholder is kept."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from qiao.directlink.api.rest import describing

pytestmark = pytest.mark.whatever_database

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "qiao"
CATALOGUE = PACKAGE / "project" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
}
CALL = re.compile(r"""\b(?:_|gettext|ngettext)\(\s*(u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))""")
PLACEHOLDER = re.compile(r"%\((\w+)\)")


LINK = "directlink/"
LINK_NEVER = ("圈存", "签署", "在途", "代收", "制单")
"""Words that docs/words.md does not have for ideas of the link: it says 预占, 授权, 处理中, 托收, 经办人 of an earmark,
a signature, what is under way, a collection, a maker."""


def said_in_code() -> Iterator[tuple[str, str]]:
    """Every text marked for translation, with the file it stands in."""
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html")]):
        if "tests" not in path.parts:
            marked = in_template if path.suffix == ".html" else in_python
            for text in marked(path.read_text("utf-8")):
                yield text, path.relative_to(PACKAGE).as_posix()
    for text in describing.words():  # docstrings and summaries, which are marked by being described
        yield text, "directlink/api/rest"


def in_python(source: str) -> Iterator[str]:
    for _line, texts, _comments, _context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        yield texts if isinstance(texts, str) else texts[0]


def in_template(source: str) -> Iterator[str]:
    """Django writes a template's texts as calls; what stands between them is not Python."""
    for literal in CALL.findall(templatize(source)):
        yield str(ast.literal_eval(literal))


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def ids_of(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def texts_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def test_every_word_of_the_program_is_translated(catalogue: Catalog) -> None:
    known = {ids_of(message)[0] for message in messages(catalogue) if all(texts_of(message))}
    assert sorted({(text, file) for text, file in said_in_code() if text not in known}) == []


def test_no_translation_is_left_over(catalogue: Catalog) -> None:
    said = {text for text, _file in said_in_code()}
    assert [ids_of(message)[0] for message in messages(catalogue) if ids_of(message)[0] not in said] == []


def test_of_the_direct_link_one_idea_has_one_word(catalogue: Catalog) -> None:
    own = {text for text, file in said_in_code() if file.startswith(LINK)}
    shared = {text for text, file in said_in_code() if not file.startswith(LINK)}
    mixed = [
        (ids_of(message)[0], text)
        for message in messages(catalogue)
        if ids_of(message)[0] in own - shared
        for text in texts_of(message)
        if any(word in text for word in LINK_NEVER)
    ]
    assert mixed == []


def test_every_placeholder_is_kept(catalogue: Catalog) -> None:
    lost = [
        ids_of(message)[0]
        for message in messages(catalogue)
        for text in texts_of(message)
        if set(PLACEHOLDER.findall(ids_of(message)[-1])) != set(PLACEHOLDER.findall(text))
    ]
    assert lost == []


def test_chinese_texts_are_chinese(catalogue: Catalog) -> None:
    english = [
        ids_of(message)[0]
        for message in messages(catalogue)
        for text in texts_of(message)
        if re.search(r"[A-Za-z]{4,}", PLACEHOLDER.sub("", ids_of(message)[0])) and text == ids_of(message)[0]
    ]
    assert english == []
