"""A number of the bank that changes on a day: FOX and the order behind it go by the one that is in force."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from qiao.directlink.actions import working
from qiao.directlink.adapters import passwords
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.api.answers.answering import Bank, answer
from qiao.directlink.models import Enterprise, Operator
from qiao.directlink.rules import parameters
from qiao.directlink.rules.fox.asking import read_answer
from qiao.directlink.rules.fox.messages import Reply
from qiao.directlink.tests import cast, vectors
from qiao.office import queries as office
from qiao.office.queries import Approval, ParameterValue
from qiao.office.rules.parameter import Parameter

pytestmark = pytest.mark.django_db
MORNING = datetime(2030, 5, 8, 1, 10, tzinfo=UTC)
CHANGE = date(2030, 5, 9)
NEW = (parameters.DUE_FIRST, parameters.HISTORY_MONTHS, parameters.AGREED_MONTHS, parameters.RECEIPTS_KEPT)


def sent(wrapper: str, *, at: datetime) -> Reply:
    """What the bank answers to one request of op01, who signs on as the vectors say."""
    bank = Bank(EmbeddedCore(), lambda: at)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        (reply,) = read_answer(answer(vectors.message(wrapper), None, "127.0.0.1", bank=bank)).replies
    return reply


def work(at: datetime) -> None:
    """The worker's rounds until nothing is left to do."""
    while working.work_once(EmbeddedCore(), now=lambda: at):
        pass


@pytest.fixture(autouse=True)
def _bank() -> None:
    """The company whose orders go at once."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        cast.play()
        Operator.objects.filter(enterprise_id=cast.COMPANY, name="op01").update(
            password=passwords.stored(vectors.PASSWORD)
        )
    Enterprise.objects.update(signature_wanted=False)
    cast.wants(0)


def from_then_on(parameter: Parameter, value: Any) -> None:
    """Two persons have decided that a parameter has another value from the day of the change."""
    decided = Approval.objects.create(
        kind="parameter",
        subject=parameter.name,
        wish={},
        before={},
        reason="r",
        asked_by="he",
        asked_at=MORNING,
        due=CHANGE,
        state="approved",
        decided_by="hou",
        decided_at=MORNING,
    )
    ParameterValue.objects.create(name=parameter.name, since=CHANGE, value=value, reason="r", approval=decided)


@pytest.mark.parametrize(
    ("parameter", "value", "wrapper"),
    [
        (parameters.DUE_SINGLE, 20, vectors.due_payment("P{day}", "2030-05-28")),
        (parameters.DUE_FIRST, {"single": 0, "batch": 1, "payroll": 0}, vectors.due_payment("P{day}", "2030-05-{day}")),
        (parameters.ROUTE_MOST, {"small": 100_000_000, "super": 6_000_000}, vectors.super_payment("P{day}", "60000")),
    ],
    ids=lambda one: one.name if isinstance(one, Parameter) else "",
)
def test_an_order_is_held_against_the_bound_of_its_day(parameter: Parameter, value: Any, wrapper: str) -> None:
    from_then_on(parameter, value)
    codes = [
        sent(wrapper.replace("{day}", f"{day:02}"), at=MORNING + timedelta(days=day - 8)).status.code for day in (8, 9)
    ]
    assert codes == [2002, 0]


def test_receipts_lie_ready_as_long_as_the_bank_said_on_the_day_they_were_made() -> None:
    from_then_on(parameters.RECEIPTS_KEPT, 30)
    told = []
    for day, number in ((8, "E1"), (9, "E2")):
        at = MORNING + timedelta(days=day - 8)
        made = f"<RECEIPT_TYPE>01</RECEIPT_TYPE><ACCTID>{vectors.A}</ACCTID>"
        wrapper = f"<TRNUID>{number}</TRNUID><RQBODY>{made}<RECEIPTDATE>2030-05-{day - 1:02}</RECEIPTDATE></RQBODY>"
        assert sent(f"<ELECTRONICRECEIPTTRNRQ>{wrapper}</ELECTRONICRECEIPTTRNRQ>", at=at).status.code == 0
        work(at)
        asked = f"<TRNUID>Q{number}</TRNUID><RQBODY><CLT_REF_NO>{number}</CLT_REF_NO></RQBODY>"
        told.append(sent(f"<ASYNRECEIPTINFOTRNRQ>{asked}</ASYNRECEIPTINFOTRNRQ>", at=at).part.text("DUE_DATE"))
    assert told == ["2030-05-15", "2030-06-08"]


@pytest.mark.parametrize("parameter", NEW, ids=lambda one: one.name)
def test_a_bound_says_where_it_comes_from_and_that_it_is_to_be_verified(parameter: Parameter) -> None:
    shown = office.dated(parameter.name, on=CHANGE)
    assert (shown.parameter.verified, bool(shown.parameter.source), shown.value) == (False, True, parameter.default)
