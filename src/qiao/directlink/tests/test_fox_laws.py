"""Laws of the messages of FOX, for every interface: what is written is read back, and nothing else gets through."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.directlink.rules.fox import asking, interfaces
from qiao.directlink.rules.fox.codes import Status
from qiao.directlink.rules.fox.messages import Answer, Envelope, Reply, Request, SignedOn, SignOn
from qiao.directlink.rules.fox.parts import part_of
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.fox.shapes import ONLY_ASKED
from qiao.directlink.rules.fox.writing import write
from qiao.directlink.tests.fox_bodies import LETTERS, answered_bodies, asked_bodies, words
from qiao.directlink.tests.vectors import VECTORS
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

SIGN_ON = SignOn("2030-05-08 09:00:00", "1000000001", "op01", "right-1", language="CHS")
SIGNED_ON = SignedOn(Status(), "2030-05-08 09:00:01", "1000000001@7:MDEyMzQ1Njc4OTAxMjM0NQ==", "2030-05-08 09:15:01")
EXAMPLES_EACH = 20
"""Of each of the twenty-odd interfaces."""
EVERY = pytest.mark.parametrize("name", interfaces.ALL)
NUMBERS = st.text("ABCabc0123456789-_", min_size=1, max_size=30)
NODES = (
    "<NEWER/>",
    "<NEWER>7</NEWER>",
    "<NEWER A='1'><TRNAMT>9</TRNAMT><ACCTID>8</ACCTID></NEWER>",
    "<!-- word -->",
    "\n  ",
)
GROUPS = re.compile(rb"(?<=>)(?=<)")


@EVERY
@settings(max_examples=EXAMPLES_EACH)
@given(drawn=st.data(), trnuid=NUMBERS)
def test_what_a_client_builds_is_what_the_bank_reads(name: str, drawn: st.DataObject, trnuid: str) -> None:
    interface = interfaces.ALL[name]
    cookie = drawn.draw(st.none() | words(20)) if interface.keeps_cookie else None
    request = Request(name, trnuid, drawn.draw(asked_bodies(interface)), cookie)
    assert read(asking.build(SIGN_ON, [request])) == Envelope(SIGN_ON, (request,))


@EVERY
@settings(max_examples=EXAMPLES_EACH)
@given(drawn=st.data(), trnuid=NUMBERS, cookie=st.none() | words(20), code=st.sampled_from([0, 2002, 6421]))
def test_what_the_bank_writes_is_what_a_client_reads(
    name: str, drawn: st.DataObject, trnuid: str, *, cookie: str | None, code: int
) -> None:
    body = drawn.draw(st.none() | answered_bodies(interfaces.ALL[name]))
    reply = Reply(name, trnuid, Status(code, "INFO", drawn.draw(words(20))), body, cookie, version="2.0")
    answer = Answer(SIGNED_ON, (reply, Reply("XFER", "X1")))
    written = write(answer)
    assert asking.read_answer(written) == answer
    assert write(answer) == written
    assert [one.version for one in asking.read_answer(written).replies] == ["", ""]


@given(drawn=st.data())
def test_a_part_is_kept_as_plain_values_and_comes_back(drawn: st.DataObject) -> None:
    part = drawn.draw(st.one_of([asked_bodies(one) for one in interfaces.ALL.values()]))
    assert part_of(part.plain()) == part


@given(letters=st.text(max_size=40))
def test_whatever_a_name_holds_the_answer_is_a_message(letters: str) -> None:
    body: dict[str, Any] = {"ACCTID": letters, "NAME": letters}
    reply = Reply("CURRACCTQUERY", letters, Status(2002, "ERROR", letters), body, letters)
    written = write(Answer(SIGNED_ON, (reply,)))
    (told,) = asking.read_answer(written).replies
    kept = "".join({"<": "＜", ">": "＞", "&": "＆"}.get(one, one) for one in letters if one in {*LETTERS, *"<>&"})
    assert set(kept) - set(" ") <= set(told.part.text("NAME"))


@given(sent=st.binary(max_size=200))
def test_bytes_of_chance_are_refused_and_never_crash(sent: bytes) -> None:
    for reader in (read, asking.read_answer):
        with pytest.raises(Refusal):
            reader(sent)


MIXED = st.sampled_from(sorted(VECTORS))


@given(key=MIXED, place=st.integers(0, 10_000), new=st.binary(max_size=3), gone=st.integers(0, 3))
def test_a_changed_message_is_read_or_refused_and_nothing_else(key: str, place: int, new: bytes, gone: int) -> None:
    sent = VECTORS[key].sent
    at = place % len(sent)
    changed = sent[:at] + new + sent[at + gone :]
    told = outcome(changed)
    assert told.startswith("fox.") if isinstance(told, str) else all(map(is_run_or_refused, told.requests))


def outcome(sent: bytes) -> Envelope | str:
    """What was read, or the code of the refusal."""
    try:
        return read(sent)
    except Refusal as refusal:
        return refusal.code


def is_run_or_refused(request: Request) -> bool:
    """A request with a fault has no body that could be run."""
    return request.body is None or request.fault is None


@given(key=MIXED, place=st.integers(0, 10_000), node=st.sampled_from(NODES))
def test_nodes_that_are_not_known_change_nothing(key: str, place: int, node: str) -> None:
    sent = VECTORS[key].sent
    start = sent.index(b"<FOX>") + 1
    places = [
        found.start() for found in GROUPS.finditer(sent) if found.start() > start and _is_between(sent, found.start())
    ]
    at = places[place % len(places)]
    assert read(sent[:at] + node.encode("gbk") + sent[at:]) == read(sent)


def _is_between(sent: bytes, at: int) -> bool:
    """Whether a place lies among the children of a group, and not inside an empty value."""
    before = re.search(rb"<(\w+)[^<>]*>$", sent[:at])
    return not (before and sent[at:].startswith(b"</" + before[1] + b">"))


@pytest.mark.parametrize("key", ["1", "2", "3", "10", "12"])
def test_a_message_that_ends_too_early_is_refused_at_every_byte(key: str) -> None:
    sent = VECTORS[key].sent
    for end in range(len(sent)):
        with pytest.raises(Refusal) as refusal:
            read(sent[:end])
        assert refusal.value.code == "fox.truncated", end


def test_an_answer_that_ends_too_early_is_refused_at_every_byte() -> None:
    body = {"ACCTID": "901010100100000018", "NAME": "云杉贸易", "BALAMT": "5.00"}
    written = write(Answer(SIGNED_ON, (Reply("CURRACCTQUERY", "V1", body=body),)))
    for end in range(len(written)):
        with pytest.raises(Refusal) as refusal:
            asking.read_answer(written[:end])
        assert refusal.value.code == "fox.truncated", end


@EVERY
def test_an_interface_is_described_whole(name: str) -> None:
    interface = interfaces.ALL[name]
    for shape in (interface.asked, interface.answered):
        assert [one for one in _within(shape) if one.since not in {"", "2.0", ONLY_ASKED}] == []
        assert [one.name for one in _within(shape) if not one.name.replace("_", "").isalnum()] == []
    assert replace(Request(name, "1"), body=None).body is None


def _within(shape: Any) -> list[Any]:
    return [one for child in shape.elements for one in (child, *_within(child))]
