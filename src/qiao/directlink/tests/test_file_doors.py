"""Files through the doors that users have: samples of enterprises' systems, at the desk and over REST."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from qiao.directlink.actions import working
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.adapters.iso.published import schema_of
from qiao.directlink.models import Entry, Instruction, OrderFile, Payment
from qiao.directlink.queries.file_reports import words_of
from qiao.directlink.queries.profiles import profile_named, profiles, sample_in
from qiao.directlink.rules.profiles import Profile
from qiao.directlink.rules.states import State
from qiao.directlink.tests.at_desk import Scene, come_in, opened_desk, text_of
from qiao.directlink.tests.cast import A
from qiao.directlink.tests.iso_withdrawals import request as withdrawal
from qiao.directlink.tests.rest_system import System

pytestmark = pytest.mark.django_db
BY_FILE = [one for one in profiles() if one.channel == "files"]


@pytest.fixture
def scene(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The cast before the desk and the interface."""
    with opened_desk(monkeypatch) as opened:
        yield opened


def valid(content: bytes) -> Any:
    """A message that its schema takes, as a tree."""
    tree = etree.fromstring(content)
    schema_of(etree.QName(tree).namespace.rsplit(":", 1)[1]).assertValid(tree)
    return tree


def at(tree: Any, name: str) -> list[str]:
    """The texts of all elements of a name."""
    return [str(one.text) for one in tree.iter(f"{{*}}{name}")]


def sent(system: System, content: bytes, *, path: str = "/v1/files?effect=sign", language: str = "en") -> Any:
    """A file over REST."""
    headers = {**system.signed("POST", path, content), "accept-language": language}
    return system.send("POST", path, content, headers=headers, kind="application/xml")


def work(scene: Scene) -> None:
    """Round after round until nothing is left."""
    while working.work_once(EmbeddedCore(), now=lambda: scene.at):
        pass


@pytest.mark.parametrize("profile", BY_FILE, ids=lambda one: one.name)
def test_the_sample_of_a_system_is_taken_over_rest_and_answered_in_its_form(scene: Scene, profile: Profile) -> None:
    system = System(scene)
    answer = sent(system, sample_in(profile))
    assert (answer.status_code, answer.json()["state"], answer.json()["faults"]) == (201, "taken", [])
    again = sent(system, sample_in(profile))
    assert (again.status_code, again.json()["replayed"], again.json()["id"]) == (200, True, answer.json()["id"])
    work(scene)
    assert {one.state for one in Instruction.objects.all()} == {State.PAID}
    report = system.get(f"/v1/files/{answer.json()['id']}/report")
    tree = valid(report.content)
    assert etree.QName(tree).namespace.endswith(profile.answer)
    assert set(at(tree, "TxSts")) == {"ACSC"}
    assert at(tree, "OrgnlEndToEndId") == list(Payment.objects.order_by("id").values_list("end_to_end", flat=True))
    camt = system.get(f"/v1/accounts/{A}/statement/{profile.statement}?from=2030-05-08&until=2030-05-09")
    assert camt.status_code == 200
    numbers = set(at(valid(camt.content), "EndToEndId"))
    assert numbers >= set(Payment.objects.values_list("end_to_end", flat=True))


@pytest.mark.parametrize(
    "form", ["camt.053.001.02", "camt.053.001.08", "camt.052.001.02", "camt.052.001.08", "mt940", "csv"]
)
def test_a_statement_is_taken_in_each_form(scene: Scene, form: str) -> None:
    system = System(scene)
    assert sent(system, sample_in(profile_named("oracle"))).status_code == 201
    work(scene)
    answer = system.get(f"/v1/accounts/{A}/statement/{form}?from=2030-05-01&until=2030-05-09")
    assert answer.status_code == 200
    if form == "mt940":
        assert ":25:" in answer.content.decode("ascii")
    elif form == "csv":
        head, *rows = answer.content.decode("utf-8-sig").splitlines()
        assert head.startswith("Day,Time,Bank's number")
        assert [row.rsplit(",", 2)[1] for row in rows] == [
            "",
            "",
            "ORA-70001",
            "",
        ]  # between balances: what was taken over, and the payment
    else:
        assert "300.00" in at(valid(answer.content), "Amt")


