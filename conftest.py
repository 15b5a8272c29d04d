"""What every test shares: a home folder of its own, its database, the test data, the machine's programs.

The home folder is named before the settings are read, and the settings are named here and not in pyproject.toml, since
pytest-django would otherwise read them first. Each worker has its own.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from hypothesis import settings as hypothesis_settings

from tests.databases import homes, server
from tests.house.programs import needs_program

pytest_plugins = ["tests.banks.served"]  # the bank behind the pages

ROOT = Path(__file__).resolve().parent
HOME = Path(tempfile.mkdtemp(prefix="qiao-tests-"))

os.environ["QIAO_HOME"] = str(HOME)
os.environ["DJANGO_SETTINGS_MODULE"] = "qiao.project.settings"
for variable in ("DATABASE_URL", "DJANGO_SECRET_KEY", "QIAO_DEBUG", "QIAO_HOSTS", "QIAO_HTTPS", "QIAO_ORIGINS"):
    os.environ.pop(variable, None)  # a developer's own settings are no part of a test
os.environ["QIAO_HTTPS"] = "0"  # the tests' own browser asks without it
server.begin()

# A browser of the journeys keeps an event loop in its worker; no test of ours is asynchronous.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

django.setup()

# The same examples on every run: a property that fails in CI fails at the desk. No deadline: machines differ.
hypothesis_settings.register_profile("house", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("house")


def pytest_unconfigure() -> None:
    """Take the home folder and the database's server away again."""
    server.end()
    shutil.rmtree(HOME, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what no database has a part in: the first run, on SQLite, has told it."""
    if server.is_postgres():
        left_out = pytest.mark.skip(reason="has nothing to do with the database; told by `make test`")
        for item in items:
            if item.get_closest_marker("whatever_database"):
                item.add_marker(left_out)


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder that nobody has used: for a test that loads, settles or is killed."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("QIAO_HOME", str(folder))
    yield folder
    homes.remove_database(folder)


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of test data: QIAO_TEST_DATA, else shared/data beside the project. Absent, tests skip, in CI too."""
    folder = Path(os.environ.get("QIAO_TEST_DATA") or ROOT.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"no test data in {folder}; QIAO_TEST_DATA names its folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser for playwright's executable_path."""
    return needs_program("chromium")
