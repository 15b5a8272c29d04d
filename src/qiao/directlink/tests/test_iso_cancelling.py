"""A request to withdraw: the whole file, a part, single payments; and what is no such request."""

from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from qiao.directlink.adapters.iso.cancelling import read_cancellation
from qiao.directlink.rules.iso.cancelling import Cancellation, Scope
from qiao.directlink.rules.iso.versions import CANCELLATIONS, NAMESPACE
from qiao.directlink.tests.iso_withdrawals import CUST, DUPL, part, payment, request, whole
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

PAYMENTS = part(payment("E1") + payment("E2", DUPL))


def read(message: bytes) -> Cancellation:
    return read_cancellation(BytesIO(message))


@pytest.mark.parametrize("namespace", CANCELLATIONS)
def test_a_whole_file_is_withdrawn(namespace: str) -> None:
    told = read(request(whole(), namespace=namespace))
    assert (told.message_id, told.version, told.made) == ("C20300508-1", namespace[-2:], "2030-05-08T10:00:00")
    assert [(one.scope, one.message_id, one.reason) for one in told.withdrawals] == [(Scope.FILE, "M1", "CUST")]


def test_a_part_is_withdrawn() -> None:
    only = read(request(part("<PmtInfCxl>1</PmtInfCxl>" + CUST))).withdrawals
    assert [(one.scope, one.message_id, one.part, one.reason) for one in only] == [(Scope.PART, "M1", "P1", "CUST")]


def test_single_payments_are_withdrawn_each_with_its_reason() -> None:
    told = read(request(PAYMENTS, control="<CtrlData><NbOfTxs>2</NbOfTxs></CtrlData>\n"))
    assert [(one.scope, one.part, one.end_to_end, one.reason) for one in told.withdrawals] == [
        (Scope.PAYMENT, "P1", "E1", ""),
        (Scope.PAYMENT, "P1", "E2", "付重了"),
    ]


def test_the_file_may_be_named_once_for_all_parts() -> None:
    told = read(request(whole(mark="") + part(payment("E1"), group="")))
    assert [(one.message_id, one.end_to_end, one.reason) for one in told.withdrawals] == [("M1", "E1", "CUST")]


REFUSED = (
    ("a file of orders", request(whole(), namespace=f"{NAMESPACE}pain.001.001.09"), "cancellation.kind"),
    ("a later version than any", request(whole(), namespace=f"{NAMESPACE}camt.055.001.77"), "cancellation.kind"),
    ("nothing named", request(""), "cancellation.scope"),
    ("a file named, not withdrawn", request(whole(mark="<GrpCxl>false</GrpCxl>")), "cancellation.scope"),
    ("a whole file and a part", request(whole() + PAYMENTS), "cancellation.scope"),
    ("a whole part and a payment", request(part("<PmtInfCxl>true</PmtInfCxl>" + payment("E1"))), "cancellation.scope"),
    ("a part without its file", request(part(payment("E1"), group="")), "cancellation.message"),
    ("another count", request(PAYMENTS, control="<CtrlData><NbOfTxs>3</NbOfTxs></CtrlData>"), "cancellation.count"),
    ("a payment without a number", request(part("<TxInf></TxInf>")), "cancellation.form"),
    ("a number of 36 letters", request(part(payment("E" * 36))), "cancellation.form"),
    ("another order", request(part(CUST + "<PmtInfCxl>true</PmtInfCxl>")), "cancellation.form"),
    ("a mark that is none", request(whole(mark="<GrpCxl>ja</GrpCxl>")), "cancellation.form"),
    ("an element of another space", request(whole() + '<x xmlns="urn:x"/>'), "cancellation.form"),
    ("words between", request("您好" + whole()), "cancellation.form"),
    ("cut off", request(whole())[:-9], "file.form"),
    ("a document type", request(whole()).replace(b"<Document", b"<!DOCTYPE x><Document"), "file.doctype"),
    ("too deep", request(whole() + part("<PmtInfCxl>1</PmtInfCxl>" + "<a>" * 30 + "</a>" * 30)), "cancellation.depth"),
)


@pytest.mark.parametrize(("message", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_no_request_is_refused(message: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(message)
    assert refused.value.code == code


def test_a_thousandfold_request_is_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "withdraw.xml"
    file.write_bytes(request(part("".join(payment(f"E{index}") for index in range(10_000)))))
    assert len(read_cancellation(file).withdrawals) == 10_000


def test_what_is_read_is_what_the_schema_of_the_ninth_version_allows(data_folder: Path) -> None:
    schema = etree.XMLSchema(file=str(data_folder / "iso-xsd" / "moov" / "camt.055.001.09.xsd"))
    taken = [request(whole()), request(PAYMENTS), request(part("<PmtInfCxl>true</PmtInfCxl>" + CUST))]
    assert [schema.validate(etree.fromstring(message)) for message in taken] == [True, True, True]
    of_form = [message for _name, message, code in REFUSED if code == "cancellation.form"]
    judged = [schema.validate(etree.fromstring(message)) for message in of_form]
    assert judged.count(True) == 1, "a payment without any number is in the form of the schema, and names nothing"
