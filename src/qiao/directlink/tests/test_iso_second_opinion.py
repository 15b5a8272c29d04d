"""A second opinion on files of orders: mock-bank, whose rules nobody here has written, judges its own samples alike."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from mockbank import validate

from qiao.directlink.adapters.iso.reading import read_file
from qiao.directlink.tests.message_corpus import published
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

CURRENCY = re.compile(rb'Ccy="[A-Z]{3}"')
DIFFERENT = {
    "pain.001.001.09-every-element": ({"RC01"}, "a clearing number is one of China's here"),
    "pain.001.001.09-remittance-parties": ({"RC01", "BE01"}, "the same, and a payee without a name is not paid here"),
    "pain.001.001.09-ultimate-debtor": ({"BE01"}, "a payee without a name is not paid here"),
    "pain001_four_payments_usd": ({"RC01"}, "American routing numbers are none of China's"),
}
"""Where this bank finds more than the other, and why; it never finds less."""


def ours(message: bytes, scratch: Path) -> set[str]:
    """The codes of what this bank finds, whatever the currency: it pays yuan alone, the samples are in others."""
    try:
        staged = read_file(BytesIO(CURRENCY.sub(b'Ccy="CNY"', message)), scratch=scratch)
    except Refusal:
        return {"FF01"}
    return {fault.code.value for fault in staged.faults}


def theirs(message: bytes) -> set[str]:
    """The codes of what the other bank calls errors; it only warns of a day that is past."""
    return {finding.code for finding in validate.errors(validate.validate(message))}


def test_two_banks_find_the_same_in_the_samples(data_folder: Path, tmp_path: Path) -> None:
    samples = [one for one in published(data_folder / "messages" / "mock_bank-0.9.0") if one[0].endswith(".xml")]
    assert len(samples) > 15
    more = {}
    for name, message in samples:
        found = ours(message, tmp_path)
        assert theirs(message) <= found, name
        if found > theirs(message):
            more[name.removesuffix(".xml").rpartition("__")[2]] = found - theirs(message)
    assert more == {name: codes for name, (codes, _why) in DIFFERENT.items()}
