"""Samples of every interface: without an error of form on any day, answered well, and with words for every field."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.directlink.actions import playing, working
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api import fox, samples
from qiao.directlink.api.answers.answering import HANDLERS
from qiao.directlink.api.simulator import kind_of
from qiao.directlink.queries.fox_words import fox_words
from qiao.directlink.rules.fox import conditions, interfaces, itemlines
from qiao.directlink.rules.fox.asking import build, read_answer
from qiao.directlink.rules.fox.batches import WAGE_KINDS
from qiao.directlink.rules.fox.codes import COLLECTION_RESULTS, MESSAGES, PAYROLL_RESULTS, State
from qiao.directlink.rules.fox.describing import rows_of
from qiao.directlink.rules.fox.layout import laid_out
from qiao.directlink.rules.fox.messages import Reply
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.fox.samples import ASKS_FOR, SIGNED_ONLY, sample_of, sign_on_of
from qiao.directlink.rules.judging import Kind
from qiao.directlink.tests.vectors import VECTORS
from qiao.ground import clock

TODAY = date(2030, 5, 8)
AT = datetime(2030, 5, 8, 1, 10, tzinfo=UTC)
NAMES = tuple(interfaces.ALL)


@pytest.mark.whatever_database
@given(on=st.dates(date(1970, 1, 1), date(8999, 12, 31)))
def test_a_sample_has_its_form_on_any_day(on: date) -> None:
    for name in NAMES:
        (request,) = read(laid_out(build(sign_on_of(on), [sample_of(name, on=on)])).encode("gbk")).requests
        assert (request.interface, conditions.fault_of(request, today=conditions.Today(on))) == (name, None)


@pytest.mark.whatever_database
def test_every_interface_that_is_served_has_a_sample_after_what_it_asks_for() -> None:
    assert set(NAMES) == set(HANDLERS)
    for name, earlier in ASKS_FOR.items():
        assert NAMES.index(earlier) < NAMES.index(name)


@pytest.mark.whatever_database
@pytest.mark.parametrize("key", VECTORS)
def test_a_message_that_is_laid_out_says_the_same(key: str) -> None:
    sent = VECTORS[key].sent
    assert read(laid_out(sent).encode("gbk")) == read(sent)


@pytest.mark.django_db
def test_every_sample_is_answered_well_by_the_simulated_bank(tmp_path: Path) -> None:
    told = {one.name: read_answer(one.answer).replies[0] for one in samples.answered(on=TODAY, keys=tmp_path)}
    assert {name: reply.status.code for name, reply in told.items()} == dict.fromkeys(NAMES, 0)
    assert [name for name, reply in told.items() if reply.body is None] == []
    states = {reply.state for reply in told.values() if reply.state}
    assert states <= {State.PAYOUT, State.PENDING, State.PROCESSING, State.SUBMIT_SUCC}


def through_the_door(body: bytes) -> Reply:
    """What the server's own endpoint answers."""
    environ: dict[str, Any] = {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
    parts = fox.application(environ | {"REMOTE_ADDR": "127.0.0.1"}, lambda _status, _headers: None)
    (reply,) = read_answer(b"".join(parts)).replies
    return reply


@pytest.fixture
def door(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The simulator's enterprise behind the server's endpoint, at a clock that stands."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    fox._bank.cache_clear()  # noqa: SLF001  it keeps the clock of whoever asked first
    playing.set_up(at=AT, certificate="")
    yield
    fox._bank.cache_clear()  # noqa: SLF001  the same


@pytest.mark.whatever_database  # its connections are looked after
@pytest.mark.django_db
def test_every_sample_is_answered_at_the_servers_door(door: None) -> None:
    codes = {}
    for name in NAMES:
        codes[name] = through_the_door(laid_out(samples.request_of(name, on=TODAY)).encode("gbk")).status.code
        while working.work_once(EmbeddedCore(), now=lambda: AT):
            pass
    unsigned = {*SIGNED_ONLY, *(name for name, asked in ASKS_FOR.items() if asked in SIGNED_ONLY)}
    assert {name for name, code in codes.items() if code} == unsigned
    assert {codes[name] for name in SIGNED_ONLY} == {2005}


@pytest.mark.whatever_database
def test_receipts_and_statements_agreed_to_use_up_no_script() -> None:
    kinds = {name: kind_of(sample_of(name, on=TODAY)) for name in ("XFER", "ELECTRONICRECEIPT", "BATCHCHECK")}
    assert kinds == {"XFER": Kind.ORDER, "ELECTRONICRECEIPT": Kind.OTHER, "BATCHCHECK": Kind.OTHER}


# Words


def paths() -> list[str]:
    """Every element of every interface and of the sign-on, its interface in front."""
    shapes = [("", interfaces.SIGN_ON, True), ("", interfaces.SIGNED_ON, False)]
    for name, one in interfaces.ALL.items():
        shapes += [(name, one.asked, True), (name, one.answered, False)]
    return [f"{name}/{row.path}" for name, shape, asked in shapes for row in rows_of(shape, asked=asked)]


@pytest.mark.whatever_database
def test_every_field_has_words_and_no_words_are_left_over() -> None:
    words = fox_words()
    known = {id(called): end for end, called in words.fields.items()}
    used = {known[id(words.field(path))] for path in paths()}
    assert set(words.fields) - used == set()
    assert set(words.interfaces) == set(NAMES)


@pytest.mark.whatever_database
def test_every_code_has_its_english() -> None:
    english = fox_words().english
    assert {kind: set(table) for kind, table in english.items()} == {
        "lines": {element.name for element, _is_required in itemlines.FIELDS},
        "codes": {str(int(code)) for code in MESSAGES},
        "states": {state.value for state in State},
        "wages": set(WAGE_KINDS),
        "wage_results": set(PAYROLL_RESULTS),
        "collection_results": set(COLLECTION_RESULTS),
    }
