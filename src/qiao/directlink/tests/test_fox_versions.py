"""Old customers stay served: what they ever sent is answered today with the bytes it was answered with then.

Source: piece 7 (新版本接口向低版本兼容，不影响银企直联老客户使用). To record a release, name a
file that is not there yet: `QIAO_LINK_RECORD=0.2 pytest …/test_fox_versions.py`; review
it, and never change one that stands.
"""

import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test.utils import override_settings

from qiao.directlink.api.answers.answering import HANDLERS
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.reading import read as read_request
from qiao.directlink.rules.fox.statements import SECOND_TAGS
from qiao.directlink.tests import recorded_cases, recording
from qiao.directlink.tests.recording import FOLDER, Case, read, replayed, scene

pytestmark = pytest.mark.django_db
OLD = "older"
RECORDED = {path.stem: read(path) for path in sorted(FOLDER.glob("*.json"))}
CASES = [pytest.param(case, id=f"{name}: {case.title}") for name, cases in RECORDED.items() for case in cases]
NEWER = "<NEWERNODE><INSIDE>新</INSIDE></NEWERNODE>"
BEFORE_ENDS = re.compile(r"(?=</(?:SONRQ|XFERINFO|RQBODY|SCUSTSTMTRQ|XFERINQRQ|GATHERINFO|RPAYOFFINFO|\w+TRNRQ)>)")
ANSWER_ENDS = re.compile(r"(?=</(?:SONRS|STATUS|XFERINFO|RSBODY|XFERRS|STMTTRN|TRANLIST|XFER|\w+TRNRS|FOX)>)")


@pytest.fixture(autouse=True)
def bank() -> Iterator[None]:
    """The scene of the recordings; a password is checked fast."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        scene()
        yield


@pytest.mark.skipif("QIAO_LINK_RECORD" not in os.environ, reason="records a release when it is asked to")
def test_record_a_release() -> None:
    name = os.environ["QIAO_LINK_RECORD"]
    asked = recorded_cases.old_cases() if name == OLD else recorded_cases.cases()
    answered = [
        Case(
            case.title,
            tuple(
                replace(exchange, answered=told) for exchange, told in zip(case.exchanges, replayed(case), strict=True)
            ),
        )
        for case in asked
    ]
    recording.write(FOLDER / f"{name}.json", answered)
    assert read(FOLDER / f"{name}.json") == answered


@pytest.mark.parametrize("case", CASES)
def test_what_was_recorded_is_answered_byte_for_byte(case: Case) -> None:
    assert replayed(case) == [exchange.answered for exchange in case.exchanges]


@pytest.mark.parametrize("case", CASES)
def test_nodes_of_a_newer_customer_change_no_answer(case: Case) -> None:
    told = replayed(case, lambda asked: BEFORE_ENDS.sub(NEWER, asked))
    assert told == [exchange.answered for exchange in case.exchanges]


@pytest.mark.parametrize("case", CASES)
def test_nodes_of_a_newer_bank_change_nothing_that_a_customer_reads(case: Case) -> None:
    for exchange in case.exchanges:
        newer = ANSWER_ENDS.sub(NEWER, exchange.answered).encode("gbk")
        assert read_answer(newer) == read_answer(exchange.answered.encode("gbk"))


def test_every_interface_is_recorded() -> None:
    told = [exchange for cases in RECORDED.values() for case in cases for exchange in case.exchanges]
    asked = {request.interface for exchange in told for request in read_request(exchange.asked.encode("gbk")).requests}
    assert HANDLERS.keys() <= asked
    run = {
        reply.interface
        for exchange in told
        for reply in read_answer(exchange.answered.encode("gbk")).replies
        if reply.status.is_done
    }
    assert sorted(HANDLERS.keys() - run) == []


# Both ends of different age


def in_order(node: ET.Element, tags: tuple[str, ...]) -> list[str]:
    """What a customer's older program reads of a line: the tags it knows, each sought behind the one before."""
    found, at = [], 0
    children = list(node)
    for tag in tags:
        place = next((place for place in range(at, len(children)) if children[place].tag == tag), None)
        if place is not None:
            found.append(f"{tag}={children[place].text or ''}")
            at = place + 1
    return found


def lines_of(text: str) -> list[ET.Element]:
    """The lines of a statement's answer, by a reader that is not ours."""
    return ET.fromstring(text.partition("?>")[2]).findall(".//STMTTRN")  # noqa: S314  our own answer


FIRST_TAGS = (
    *("SRVRTID", "TRNTYPE", "TRNCODE", "DTACCT", "TRNAMT", "BALAMT", "CURRENCY", "CORRELATE_ACCTID"),
    *("CORRELATE_NAME", "CHEQUENUM", "BILLTYPE", "BILLNUMBER", "CORRELATE_BANKNAME", "CORRELATE_BANKCODE"),
    *("BUSINESSTYPE", "ATTACHINFO"),
)
"""What both shapes of a line say alike: all of the first but MEMO."""


def test_an_old_program_reads_of_the_new_shape_what_it_reads_of_the_old_one() -> None:
    (case,) = [case for cases in RECORDED.values() for case in cases if case.title.startswith("vectors 11 and 12")]
    old, new = case.exchanges[0].answered, case.exchanges[3].answered
    read_of_old, read_of_new = ([in_order(line, FIRST_TAGS) for line in lines_of(text)] for text in (old, new))
    assert (read_of_new, len(read_of_old)) == (read_of_old, 100)
    assert {tag for line in lines_of(old) for tag in (child.tag for child in line)} & set(SECOND_TAGS) == set()
    assert lines_of(new)[0].find("HXJYLSBH") is not None


def test_a_new_program_reads_an_old_answer() -> None:
    for case in RECORDED[OLD]:
        for exchange in case.exchanges:
            (reply,) = read_answer(exchange.answered.encode("gbk")).replies
            assert reply.trnuid == "OLD1"
            assert reply.state is not None or len(reply.part.parts("TRANLIST/STMTTRN")) == 3
