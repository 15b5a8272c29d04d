"""The settings of a front-end agent, and the slips of the pen that are told."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qiao.directlink.adapters.agent_settings import read_operator, read_settings
from qiao.directlink.rules.signature import Effect
from qiao.directlink.tests.agents import NAME, settings_of
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

BANK = "[Bank]\nAddress = https://link.bank.example:8443/\n"


def written(folder: Path, text: str) -> Path:
    file = folder / "agent.ini"
    file.write_text(text, "utf-8")
    return file


def test_a_bank_is_all_that_has_to_be_named(tmp_path: Path) -> None:
    settings = read_settings(written(tmp_path, BANK))
    assert (settings.host, settings.port) == ("127.0.0.1", 8007)
    assert (settings.bank_host, settings.bank_port, settings.path) == ("link.bank.example", 8443, "/")
    assert (settings.effect, settings.log_file) == (Effect.LODGE, None)
    assert settings.key == tmp_path / "operator.key"


def test_what_is_said_holds(tmp_path: Path) -> None:
    agent = "[Agent]\nListen = [::1]:9007\nEnableSign = yes\nEnableLog = YES\nLogFile = log/messages.log\n"
    settings = read_settings(written(tmp_path, "\ufeff" + agent + BANK.replace(":8443/", "/fox") + "AskSeconds = 30\n"))
    assert (settings.host, settings.port, settings.bank_port, settings.path) == ("::1", 9007, 443, "/fox")
    assert (settings.effect, settings.ask_seconds) == (Effect.SIGN, 30)
    assert settings.log_file == tmp_path / "log" / "messages.log"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "link.ini_value"),
        ("[Bank]\nAddress = http://link.bank.example/\n", "link.ini_value"),
        ("[Bank]\nAddress = https://user:word@link.bank.example/\n", "link.ini_value"),
        ("[Bank]\nAddress = https://link.bank.example:99999/\n", "link.ini_value"),
        (BANK + "AnswerSeconds = 0\n", "link.ini_value"),
        (BANK + "AnswerSeconds = １\n", "link.ini_value"),
        (BANK + "[Agent]\nEnableSign = maybe\n", "link.ini_value"),
        (BANK + "[Agent]\nListen = 8007\n", "link.ini_value"),
        (BANK + "[Agent]\nListen = bank:8007\n", "link.ini_value"),
        (BANK + "[Agent]\nListen = 0.0.0.0:8007\n", "link.open"),
        (BANK + "[Agent]\nAllow = everybody\n", "link.ini_value"),
        (BANK + "[Agent]\nEnableSing = NO\n", "link.ini_key"),
        (BANK + "[Agents]\nEnableSign = NO\n", "link.ini_key"),
        ("Address = x\n", "link.ini"),
        (BANK + "Address = https://other.example/\n", "link.ini"),
    ],
)
def test_a_slip_of_the_pen_is_told_and_not_passed_over(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        read_settings(written(tmp_path, text))
    assert refusal.value.code == code


def test_others_are_let_in_by_name_only(tmp_path: Path) -> None:
    text = BANK + "[Agent]\nListen = 0.0.0.0:8007\nAllow = 10.1.2.3, 10.1.4.0/24\n"
    assert [str(one) for one in read_settings(written(tmp_path, text)).allow] == ["10.1.2.3/32", "10.1.4.0/24"]


def test_a_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    settings = read_settings(settings_of(tmp_path, port=1))
    (tmp_path / f"{NAME}.key").chmod(0o604)
    with pytest.raises(Refusal) as refusal:
        read_operator(settings, at=datetime.now(UTC))
    assert refusal.value.code == "link.key_open"


@pytest.mark.parametrize("days", [-30, 61])
def test_a_certificate_out_of_its_time_is_told_at_the_start(tmp_path: Path, days: int) -> None:
    settings = read_settings(settings_of(tmp_path, port=1))
    assert read_operator(settings, at=datetime.now(UTC)).certificate.subject == f"CN={NAME}"
    with pytest.raises(Refusal) as refusal:
        read_operator(settings, at=datetime.now(UTC) + timedelta(days=days))
    assert refusal.value.code == "link.certificate_over"