def test_a_line_is_told_alone(scene: Scene) -> None:
    system = System(scene)
    assert sent(system, sample_in(profile_named("oracle"))).status_code == 201
    work(scene)
    line = Entry.objects.filter(account_id=A).latest("id")
    for version in ("02", "08"):
        answer = system.get(f"/v1/accounts/{A}/notice/{line.pk}?version={version}")
        assert answer.status_code == 200, answer.content
        assert at(valid(answer.content), "EndToEndId") == ["ORA-70001"]
    assert system.get(f"/v1/accounts/{A}/notice/{line.pk + 9}").status_code == 404


def test_payments_are_withdrawn_by_a_message_and_answered_by_one(scene: Scene) -> None:
    system = System(scene)
    sample = sample_in(profile_named("sap")).replace(b"<ReqdExctnDt>2030-05-08", b"<ReqdExctnDt>2030-05-10")
    assert sent(system, sample).json()["orders"] == ["SAP-20300508-0001"]
    file = OrderFile.objects.get()
    part = file.instructions.get().part
    wish = withdrawal(
        f"<OrgnlGrpInfAndCxl><OrgnlMsgId>{file.message_id}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.03</OrgnlMsgNmId>"
        f"</OrgnlGrpInfAndCxl><OrgnlPmtInfAndCxl><OrgnlPmtInfId>{part}</OrgnlPmtInfId><TxInf>"
        "<OrgnlEndToEndId>SAP-2030-000124</OrgnlEndToEndId></TxInf></OrgnlPmtInfAndCxl>"
    )
    answer = sent(system, wish, path="/v1/files/withdrawals")
    assert answer.status_code == 200, answer.content
    tree = etree.fromstring(answer.content)
    assert at(tree, "Conf") == ["CNCL"]
    assert list(Payment.objects.order_by("place").values_list("state", flat=True)) == [State.LODGED, State.FAILED]


def wish_for(message_id: str, *, named: str) -> bytes:
    """A request to withdraw a whole file, which it calls a message of a name."""
    file = f"<OrgnlMsgId>{message_id}</OrgnlMsgId><OrgnlMsgNmId>{named}</OrgnlMsgNmId>"
    return withdrawal(f"<OrgnlGrpInfAndCxl>{file}<GrpCxl>true</GrpCxl></OrgnlGrpInfAndCxl>")


@pytest.mark.parametrize(
    ("version", "said", "told"),
    [
        ("03", "pain.001.001.03", "pain.001.001.03"),
        ("05", "pain.001", "pain.001.001.05"),
        ("", "pain.008.001.02", "pain.008.001.02"),
    ],
    ids=["as it was sent", "whatever the request calls it", "of a file that nobody sent, as the request calls it"],
)
def test_the_answer_to_a_withdrawal_names_the_message_that_was_sent(
    scene: Scene, version: str, said: str, told: str
) -> None:
    system, message_id = System(scene), "M-NONE"
    if version:
        sample = sample_in(profile_named("sap")).replace(b"pain.001.001.03", f"pain.001.001.{version}".encode())
        message_id = sent(system, sample.replace(b"<BIC>", b"<BICFI>")).json()["message_id"]
    tree = etree.fromstring(sent(system, wish_for(message_id, named=said), path="/v1/files/withdrawals").content)
    assert (at(tree, "OrgnlMsgId"), at(tree, "OrgnlMsgNmId")) == ([message_id], [told])


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "期望日须在 2030-05-0"), ("en", "The wished day has to lie between 2030-05-0")],
    ids=["in Chinese", "in English"],
)
def test_why_a_part_was_refused_is_told_in_the_language_of_who_reads_it(
    scene: Scene, language: str, words: str
) -> None:
    system = System(scene)
    sample = sample_in(profile_named("sap")).replace(b"<ReqdExctnDt>2030-05-08", b"<ReqdExctnDt>2031-05-08")
    number = sent(system, sample).json()["id"]  # given in by a system that reads English

    def asked(path: str) -> Any:
        return system.get(path, language=language)

    (fault, *_more) = [one for one in asked(f"/v1/files/{number}").json()["faults"] if one["code"] == "DT01"]
    report = "".join(at(valid(asked(f"/v1/files/{number}/report").content), "AddtlInf"))
    page = text_of(come_in("op04", language=language).get(f"/files/{number}/"))
    assert [words in text for text in (fault["words"], report, page)] == [True, True, True], fault["words"]


