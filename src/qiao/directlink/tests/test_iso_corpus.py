"""Every published message at hand is read or refused with a reason, and what the schema's makers call valid is read."""

import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from qiao.directlink.adapters.iso.payments import PaymentPicker
from qiao.directlink.rules.files import Part
from qiao.directlink.rules.iso.glance import Glance
from qiao.directlink.rules.iso.paying import line_of
from qiao.directlink.rules.iso.versions import VERSIONS, Version
from qiao.directlink.tests.iso_files import COLLECTIONS, TRANSFERS, Wanted, WantedFile, WantedPart, many, written
from qiao.directlink.tests.iso_reports import READERS, outcome
from qiao.directlink.tests.message_corpus import published, type_of

pytestmark = pytest.mark.whatever_database

CURRENCY = re.compile(rb'Ccy="[A-Z]{3}"')


def test_every_published_message_is_read_or_refused(data_folder: Path, tmp_path: Path) -> None:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, message in published(data_folder / "messages"):
        for reader in READERS:
            told = outcome(reader, message, tmp_path)
            counts[f"{reader}: {type_of(message)[:8]}"][told] += 1
            if reader == "orders" and name.startswith("pain001-corpus/"):
                assert told.startswith("taken") or "AM05" in told, (name, told)
    for kind, found in sorted(counts.items()):
        sys.stdout.write(f"{kind}: {dict(found)}\n")
    of_orders = counts["orders: pain.001"] + counts["orders: pain.008"]
    taken = sum(count for told, count in of_orders.items() if told.startswith("taken"))
    assert taken > 150
    assert not any(told.startswith("taken") for told in counts["orders: camt.053"])


def agreed(message: bytes, version: Version) -> Counter[bool]:
    """How many payments of a message were told at a glance, each of them as care tells it; and how many were not."""
    glance, picker = Glance(version), PaymentPicker(version)
    part = Part(1, "P1", "1", "演示", None)
    counts: Counter[bool] = Counter()
    root = etree.fromstring(message, etree.XMLParser(remove_comments=True, remove_pis=True))
    for place, payment in enumerate(root.iter(f"{{{version.namespace}}}{version.payment}"), start=1):
        row = glance.row(etree.tostring(payment, encoding=str, with_tail=False), 1, 7)
        line = line_of(picker.raw(payment), part, place=place, line=7)
        assert row is None or (row, ()) == (line.row, line.misfits)
        counts[row is not None] += 1
    return counts


@pytest.mark.parametrize("version", VERSIONS.values(), ids=lambda version: version.name)
def test_the_usual_payment_is_told_at_a_glance_as_care_tells_it(version: Version) -> None:
    assert agreed(written(many(100, version=version)), version) == {True: 100}


WILD = st.text("ab长&<>\"'¤ \n\t.-", min_size=1, max_size=130)


@settings(max_examples=200)
@given(st.lists(st.tuples(WILD, WILD, WILD, WILD), min_size=1, max_size=5), st.sampled_from([TRANSFERS, COLLECTIONS]))
def test_wild_texts_are_told_at_a_glance_as_care_tells_them(texts: list[tuple[str, ...]], version: Version) -> None:
    payments = [
        Wanted(f"E{one[0][:34]}", name=one[1], sender_number=one[2][:35], purpose=[one[3]], bank_name=one[0])
        for one in texts
    ]
    message = written(WantedFile([WantedPart(payments)], version)).replace("¤".encode(), b"&#13;")
    assert agreed(message, version).total() == len(texts)


def test_published_payments_are_told_at_a_glance_as_care_tells_them(data_folder: Path) -> None:
    counts: Counter[bool] = Counter()
    for _name, message in published(data_folder / "messages"):
        version = VERSIONS.get(f"urn:iso:std:iso:20022:tech:xsd:{type_of(message)}")
        if version is not None and message.lstrip().startswith(b"<"):
            for same in (message, CURRENCY.sub(b'Ccy="CNY"', message)):
                counts += agreed(same, version)
    sys.stdout.write(f"at a glance: {counts[True]}, with care: {counts[False]}\n")
    assert counts.total() > 300
