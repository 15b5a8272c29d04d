"""Words in the cases are read in English; a small made-up bank with two closed months, a copy for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import DjangoDbBlocker

from qiao.appraisal.actions.closing import close
from qiao.ground.models import User
from qiao.pay.tests.cast import LOGINS
from tests.banks.served import Kept, Served, opened
from tests.databases.homes import copy, remove_database


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def closed_bank(
    untouched_bank: Kept, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Kept]:
    """The made-up bank, its two settled months closed."""
    home = tmp_path_factory.mktemp("paying") / "home"
    copy(untouched_bank.home, home)
    made = Kept(home, untouched_bank.facts)
    with django_db_blocker.unblock(), opened(made) as bank:
        for month in bank.months:
            close(month, asker=None, actor="test")
        for name, post in LOGINS.items():
            User.objects.update_or_create(username=name, defaults={"staff_id": name, "post": post, "is_active": True})
        User.objects.create_user(username="HEAD00", staff_id="HR01", post="head")  # the head of the whole bank
    yield made
    remove_database(home)


@pytest.fixture
def bank(closed_bank: Kept, tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Served]:
    """A copy of it for one test."""
    home = tmp_path / "home"
    copy(closed_bank.home, home)
    with django_db_blocker.unblock(), opened(Kept(home, closed_bank.facts)) as served:
        yield served
    remove_database(home)
