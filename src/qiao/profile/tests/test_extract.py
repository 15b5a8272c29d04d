"""What is known, written out and taken in again, is the same; a manifest is read strictly."""

import csv
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from qiao.ground.models import User
from qiao.ground.refusals import Refusal
from qiao.profile.actions.values import set_value
from qiao.profile.queries.extract import write_known
from qiao.profile.rules.extract import MANIFEST, manifest_text, read_manifest, typed
from qiao.profile.rules.items import BY_CODE, ITEMS
from qiao.profile.rules.reading import Entry, read_entry
from qiao.profile.tests.cast import FIRM, log_in, take_in_bank

SAMPLES = {
    "text": some.sampled_from(["云岚机械", "a b", "x" * 100, "=1+1", "甲,乙"]),
    "day": some.dates(date(1900, 1, 1), date(2199, 12, 31)).map(date.isoformat),
    "money": some.integers(-(10**12), 10**12).map(lambda fen: f"{fen / 100:.2f}"),
    "rate": some.sampled_from(["4.35", "0", "24.0001"]),
    "share": some.sampled_from(["0", "33.33", "100"]),
    "count": some.integers(0, 10**9).map(str),
    "yes": some.sampled_from(["是", "no", "TRUE"]),
    "credit_code": some.just(""),
    "id_card": some.just("11010519491231002X"),
    "lei": some.just("213800KUD8LAJWSQ9D15"),
    "phone": some.sampled_from(["+86 027-8888 8888", "13900001234"]),
}


@given(some.data())
def test_what_is_written_out_is_read_back_the_same(data: Any) -> None:
    item = data.draw(some.sampled_from(ITEMS))
    texts = {
        field.name: data.draw(
            some.sampled_from([code for code, _words in field.choices]) if field.choices else SAMPLES[field.kind.value]
        )
        for field in item.fields
    }
    read = read_entry(item, texts)
    if isinstance(read, Entry):
        assert read_entry(item, typed(item, read.values)) == read


GOOD = {
    "form": "qiao-known/1",
    "day": "2026-06-01",
    "items": {"need": {"file": "need.csv", "rows": 1, "sha256": "0" * 64}},
}


def test_a_manifest_is_read_back() -> None:
    told = read_manifest(json.dumps(GOOD))
    assert read_manifest(manifest_text(told)) == told


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": "qiao-known/2"},
        {"day": "soon"},
        {"items": {}},
        {"items": {"need": {"file": "need.csv", "rows": 1}}},
        {"items": {"need": {"file": "../need.csv", "rows": 1, "sha256": "0" * 64}}},
        {"items": {"need": {"file": "need.csv", "rows": True, "sha256": "0" * 64}}},
        {"items": {"need": {"file": "need.csv", "rows": 1, "sha256": "x"}}},
        {"shoe": 1},
    ],
)
def test_a_manifest_that_is_not_understood_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="cannot be taken"):
        read_manifest(json.dumps(GOOD | wrong))
    for text in ("", "[]", "{", "[" * 100_000):
        with pytest.raises(Refusal, match="cannot be taken"):
            read_manifest(text)


def keep(chen: User, code: str, since: date, **texts: str) -> None:
    set_value(FIRM, code, texts, valid_from=since, source="x", seen=0, person=chen, actor="chen")


@pytest.mark.django_db
def test_files_hold_what_stood_on_a_day_and_the_manifest_counts_and_weighs_them(tmp_path: Path) -> None:
    take_in_bank()
    chen = log_in("chen", "rm")
    keep(chen, "need", date(2026, 3, 1), product="loan", amount="1,200,000", by="2026-12-31")
    keep(chen, "need", date(2026, 9, 1), product="card")
    told = write_known(tmp_path, on=date(2026, 6, 1), bank="a bank")
    assert told == read_manifest((tmp_path / MANIFEST).read_text("utf-8"))
    assert {part.item for part in told.parts} == set(BY_CODE)
    part = next(part for part in told.parts if part.item == "need")
    content = (tmp_path / part.file).read_bytes()
    assert (part.rows, part.sha256) == (1, hashlib.sha256(content).hexdigest())
    assert list(csv.DictReader(content.decode().splitlines())) == [
        {
            "party_id": FIRM,
            "valid_from": "2026-03-01",
            "product": "loan",
            "amount": "1200000.00",
            "by": "2026-12-31",
            "use": "",
        }
    ]
    assert (tmp_path / part.file).stat().st_mode & 0o077 == 0
