"""The people of the office's cases, and a kind of request that changes one thing."""

import pytest

from qiao.ground.models import User


@pytest.fixture
def asker(db: None) -> User:
    """An administrator who asks."""
    return User.objects.create_user(username="ADM01", first_name="周敏", post="admin")


@pytest.fixture
def second(db: None) -> User:
    """A branch head who decides."""
    return User.objects.create_user(username="HEAD01", first_name="何强", post="head")


@pytest.fixture
def manager(db: None) -> User:
    """A manager, who may neither ask nor decide about parameters."""
    return User.objects.create_user(username="RM001", first_name="王芳", post="rm")


@pytest.fixture
def auditor(db: None) -> User:
    """Reads all, writes nothing."""
    return User.objects.create_user(username="AUD01", first_name="陆审", post="auditor")
