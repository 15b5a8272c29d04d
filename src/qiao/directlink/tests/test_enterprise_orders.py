"""Orders by the web: looked over, sent once, signed by others, returned; batches from sheets; receipts; rights."""

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client

from qiao.directlink.actions import opening
from qiao.directlink.actions.taking import take
from qiao.directlink.adapters.embedded import EmbeddedCore
from qiao.directlink.models import (
    ClearingBank,
    Enterprise,
    FeeRow,
    Instruction,
    LedgerAccount,
    Operator,
    Payee,
    Payment,
    Right,
    RightsChange,
    SignatureStep,
)
from qiao.directlink.queries import receipts
from qiao.directlink.tests.at_desk import Scene, come_in, hidden_in, opened_desk, row_of, text_of
from qiao.directlink.tests.cast import (
    AT,
    COMPANY,
    FAR_ACCOUNT,
    FAR_BANK,
    NING,
    OPENING_FEN,
    OTHER_COMPANY,
    PASSWORD,
    TODAY,
    A,
    B,
    pay,
    wants,
)

pytestmark = pytest.mark.django_db
CORE = EmbeddedCore()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    with opened_desk(monkeypatch) as scene:
        yield scene


def form(browser: Client, **said: str) -> dict[str, str]:
    """A filled form with the number that it was opened with."""
    usual = {"account": A, "to": B, "name": "白桦物流", "where": "here", "amount": "1250.50", "purpose": "运费"}
    return hidden_in(browser.get("/pay/")) | usual | said


def send(browser: Client, filled: dict[str, str]) -> HttpResponseBase:
    return browser.post("/pay/", filled | {"step": "send"})


def booked(number: str = A) -> int:
    return int(LedgerAccount.objects.get(pk=number).booked_fen)


def test_an_order_is_looked_over_before_anything_happens(desk: Scene) -> None:
    FeeRow.objects.create(route="small", since=TODAY, fee_fen=5_50)
    browser = come_in("op01")
    far = form(browser, to=FAR_ACCOUNT, name="远方公司", where="far", bank=FAR_BANK)
    page = text_of(browser.post("/pay/", far | {"step": "look"}))
    for words in (
        "small-value system",
        "2030-05-08",
        "5.50",
        "1 besides yours",
        "壹仟贰佰伍拾元伍角整",
        "never paid before",
    ):
        assert words in page, words
    assert (Instruction.objects.count(), booked()) == (0, OPENING_FEN)


def test_a_large_sum_after_the_cut_off_is_told_its_day(desk: Scene) -> None:
    opening.open_account(
        "901010100100000042", "云杉贸易", customer_number=COMPANY, balance_fen=10**12, at=AT, actor="ADM01"
    )
    desk.at = AT.replace(day=10, hour=10)
    browser = come_in("op01")
    far = form(browser, account="901010100100000042", to=FAR_ACCOUNT, name="远方公司", where="far", bank=FAR_BANK)
    page = text_of(browser.post("/pay/", far | {"amount": "2,000,000", "step": "look"}))
    assert "large-value system" in page
    assert "2030-05-13" in page


def test_a_double_click_a_reload_and_the_way_back_pay_once(desk: Scene) -> None:
    wants(0)
    browser = come_in("op01")
    filled = form(browser)
    look = browser.post("/pay/", filled | {"step": "look"})
    kept = hidden_in(look)
    assert kept["number"] == filled["number"]
    back = hidden_in(browser.post("/pay/", kept | {"step": "back"}))
    assert back["number"] == filled["number"], "the number goes with the form, back and forth"
    for _time in range(3):
        assert send(browser, kept).headers["Location"] == f"/instructions/{filled['number']}/"
    assert (Instruction.objects.count(), booked()) == (1, OPENING_FEN - 1_250_50)
    assert "not run a second time" in text_of(browser.get(f"/instructions/{filled['number']}/"))
    assert hidden_in(browser.get("/pay/"))["number"] != filled["number"], "a form opened anew is another order"


def test_another_content_under_a_sent_number_is_not_taken(desk: Scene) -> None:
    wants(0)
    browser = come_in("op01")
    filled = form(browser)
    send(browser, filled)
    answer = send(browser, filled | {"amount": "9"})
    assert "nothing of the new one was taken" in text_of(browser.get(answer.headers["Location"]))
    assert booked() == OPENING_FEN - 1_250_50


