"""What the simulated bank does to orders, and how it judges an enterprise's system: cases of the client's rule."""

import hashlib
import json
from dataclasses import replace

import pytest

from qiao.directlink.rules.core import Verdict
from qiao.directlink.rules.fox.messages import Request
from qiao.directlink.rules.fox.reading import read
from qiao.directlink.rules.fox.samples import sample_of
from qiao.directlink.rules.judging import Exchange, Fault, Kind, digest_of, findings, is_done, report_of
from qiao.directlink.rules.simulating import (
    Script,
    chosen,
    content_of,
    dressed,
    script_of,
    treatment_of,
    word_of,
    words_of,
)
from qiao.directlink.tests import vectors
from qiao.directlink.tests.vectors import batch, batch_item, message, payment, payroll, wage

pytestmark = pytest.mark.whatever_database
GOOD, LOST = (Script.GOOD,), (Script.LOST_REPLY,)


def seen(
    number: str = "P1", state: str = "PAYOUT", *, asks: bool = False, script: Script = Script.GOOD, content: str = "x"
) -> Exchange:
    """An exchange about an order: the order itself, or a question."""
    kind = Kind.QUESTION if asks else Kind.ORDER
    return Exchange(
        "2030-05-08T09:00:00+08:00",
        kind,
        number,
        script=script.value,
        content="" if asks else content,
        state=state,
        is_final=state in {"PAYOUT", "FAIL"},
    )


LOST_ORDER = replace(seen(script=Script.LOST_REPLY), is_sent=False)
PAGE = Exchange("", Kind.STATEMENT, "S1", span="A|2030-05-07", page=1, more=True)


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ([], [Fault.NOT_SEEN]),
        ([seen()], []),
        ([seen(state="PENDING"), seen(asks=True)], []),
        ([seen(state="PENDING"), seen()], []),
        ([seen(state="PENDING")], [Fault.STOPPED]),
        ([seen(state="")], [Fault.REFUSED]),
        ([seen(state=""), seen("P2")], []),
        ([seen(state="PENDING"), seen("P2")], [Fault.NEW_NUMBER, Fault.STOPPED]),
        ([seen(state="PENDING"), seen("P2"), seen(asks=True)], [Fault.NEW_NUMBER]),
        ([seen(), seen("P2")], []),
        ([seen(state="PENDING"), seen("P2", content="y"), seen(asks=True)], []),
        ([seen(), seen(content="y")], [Fault.OTHER_CONTENT]),
        ([seen(state="FAIL"), seen(state="FAIL")], [Fault.AFTER_FAILURE]),
        ([seen(state="FAIL"), seen("P2")], []),
        ([seen(state="FAIL"), seen(state="FAIL", asks=True)], []),
    ],
    ids=[
        "nothing sent",
        "paid at once",
        "asked until paid",
        "sent again until paid",
        "never asked what became of it",
        "refused",
        "refused and mended",
        "paid twice and forgotten",
        "paid twice",
        "another payment alike, after the end of the first",
        "another payment meanwhile",
        "a number used twice",
        "sent again after it failed",
        "sent anew after it failed",
        "asked after it failed",
    ],
)
def test_a_system_is_judged_by_what_it_sent(told: list[Exchange], faults: list[Fault]) -> None:
    (found,) = findings(told, GOOD, with_statement=False)
    assert (list(found.faults), found.is_passed) == (faults, not faults)


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ([LOST_ORDER], [Fault.NEVER_ASKED]),
        ([LOST_ORDER, seen(asks=True, script=Script.LOST_REPLY)], []),
        ([LOST_ORDER, seen(script=Script.LOST_REPLY)], []),
        ([LOST_ORDER, seen("P2", script=Script.LOST_REPLY)], [Fault.NEW_NUMBER, Fault.NEVER_ASKED]),
    ],
    ids=["silence", "asked", "sent again", "paid twice"],
)
def test_an_answer_that_was_lost_told_nothing(told: list[Exchange], faults: list[Fault]) -> None:
    (found,) = findings(told, LOST, with_statement=False)
    assert list(found.faults) == faults


@pytest.mark.parametrize(
    ("told", "faults"),
    [
        ([], [Fault.NOT_SEEN]),
        ([PAGE], [Fault.PAGE_MISSING]),
        ([PAGE, replace(PAGE, page=2, more=False)], []),
        ([PAGE, replace(PAGE, page=2, more=False, span="B")], [Fault.PAGE_MISSING]),
        ([PAGE, replace(PAGE, page=2), replace(PAGE, page=3, more=False)], []),
        ([PAGE, replace(PAGE, page=2)], [Fault.PAGE_MISSING]),
        ([replace(PAGE, more=False)], [Fault.NOT_SEEN]),
    ],
)
def test_pages_are_read_while_there_are_more(told: list[Exchange], faults: list[Fault]) -> None:
    _script, found = findings(told, GOOD, with_statement=True)
    assert list(found.faults) == faults


