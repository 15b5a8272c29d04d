"""Statements, reports and answers that chance makes up, with the worst of texts in them; and the schemas for them."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from lxml import etree

from qiao.directlink.rules.files import Code
from qiao.directlink.rules.iso.reporting import Answered, FileReport, PartTold, PaymentTold, Why
from qiao.directlink.rules.iso.resolving import Outcome, PartResolved, RefusalCode, Resolution, Resolved
from qiao.directlink.rules.iso.stated import Bank, Nature, Paging, Sender, Side, Stated, StatedLine, Totals
from qiao.directlink.rules.iso.statuses import OF_WHOLES, Status, Tally

CHINA = timezone(timedelta(hours=8))
SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
WORST = (
    *(
        "",
        " ",
        "\x00\x1b\r\n\t",
        "<>&\"']]>",
        "x" * 300,
        "云" * 300,
        "😀𠮷👨‍👩‍👧",
        "\ud800\ufffe\uffff",
        "&#0;",
        "-:-}{",
        ":86:",
        "?20?31",
    ),
    *(
        "//a//",
        "'\u2028\u0085",
        "Zoë Ångström",
        "（中国）有限公司",
        "\u3000张\u3000三\u3000",
        "EREF+SVWZ+",
        "-",
        ":",
        "//",
        "\ufdfa",
    ),
)
texts = st.one_of(st.sampled_from(WORST), st.text(st.characters(exclude_categories=()), max_size=200))
fen = st.integers(1, 10**14)
moments = st.datetimes(datetime(1980, 1, 1), datetime(2079, 12, 31), timezones=st.sampled_from([UTC, CHINA]))  # noqa: DTZ001  the strategy adds the zone
days = st.dates(date(1980, 1, 1), date(2079, 12, 31))
banks = st.builds(
    Bank, texts, bic=st.sampled_from(["", "ABCDCNBJ", "ABCDCNBJ123"]), number=st.one_of(st.just(""), texts)
)
individual = st.sampled_from([one for one in Status if one not in OF_WHOLES])


@st.composite
def stated(draw: st.DrawFn) -> Stated:
    """A statement whose lines lead from one balance to the other."""
    opening = draw(st.integers(-(10**13), 10**14))
    running, told = opening, []
    for number in range(draw(st.integers(0, 6))):
        moved = draw(fen) * draw(st.sampled_from([1, -1]))
        running += moved
        told.append(_line(draw, number, moved=moved, after=running))
    came, went = [[line.amount_fen for line in told if (line.amount_fen > 0) is sign] for sign in (True, False)]
    since = draw(days)
    return Stated(
        number=draw(texts),
        sequence=draw(st.integers(1, 120_000)),
        made_at=draw(moments),
        account=draw(texts),
        owner=draw(texts),
        bank=draw(banks),
        since=since,
        last=since + timedelta(days=draw(st.integers(0, 30))),
        opening_fen=opening,
        closing_fen=running,
        totals=Totals(len(came), sum(came), len(went), -sum(went)),
        lines=told,
        available_fen=draw(st.none() | st.integers(-(10**13), 10**14)),
        paging=Paging(draw(st.integers(1, 99)), draw(st.booleans())),
    )


def _line(draw: st.DrawFn, number: int, *, moved: int, after: int) -> StatedLine:
    return StatedLine(
        line=number,
        transfer=draw(texts),
        amount_fen=moved,
        on=draw(days),
        at=draw(moments),
        nature=draw(st.sampled_from(Nature)),
        summary=draw(st.sampled_from(["231", "904", "235", "999", "", "X"])),
        words=draw(texts),
        balance_fen=draw(st.sampled_from([None, after])),
        is_reversal=draw(st.booleans()),
        other=draw(st.builds(Side, texts, texts, texts, texts)),
        sender=draw(st.builds(Sender, texts, texts, texts, texts)),
        purpose=draw(texts),
        memo=draw(texts),
    )


whys = st.lists(st.builds(Why, st.none() | st.sampled_from(Code), texts), max_size=3).map(tuple)
tallies = st.lists(
    st.builds(Tally, st.sampled_from(Status), st.integers(0, 100_000), st.none() | st.integers(0, 10**20)), max_size=4
).map(tuple)
payments = st.lists(st.builds(PaymentTold, texts, texts, individual, whys, texts), max_size=3)
counts, sums = st.none() | st.integers(0, 100_000), st.none() | st.integers(0, 10**20)
parts = st.lists(st.builds(PartTold, texts, st.sampled_from(Status), payments, whys, counts, sums, tallies), max_size=3)
reports = st.builds(
    FileReport,
    number=texts,
    made_at=moments,
    bank=texts,
    file=st.builds(Answered, texts, texts, counts, sums),
    status=st.sampled_from(Status),
    parts=parts,
    whys=whys,
    tallies=tallies,
)
singles = st.sampled_from([one for one in Outcome if one is not Outcome.IN_PART])
refusals = st.none() | st.sampled_from(RefusalCode)
resolutions = st.builds(
    Resolution,
    number=texts,
    made_at=moments,
    bank=texts,
    asker=texts,
    case=texts,
    message_id=texts,
    message_name=texts,
    outcome=st.sampled_from(Outcome),
    parts=st.lists(
        st.builds(
            PartResolved,
            texts,
            st.sampled_from(Outcome),
            st.lists(st.builds(Resolved, texts, singles, texts, refusals, texts), max_size=3),
            refusals,
            texts,
        ),
        max_size=3,
    ),
    code=refusals,
    words=texts,
)


def schemas_of(request: pytest.FixtureRequest) -> Callable[[str], etree.XMLSchema]:
    """Schemas by a message's name: what the build fetched, else what lies among the test data; else the test skips."""

    @lru_cache
    def schema(name: str) -> etree.XMLSchema:
        found = next(SCHEMAS.rglob(f"{name}.xsd"), None)
        if found is None:
            data = request.getfixturevalue("data_folder") / "iso-xsd"
            found = next(data.rglob(f"{name}.xsd"), None)
        if found is None:
            pytest.skip(f"no schema of {name} was fetched, and none lies among the test data")
        return etree.XMLSchema(etree.parse(found))

    return schema


def faults_of(pieces: Iterator[str], schema: etree.XMLSchema) -> list[str]:
    """What a schema says of a message: nothing."""
    document = etree.fromstring("".join(pieces).encode())
    schema.validate(document)
    return [str(error) for error in schema.error_log]


def values(pieces: Iterator[str], path: str) -> list[Any]:
    """The texts at a path of a message, whatever its namespace: 'Ntry/Amt'."""
    document = etree.fromstring("".join(pieces).encode())
    steps = "//" + "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
    return [element.text for element in document.xpath(steps)]