def test_why_nothing_is_withdrawn_is_told_in_the_language_of_who_asks(scene: Scene) -> None:
    wish = wish_for("M-NONE", named="pain.001.001.03")
    answers = [
        sent(System(scene), wish, path="/v1/files/withdrawals", language=language).content for language in ("zh", "en")
    ]
    told = [at(etree.fromstring(content), "AddtlInf") for content in answers]
    assert told == [["没有受理过此编号的文件。"], ["No file of this number was taken."]]


def test_words_that_an_earlier_version_kept_stay_as_they_are() -> None:
    kept = {"code": "DT01", "words": "It has to lie before 100% of 2030-05-08."}
    assert words_of(kept) == kept["words"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "file.empty"),
        (b"<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE x><Document/>", 422, "file.doctype"),
        (b"<?xml version='1.0' encoding='UTF-8'?><Document xmlns='urn:other'/>", 422, "file.kind"),
        (b"{}", 422, "file.declaration"),
    ],
)
def test_what_is_no_file_is_refused_as_a_problem(scene: Scene, content: bytes, status: int, code: str) -> None:
    answer = sent(System(scene), content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not OrderFile.objects.exists()


def test_a_file_of_another_enterprise_is_not_there(scene: Scene) -> None:
    number = sent(System(scene), sample_in(profile_named("oracle"))).json()["id"]
    stranger = System(scene, name="op01", company="1000000002")
    assert stranger.get(f"/v1/files/{number}").status_code == 404
    assert stranger.get("/v1/files").json()["files"] == []
    assert stranger.get(f"/v1/accounts/{A}/statement/mt940?from=2030-05-01&until=2030-05-02").status_code == 404


def test_a_file_is_given_in_at_the_desk_signed_and_reported(scene: Scene) -> None:
    maker = come_in("op01")
    sample = sample_in(profile_named("sap"))
    given = maker.post("/files/", {"file": SimpleUploadedFile("pay.xml", sample)}, follow=True)
    page = text_of(given)
    assert "SAP-20300508-0001" in page
    assert "file taken" in page
    found = OrderFile.objects.get()
    approver = come_in("op02")
    detail = text_of(approver.get(f"/files/{found.pk}/"))
    assert "1,750.50" in detail
    order = found.instructions.get()
    assert order.state == State.LODGED
    assert "1,250.50" in text_of(approver.get(f"/instructions/{order.number}/"))
    assert valid(maker.get(f"/files/{found.pk}/report.xml").content) is not None
    listed = text_of(maker.get("/files/"))
    assert re.search(r"pain\.001\.001\.03", listed)
    assert come_in("op01", company="1000000002").get(f"/files/{found.pk}/").status_code == 404


def test_a_broken_file_at_the_desk_tells_what_is_wrong_where(scene: Scene) -> None:
    maker = come_in("op01")
    sample = sample_in(profile_named("sap")).replace(b"<CtrlSum>1750.50", b"<CtrlSum>1750.51", 1)
    page = text_of(maker.post("/files/", {"file": SimpleUploadedFile("pay.xml", sample)}, follow=True))
    assert "file refused" in page
    assert "AM10" in page
    assert not Instruction.objects.exists()
    for content in (b"", b"no file at all"):
        refused = maker.post("/files/", {"file": SimpleUploadedFile("pay.xml", content)})
        assert refused.status_code == 400
    assert maker.post("/files/").status_code == 400


def test_a_statement_for_programs_is_taken_at_the_desk(scene: Scene) -> None:
    maker = come_in("op01")
    for form in ("camt.053.02.xml", "camt.052.08.xml"):
        answer = maker.get(f"/accounts/{A}/{form}")
        assert valid(answer.content) is not None
    assert b":62F:" in maker.get(f"/accounts/{A}/mt940.sta").content