def test_a_run_is_done_when_nothing_can_be_made_good_any_more() -> None:
    twice = [seen(state="PENDING"), seen("P2"), seen(asks=True)]
    assert is_done(findings(twice, GOOD, with_statement=False))
    assert not is_done(findings(twice, GOOD, with_statement=True))
    assert not is_done(findings(twice[:1], GOOD, with_statement=False))


def test_a_report_bears_the_digest_of_all_else_in_it() -> None:
    found = findings([seen()], GOOD, with_statement=True)
    report = report_of([seen()], found, began="a", ended="b", version="1")
    bare = {key: value for key, value in report.items() if key != "digest"}
    plain = json.dumps(bare, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    assert (report["digest"], report["passed"]) == (hashlib.sha256(plain).hexdigest(), False)
    assert digest_of({**report, "passed": True}) != report["digest"]


# Scripts


def order(wrapper: str) -> Request:
    """The order of a message."""
    return read(message(wrapper)).requests[0]


@pytest.mark.parametrize(
    ("words", "given", "script"),
    [
        ("货款 lost-reply", 0, Script.LOST_REPLY),
        ("LATE-REJECT please", 5, Script.LATE_REJECT),
        ("货款", 0, Script.GOOD),
        ("货款", 2, Script.LOST_REPLY),
        ("货款", 99, Script.GOOD),
    ],
)
def test_a_script_is_named_by_an_order_or_comes_in_turn(words: str, given: int, script: Script) -> None:
    assert script_of(words, chosen("all"), given=given) is script
    assert chosen("night") == (Script.NIGHT,)


def test_an_order_names_its_script_wherever_it_can_speak() -> None:
    several = batch("B1", batch_item(1, vectors.B, name="白桦物流", amount="1"), total="1.00")
    assert words_of(order(payment("P1", purpose="slow"))) == "slow"
    assert words_of(order(several)) == "货款 五月"
    assert words_of(order(payroll("W1", wage(1)))) == "五月工资"
    assert words_of(Request("RBATCHTRSFR", "B1")) == ""
    assert words_of(sample_of("GATHER", on=vectors.TODAY)) == "物业费 样例 good"
    assert words_of(sample_of("FBBATCHGATHER", on=vectors.TODAY)) == "物业费 样例 good"


def test_a_payment_is_the_same_whatever_its_number_and_however_its_sum_is_written() -> None:
    first = content_of(order(payment("P1", amount="10.50")))
    assert {content_of(order(payment(number, amount=sum_))) for number, sum_ in (("P2", "10.5"), ("P3", "10.50"))} == {
        first
    }
    others = [payment("P1", amount="10.51"), payment("P1", amount="10.50", purpose="货款")]
    assert first not in {content_of(order(one)) for one in others}


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Script.GOOD, ["booked"]),
        (Script.LOST_REPLY, ["booked"]),
        (Script.DUPLICATE, ["booked"]),
        (Script.SLOW, ["pending", "pending", "booked"]),
        (Script.LATE_REJECT, ["pending", "refused"]),
        (Script.OLD_VERSION, ["pending", "booked"]),
        (Script.NIGHT, ["pending"] * 5),
    ],
)
def test_the_core_says_what_the_script_wants(script: Script, words: list[str]) -> None:
    said = [word_of(script, asked=asked, is_next_day=False).verdict for asked in range(len(words))]
    assert [one.value for one in said] == words
    if script is Script.NIGHT:
        assert word_of(script, asked=1, is_next_day=True).verdict is Verdict.BOOKED


def test_only_its_first_answer_is_lost_or_late() -> None:
    told = [treatment_of(script, is_order=True, earlier=0) for script in (Script.LOST_REPLY, Script.SLOW)]
    later = [treatment_of(script, is_order=True, earlier=1) for script in (Script.LOST_REPLY, Script.SLOW)]
    assert ([one.loses for one in told], [one.waits for one in told]) == ([True, False], [False, True])
    assert [(one.loses, one.waits) for one in later] == [(False, False)] * 2
    assert treatment_of(Script.DUPLICATE, is_order=True, earlier=3).twice
    assert not treatment_of(Script.DUPLICATE, is_order=False, earlier=3).twice


def test_an_older_banks_answer_lacks_what_is_optional_and_holds_what_is_unknown() -> None:
    plain = "<XFERINFO><CHEQUENUM>1</CHEQUENUM><DTDUE>2030-05-08</DTDUE><TRNAMT>1.00</TRNAMT></XFERINFO>"
    told = dressed(plain.encode("gbk")).decode("gbk")
    assert told == "<XFERINFO><TRNAMT>1.00</TRNAMT><NEWERNODE><INSIDE>new</INSIDE></NEWERNODE></XFERINFO>"