def test_a_likely_duplicate_is_told_and_another_day_is_none(desk: Scene) -> None:
    wants(0)
    browser = come_in("op01")
    send(browser, form(browser))
    assert "Perhaps it is paid already" in text_of(browser.post("/pay/", form(browser) | {"step": "look"}))
    other = form(browser, amount="1250.51")
    assert "Perhaps it is paid already" not in text_of(browser.post("/pay/", other | {"step": "look"}))
    desk.later(days=1)
    browser = come_in("op01")
    assert "Perhaps it is paid already" not in text_of(browser.post("/pay/", form(browser) | {"step": "look"}))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"amount": "0"}, "Write an amount above zero"),
        ({"amount": "12,00"}, "Write an amount above zero"),
        ({"amount": "1e3"}, "Write an amount above zero"),
        ({"amount": "12.345"}, "Write an amount above zero"),
        ({"amount": "-5"}, "Write an amount above zero"),
        ({"amount": "9" * 20}, "Write an amount above zero"),
        ({"to": ""}, "Write the account of the payee"),
        ({"name": "白桦货运"}, "the name is not that of the account"),
        ({"to": "901010100199999999"}, "there is no such account"),
        ({"to": A}, "the same account"),
        ({"account": B, "to": NING, "name": "宁小舟"}, "not open to you"),
        ({"account": ""}, "Choose the account that pays"),
        ({"purpose": " "}, "Say what it is paid for"),
        ({"due": "2030-13-40"}, "This is no day"),
        ({"due": "2031-05-08"}, "has to lie between"),
        ({"where": "far", "bank": "no such bank"}, "No bank or several banks"),
        ({"number": "a b"}, "number has to be"),
        ({"where": "far", "bank": FAR_BANK, "to": FAR_ACCOUNT, "super": "1", "amount": "50000.01"}, "does not take"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form_and_sends_nothing(desk: Scene, said: dict[str, str], words: str) -> None:
    browser = come_in("op01")
    for step in ("look", "send"):
        answer = browser.post("/pay/", form(browser, **said) | {"step": step})
        assert (answer.status_code, words in text_of(answer)) == (400, True), said
    assert Instruction.objects.count() == 0


def test_a_bank_is_found_by_a_part_of_its_name(desk: Scene) -> None:
    ClearingBank.objects.create(number="999100000022", name="远山银行江畔支行", city="江畔", imported_at=AT)
    browser = come_in("op01")
    assert "999100000022" in text_of(browser.get("/banks/", {"bank": "远山 江畔"}))
    far: dict[str, str] = {"where": "far", "to": FAR_ACCOUNT, "name": "远方公司"}
    assert browser.post("/pay/", form(browser, bank="江畔", **far) | {"step": "look"}).status_code == 200
    several = browser.post("/pay/", form(browser, bank="远山银", **far) | {"step": "look"})
    assert "999100000022" in text_of(several)
    chosen = form(browser, bank="999100000022 远山银行江畔支行", **far)
    send(browser, chosen)
    assert Payment.objects.get().bank_number == "999100000022"


def test_a_listed_payee_is_paid_as_listed_and_others_not_where_the_list_binds(desk: Scene) -> None:
    wants(0)
    Payee.objects.create(enterprise_id=COMPANY, account=B, name="白桦物流")
    Payee.objects.create(enterprise_id=OTHER_COMPANY, account=NING, name="宁小舟")
    Enterprise.objects.filter(pk=COMPANY).update(directed_only=True)
    browser = come_in("op01")
    mine, theirs = (str(Payee.objects.get(enterprise_id=one).pk) for one in (COMPANY, OTHER_COMPANY))
    refused = send(browser, form(browser, to=NING, name="宁小舟"))
    assert "not among" in text_of(refused)
    send(browser, form(browser, payee=theirs, to="", name=""))
    assert Instruction.objects.count() == 0, "the list of another enterprise pays nobody"
    send(browser, form(browser, payee=mine, to="ignored", name="ignored"))
    assert Payment.objects.get().other_account == B


def test_the_queue_signs_and_returns_several_at_once(desk: Scene) -> None:
    wants(1)
    orders = [take(pay(f"Q{number}", fen=number * 100), desk.cast.maker, at=AT, core=CORE) for number in (1, 2, 3)]
    keys = [str(one.instruction.pk) for one in orders]
    maker, signer = come_in("op01"), come_in("op02")
    assert "Nothing waits" in text_of(maker.get("/queue/")), "nobody signs the own order"
    page = text_of(signer.get("/queue/"))
    assert all(number in page for number in ("Q1", "Q2", "Q3"))
    assert signer.post("/queue/", {"act": "sign"}).status_code == 400
    assert signer.post("/queue/", {"act": "return", "order": keys[2]}).status_code == 400, "words are wanted"
    said = text_of(signer.post("/queue/", {"act": "sign", "order": keys[:2]}, follow=True))
    assert "You signed 2 orders." in said
    signer.post("/queue/", {"act": "return", "order": keys[2], "words": "which invoice?"})
    assert [one.state for one in Instruction.objects.order_by("pk")] == ["paid", "paid", "returned"]
    assert "which invoice?" in text_of(maker.get("/instructions/Q3/"))
    assert maker.post("/instructions/Q3/", {"act": "again"}).status_code == 302
    assert come_in("op05").post("/queue/", {"act": "sign", "order": keys[2]}, follow=True).status_code == 200
    assert Instruction.objects.get(number="Q3").state == "lodged", "who has no right to sign changes nothing"
    assert maker.post("/instructions/Q3/", {"act": "withdraw"}).status_code == 302
    assert Instruction.objects.get(number="Q3").state == "cancelled"
    assert maker.post("/instructions/Q3/", {"act": "withdraw"}).status_code == 400
    assert booked() == OPENING_FEN - 3_00


def test_a_stranger_signs_nothing(desk: Scene) -> None:
    wants(1)
    key = take(pay("Q1"), desk.cast.maker, at=AT, core=CORE).instruction.pk
    stranger = come_in("op01", company=OTHER_COMPANY)
    said = text_of(stranger.post("/queue/", {"act": "sign", "order": str(key)}, follow=True))
    assert "not there any more" in said
    assert Instruction.objects.get().state == "lodged"


def test_what_came_by_the_link_is_signed_on_the_web_and_paid(desk: Scene) -> None:
    wants(2)
    take(pay("ERP-1"), desk.cast.maker, at=AT, core=CORE)
    for name in ("op02", "op03"):
        come_in(name).post("/instructions/ERP-1/", {"act": "sign"})
    row = Instruction.objects.get()
    assert (row.state, row.channel) == ("paid", "fox")
    assert set(row.signings.values_list("channel", flat=True)) == {"web"}


def test_limits_hold_on_the_web_as_by_the_link(desk: Scene) -> None:
    wants(0)
    Right.objects.filter(operator_id=desk.cast.maker.operator_id, role="make").update(
        single_fen_most=2_000_00, daily_fen_most=2_000_00
    )
    browser = come_in("op01")
    assert "your limit for one order" in text_of(
        browser.post("/pay/", form(browser, amount="2000.01") | {"step": "look"})
    )
    send(browser, form(browser))
    over = browser.post("/pay/", form(browser, amount="1000") | {"step": "look"})
    assert "left of the limit for the day" in text_of(over)
    assert "1,250.50" in text_of(browser.get("/rights/"))


def workbook(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    """A sheet as a spreadsheet writes it."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return SimpleUploadedFile("工资.xlsx", held.getvalue())


def sheet_form(browser: Client, **said: str) -> dict[str, Any]:
    usual = {"account": A, "form": "payroll", "purpose": "五月工资", "step": "look"}
    return hidden_in(browser.get("/sheet/")) | usual | said


def test_a_payroll_comes_from_a_sheet_and_is_paid_once(desk: Scene) -> None:
    wants(0)
    browser = come_in("op01")
    rows = [
        ("收款账号", "收款户名", "金额（元）"),
        (NING, "宁小舟", 5000.1),
        (NING, "宁小舟", "1,000.20"),
        ("", "", ""),
    ]
    look = browser.post("/sheet/", sheet_form(browser) | {"sheet": workbook(*rows)})
    page = text_of(look)
    assert "6,000.30" in page
    assert "stand twice" not in page
    hidden = dict(hidden_in(look))
    filled = hidden | {"rows": json.dumps([[str(cell) for cell in row] for row in rows])}
    for _time in range(2):
        assert browser.post("/sheet/", filled | {"step": "send"}).status_code == 302
    row = Instruction.objects.get()
    assert (row.state, row.form, row.count, booked(NING)) == ("paid", "payroll", 2, 6_000_30)


def test_every_wrong_row_of_a_sheet_is_named(desk: Scene) -> None:
    browser = come_in("op01")
    rows = [
        ("账号", "户名", "金额"),
        (NING, "宁小舟", "0"),
        (622908901010000015_00, "宁小舟", "1"),
        ("1;2", "", "12.345"),
        (NING, "宁小舟", "7"),
    ]
    answer = browser.post("/sheet/", sheet_form(browser) | {"sheet": workbook(*rows)})
    page = text_of(answer)
    assert answer.status_code == 400
    assert "3 rows cannot be paid" in page
    for words in ("above zero", "lost its last digits", "1 to 32 digits", "name of the payee is missing"):
        assert words in page, words
    known = browser.post(
        "/sheet/", sheet_form(browser) | {"sheet": workbook(*rows[:1], (NING, "宁大舟", "7"), (B, "白桦物流", 3))}
    )
    assert "the name is not that of the account" in text_of(known)
    assert "the account is not a person" in text_of(known)
    assert Instruction.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (("a.xlsx", b"PK\x03\x04 no workbook"), "cannot be read"),
        (("a.csv", b"\xff\xfe\x00\x81"), "cannot be read"),
        (("a.csv", b""), "The sheet is empty"),
        (("a.csv", b"a,b,c\n1,2,3\n"), "A column is missing"),
        (("a.csv", "账号,户名,金额\n".encode()), "no row below"),
        (("a.csv", b"x" * (2**20 + 1)), "larger than 1 MiB"),
        (("a.csv", "账号,户名,金额\n".encode() + f"{NING},宁小舟,1\n".encode() * 301), "301 payments"),
        (("a.csv", b'"' + b"q" * 140_000), "cannot be read"),
        (None, "Choose a sheet first"),
    ],
)
def test_what_is_no_sheet_is_refused_in_words(desk: Scene, file: tuple[str, bytes] | None, words: str) -> None:
    browser = come_in("op01")
    sent = {"sheet": SimpleUploadedFile(*file)} if file is not None else {}
    answer = browser.post("/sheet/", sheet_form(browser) | sent)
    assert (answer.status_code, words in text_of(answer)) == (400, True), words


def test_a_row_that_stands_twice_is_told(desk: Scene) -> None:
    browser = come_in("op01")
    rows = [("账号", "户名", "金额"), (NING, "宁小舟", "7"), (NING, "宁小舟", "7.00")]
    page = text_of(browser.post("/sheet/", sheet_form(browser) | {"sheet": workbook(*rows)}))
    assert "rows 2 and 3" in page


def test_a_batch_pays_here_and_at_other_banks(desk: Scene) -> None:
    wants(0)
    browser = come_in("op01")
    rows = [["账号", "户名", "金额", "行号"], [B, "白桦物流", "10", ""], [FAR_ACCOUNT, "远方公司", "20", FAR_BANK]]
    filled = sheet_form(browser, form="batch", rows=json.dumps(rows), step="send")
    assert browser.post("/sheet/", filled).status_code == 302
    assert [one.route for one in Payment.objects.order_by("place")] == ["book", "small"]


def test_a_receipt_is_the_same_for_ever_and_tells_a_forger(desk: Scene) -> None:
    take(pay("R-1"), desk.cast.signer, at=AT, core=CORE)
    payment = Payment.objects.select_related("instruction__account").get()
    browser = come_in("op02")
    papers = [browser.get(f"/receipts/{payment.transfer}.pdf") for _time in range(2)]
    assert papers[0].content[:5] == b"%PDF-"
    assert papers[0].content == papers[1].content
    made = receipts.receipt_of(payment, bank="")
    assert made is not None
    told = receipts.content_of(made, bank="", made_up=False)
    assert (told["amount"], told["capitals"]) == ("¥ 1,250.50", "人民币壹仟贰佰伍拾元伍角整")
    assert (told["title"], made.payee_name, made.order) == (["电子回单", "Electronic receipt"], "白桦物流", "R-1")
    right = browser.post("/receipts/", {"number": made.number, "code": made.code.lower()})
    assert "This receipt is genuine" in text_of(right)
    for number, code in ((made.number, "0000-0000"), ("nope", made.code), (made.number, "")):
        assert browser.post("/receipts/", {"number": number, "code": code}).status_code == 400
    Payment.objects.update(amount_fen=9_999_99)
    assert browser.post("/receipts/", {"number": made.number, "code": made.code}).status_code == 400


def test_only_a_payment_that_was_made_has_a_receipt(desk: Scene) -> None:
    wants(1)
    take(pay("R-2"), desk.cast.maker, at=AT, core=CORE)
    assert come_in("op02").get(f"/receipts/{Payment.objects.get().transfer}.pdf").status_code == 404


def test_rights_are_asked_for_and_hold_when_the_supervisor_agrees(desk: Scene) -> None:
    admin, chief = come_in("admin"), come_in("chief")
    said = {"act": "give", "role": "make", "account": A, "business": "payroll", "single": "50,000", "daily": ""}
    assert admin.post("/operators/op05/", said).status_code == 302
    assert not Right.objects.filter(operator__name="op05", role="make").exists()
    change = RightsChange.objects.get()
    assert admin.post("/changes/", {"act": "agree", "change": str(change.pk)}).status_code == 400
    page = text_of(chief.get("/changes/"))
    assert "50,000.00" in page
    assert chief.post("/changes/", {"act": "refuse", "change": str(change.pk)}).status_code == 400, "words are wanted"
    assert chief.post("/changes/", {"act": "agree", "change": str(change.pk)}).status_code == 302
    right = Right.objects.get(operator__name="op05", role="make")
    assert (right.single_fen_most, right.daily_fen_most) == (50_000_00, None)
    admin.post("/operators/op05/", {"act": "away", "right": str(right.pk)})
    chief.post("/changes/", {"act": "agree", "change": str(RightsChange.objects.get(state="asked").pk)})
    assert not Right.objects.filter(pk=right.pk).exists()
    assert "taken away" in text_of(chief.get("/changes/"))


def test_operators_are_made_unlocked_and_closed_by_two(desk: Scene) -> None:
    admin, chief = come_in("admin"), come_in("chief")

    def agreed(address: str, said: dict[str, str]) -> None:
        assert admin.post(address, said).status_code == 302
        change = RightsChange.objects.get(state="asked")
        assert "pbkdf2" not in text_of(chief.get("/changes/"))
        chief.post("/changes/", {"act": "agree", "change": str(change.pk)})

    agreed("/operators/", {"name": "op09", "called": "吴桐", "password": "first-time-1"})
    assert come_in("op09", password="first-time-1").get("/").status_code == 200
    Operator.objects.filter(name="op09").update(locked_at=AT, failures=6)
    agreed("/operators/op09/", {"act": "unlock", "password": "second-time-2"})
    assert row_of("op09").locked_at is None
    agreed("/operators/op09/", {"act": "close"})
    assert not row_of("op09").is_active
    agreed("/operators/op09/", {"act": "open"})
    assert row_of("op09").is_active
    for said in ({"name": "op01", "password": PASSWORD}, {"name": "o p", "password": PASSWORD}, {"name": "op10"}):
        assert admin.post("/operators/", said).status_code == 400, said
    assert admin.post("/operators/op09/", {"act": "unlock"}).status_code == 400


def test_steps_and_payees_are_changed_by_two_and_a_wish_is_taken_back(desk: Scene) -> None:
    admin, chief = come_in("admin"), come_in("chief")
    admin.post("/steps/", {"business": "payroll", "up_to": "10,000", "signatures": "2"})
    admin.post("/payees/", {"account": FAR_ACCOUNT, "name": "远方公司", "bank": FAR_BANK})
    for change in RightsChange.objects.filter(state="asked"):
        chief.post("/changes/", {"act": "agree", "change": str(change.pk)})
    step, payee = SignatureStep.objects.get(), Payee.objects.get()
    assert (step.business, step.up_to_fen, step.signatures) == ("payroll", 10_000_00, 2)
    assert (payee.here, payee.bank_number) == (False, FAR_BANK)
    admin.post("/payees/", {"away": FAR_ACCOUNT})
    wish = RightsChange.objects.get(state="asked")
    assert admin.post("/changes/", {"act": "back", "change": str(wish.pk)}).status_code == 302
    assert RightsChange.objects.get(pk=wish.pk).state == "withdrawn"
    for said in ({"signatures": "9"}, {"signatures": "x"}, {"up_to": "-1", "signatures": "1"}, {"business": "?"}):
        assert admin.post("/steps/", {"business": "", "up_to": "", "signatures": "1"} | said).status_code == 400, said
    assert come_in("op01").post("/payees/", {"account": B, "name": "白桦物流"}).status_code == 400
    assert Payee.objects.count() == 1


def test_a_wish_of_another_enterprise_is_not_decided(desk: Scene) -> None:
    come_in("admin").post("/steps/", {"business": "", "up_to": "", "signatures": "0"})
    change = RightsChange.objects.get()
    Operator.objects.filter(enterprise_id=OTHER_COMPANY).update(post="supervisor")
    stranger = come_in("op01", company=OTHER_COMPANY)
    assert stranger.post("/changes/", {"act": "agree", "change": str(change.pk)}).status_code == 400
    assert RightsChange.objects.get().state == "asked"


def test_an_order_of_a_later_day_says_so(desk: Scene) -> None:
    wants(0)
    browser = come_in("op01")
    due = (TODAY + timedelta(days=3)).isoformat()
    answer = send(browser, form(browser, due=due))
    assert "waits for its day" in text_of(browser.get(answer.headers["Location"]))
    assert Instruction.objects.get().day == date(2030, 5, 11)
