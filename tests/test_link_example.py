"""The description on the desk's page, opened as it stands: a first call from this very machine is let in."""

from pathlib import Path

import pytest
from django.test import override_settings

from qiao.directlink.actions.setting_up import set_up
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.rules.description import read_description
from qiao.directlink.rules.fox.asking import build, read_answer
from qiao.directlink.rules.fox.messages import SignOn
from qiao.ground import clock
from tests.house.pages import DOCS, fenced

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "code"),
    [("127.0.0.1", 0), ("::1", 0), ("198.51.100.4", 15500)],
    ids=["here", "here, IPv6", "elsewhere"],
)
def test_the_example_can_be_called_from_ones_own_machine(address: str, code: int) -> None:
    (example,) = [text for text in fenced(Path(DOCS / "link-desk.md"), "json") if '"addresses"' in text]
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        made = set_up(read_description(example, file="link-desk.md"), at=clock.now(), actor="gu")
        (password,) = [one.password for one in made if one.operator == "op01"]
        sign_on = SignOn("2030-05-08 09:00:00", "1000000007", "op01", password)
        told = read_answer(answer(build(sign_on), None, address, bank=Bank(EmbeddedCore(), clock.now))).signed_on
    assert (told.status.code, address in told.status.message) == (code, code != 0)
