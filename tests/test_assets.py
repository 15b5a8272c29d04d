"""The web assets as installed: the files of the lock, complete, with nothing fetched from elsewhere."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from fontTools.ttLib import TTFont

import hatch_build
from hatch_build import FILES, ICON_FONT, ICON_SHEET, ICONS, VENDOR

pytestmark = pytest.mark.whatever_database

ADDRESS = re.compile(r"url\(\s*[\"']?(?!data:|#)([^\"')]+)")


def test_the_files_are_those_of_the_lock() -> None:
    assert hatch_build.stamped(), "run `make install`: static/vendor is not what package-lock.json says"
    shipped = [*FILES, *(f"icons/{name}" for name in ICONS)]
    assert [name for name in shipped if not (VENDOR / name).is_file()] == []


def test_every_icon_that_a_page_names_is_cut_out_of_the_font() -> None:
    assert (VENDOR / "icons" / ICON_SHEET).read_text("utf-8") == hatch_build.icon_sheet(hatch_build.icons_named()), (
        "a new icon is named: run `python hatch_build.py`"
    )
    named = {
        int(code, 16)
        for _name, code in hatch_build.ICON_RULE.findall((VENDOR / "icons" / ICON_SHEET).read_text("utf-8"))
    }
    assert named <= set(TTFont(VENDOR / "icons" / ICON_FONT).getBestCmap())
    assert {"sun", "users", "receipt-yuan"} <= set(hatch_build.icons_named())


def test_no_template_puts_an_icon_together_from_parts() -> None:
    """An icon is cut out of the font by the name that stands in a template; half a name is none."""
    halves = re.compile(r"\bti-(?:[a-z0-9-]*-)?\{%")
    found = {path.name for path in hatch_build.PACKAGE.rglob("*.html") if halves.search(path.read_text("utf-8"))}
    assert found == set()


def test_a_text_has_a_compressed_twin_that_says_the_same() -> None:
    twins = sorted(VENDOR.rglob("*.br"))
    assert len(twins) >= 4
    for twin in twins:
        assert brotli.decompress(twin.read_bytes()) == twin.with_suffix("").read_bytes()


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith((".css", ".js"))])
def test_a_file_names_no_file_that_is_not_shipped(name: str) -> None:
    text = (VENDOR / name).read_text("utf-8")
    assert "sourceMappingURL" not in text
    if name.endswith(".css"):
        assert [found for found in ADDRESS.findall(text) if not ((VENDOR / name).parent / found).is_file()] == []


def test_names_with_digests_can_be_made_of_all_of_them(tmp_path: Path) -> None:
    shipped = [*FILES, *(f"icons/{name}" for name in ICONS)]
    names = {f"vendor/{name}": (vendored(), f"vendor/{name}") for name in shipped}
    storage = ManifestStaticFilesStorage(location=tmp_path)
    for name in names:
        with vendored().open(name) as file:
            storage.save(name, file)
    processed = list(storage.post_process(names, dry_run=False))
    assert [name for name, _, outcome in processed if isinstance(outcome, Exception)] == []
    assert storage.stored_name("vendor/icons/tabler-icons.min.css") != "vendor/icons/tabler-icons.min.css"


def vendored() -> ManifestStaticFilesStorage:
    """The folder of static files as a storage."""
    return ManifestStaticFilesStorage(location=VENDOR.parent)


def test_references_are_trimmed_and_nothing_else() -> None:
    assert hatch_build.trimmed("a{}\n/*# sourceMappingURL=a.css.map */") == "a{}\n"
    assert hatch_build.trimmed("let a;\n//# sourceMappingURL=a.js.map\n") == "let a;\n"
    fonts = (
        'url("./fonts/x.woff2?v1") format("woff2")',
        'url("./x.woff?") format("woff")',
        'url("x.ttf") format("truetype")',
    )
    assert hatch_build.trimmed(f"src:{','.join(fonts)}}}") == 'src:url("fonts/x.woff2") format("woff2")}'
