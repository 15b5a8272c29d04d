"""Laws of files of orders, for any of them: what was written is read, to the last letter and fen."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.directlink.adapters.iso.reading import read_file
from qiao.directlink.rules.files import FileKind
from qiao.directlink.rules.iso.amounts import FILE_AMOUNT_FEN_MOST, SUM_PLACES, plain_fen, scaled, whole_fen
from qiao.directlink.rules.iso.values import day_of, is_iban
from qiao.directlink.rules.iso.versions import VERSIONS, Version
from qiao.directlink.tests.iso_files import Wanted, WantedFile, WantedPart, written
from qiao.ground.money import scaled_from_text, text_of_scaled

pytestmark = pytest.mark.whatever_database

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp", "Zs"], exclude_characters="￾￿")
"""What XML can hold, without blanks, which are drawn together."""
FEN = st.integers(1, FILE_AMOUNT_FEN_MOST)
ALNUM = "0123456789ABCDEFGHJKabcdefghjk-"


def text_of(fen: int) -> str:
    """An amount as it is written."""
    return f"{fen // 100}.{fen % 100:02}"


PAYMENTS = st.builds(
    Wanted,
    end_to_end=st.just(""),
    amount=FEN.map(text_of),
    name=st.text(LETTERS, min_size=1, max_size=70),
    account=st.text(ALNUM, min_size=1, max_size=32),
    sender_number=st.text(LETTERS, max_size=35),
    purpose=st.lists(st.text(LETTERS, min_size=1, max_size=140), max_size=1),
    bank_number=st.sampled_from(["", "102100099996", "10210009999600"]),
    bic=st.sampled_from(["", "ICBKCNBJ", "BKCHCNBJ110"]),
    bank_name=st.text(LETTERS, max_size=70),
    contract=st.text(ALNUM, max_size=35),
)
PARTS = st.lists(st.lists(PAYMENTS, min_size=1, max_size=4), min_size=1, max_size=3)


@settings(max_examples=150)
@given(parts=PARTS, version=st.sampled_from([*VERSIONS.values()]))
def test_what_was_written_is_read(parts: Sequence[Sequence[Wanted]], version: Version) -> None:
    numbered = [
        WantedPart([_numbered(one, f"E{place}-{index}", version) for index, one in enumerate(part)], number=f"P{place}")
        for place, part in enumerate(parts, start=1)
    ]
    with TemporaryDirectory() as folder:
        staged = read_file(BytesIO(written(WantedFile(numbered, version))), scratch=Path(folder))
        read = list(staged.payments())
    assert staged.faults == ()
    expected = [(place, one) for place, part in enumerate(numbered, start=1) for one in part.payments]
    assert [
        (paid.part, paid.end_to_end, text_of(paid.amount_fen), paid.name, paid.account, paid.sender_number)
        for paid in read
    ] == [(place, one.end_to_end, one.amount, one.name, one.account, one.sender_number) for place, one in expected]
    assert [(paid.bank_number, paid.bic, paid.bank_name, paid.purpose, paid.contract) for paid in read] == [
        (one.bank_number, one.bic, one.bank_name, "".join(one.purpose), one.contract) for _place, one in expected
    ]
    assert staged.sum_fen == staged.head.sum_fen == sum(part.sum_fen or 0 for part in staged.parts)


def _numbered(one: Wanted, number: str, version: Version) -> Wanted:
    """The payment under its own number; credit transfers have no contract."""
    return Wanted(
        number,
        *(one.amount, one.name, one.account),
        sender_number=one.sender_number,
        purpose=one.purpose,
        bank_number=one.bank_number,
        bic=one.bic,
        bank_name=one.bank_name,
        contract=one.contract if version.kind is FileKind.COLLECTIONS else "",
    )


@given(FEN)
def test_an_amount_as_it_is_written_is_read_at_a_glance(fen: int) -> None:
    assert plain_fen(text_of(fen)) == fen == whole_fen(scaled(text_of(fen)))


@given(st.integers(-(10**18), 10**18), st.integers(0, SUM_PLACES))
def test_a_sum_of_any_decimals_is_exact(value: int, places: int) -> None:
    text = text_of_scaled(value, places=places)
    assert scaled(text) == scaled_from_text(text, places=SUM_PLACES)


@given(st.text(max_size=40))
def test_no_text_is_an_amount_by_accident(text: str) -> None:
    read = scaled(text)
    assert read is None or read == scaled_from_text(text, places=SUM_PLACES)


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_none(text: str) -> None:
    day = day_of(text)
    assert day is None or day.isoformat()[:2] <= "99"


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=30), st.integers(0, 99))
def test_two_letters_that_change_places_are_noticed(body: str, other: int) -> None:
    digits = next(f"{check:02}" for check in range(2, 99) if is_iban(f"CN{check:02}{body}"))
    assert is_iban(f"CN{other:02}{body}") == (other % 97 == int(digits) % 97)
