"""What the bank's desk of the link takes in at the terminal: by the link's own few parts, in a home of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from qiao.ground import clock
from tests.databases.homes import world_of

pytestmark = pytest.mark.whatever_database

DESCRIBED = """{"enterprises": [{"number": "1000000007", "name": "示例制造（虚构）",
 "accounts": [{"number": "901010100100000778", "name": "示例制造（虚构）", "balance": "1000.50"}],
 "operators": [{"name": "admin", "post": "administrator"}, {"name": "op01", "rights": ["make"]}]}]}"""


def called(home: Path, *arguments: str | Path) -> tuple[int, str, str]:
    """The exit status and what was said on both outputs."""
    command = [sys.executable, "-m", "qiao.project.cli", "link", *(str(one) for one in arguments)]
    done = subprocess.run(
        command, env=world_of(home) | {"QIAO_LANG": "en"}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def written(folder: Path, name: str, text: str) -> Path:
    """A file to hand in."""
    file = folder / name
    file.write_text(text, "utf-8")
    return file


def test_a_desk_is_set_up_at_the_terminal(empty_home: Path, tmp_path: Path) -> None:
    bad = written(tmp_path, "bad.csv", "number,name\n12,短号\n999100000001,远山银行\n999100000001,远山银行\n")
    status, out, err = called(empty_home, "banks", bad)
    assert (status, "rows that cannot be read: 2" in err) == (1, True)
    assert ("is no number of a bank" in out, "stands in line 3 already" in out) == (True, True)
    good = written(tmp_path, "banks.csv", "cnaps,name,bank_code\n999100000001,远山银行,999\n")
    assert called(empty_home, "banks", good)[:2] == (
        0,
        "Rows of banks of the payment systems taken in: 1, new among them: 1.\n",
    )
    fees = written(tmp_path, "fees.csv", "route,since,up_to,fee\nsmall,2026-01-01,,5\n")
    assert called(empty_home, "fees", fees)[0] == 0
    names = written(tmp_path, "names.csv", "name,why\n某公司,名单\n")
    assert called(empty_home, "watch", names)[0] == 0
    status, out, _err = called(empty_home, "open", written(tmp_path, "open.json", DESCRIBED))
    assert (status, out.splitlines()[0]) == (0, "1 enterprise is on the link.")
    assert [line.split()[:2] for line in out.splitlines()[2:]] == [["1000000007", "admin"], ["1000000007", "op01"]]
    status, _out, err = called(empty_home, "open", tmp_path / "open.json")
    assert (status, "is there already" in err) == (1, True)
    status, out, _err = called(empty_home, "reconcile", f"{clock.today():%Y-%m}")
    assert (status, out.splitlines()) == (
        0,
        ["Accounts: 1, transfers: 1, payments: 0, journals: 1.", "Everything holds."],
    )
