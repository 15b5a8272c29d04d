"""A sheet of certificates by the page: the template, the check by cell, taken in once, taken back whole."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.banks.served import Served

HEADS = "staff_id,kind,number,issued_on,valid_to,hours_required,hours_earned\n"
ROWS = HEADS + "RM001,岗位资格,K1,2024-01-01,2099-01-01,40,40\nnobody,岗位资格,K2,soon,,x,\n"


def handed(text: str = ROWS) -> SimpleUploadedFile:
    return SimpleUploadedFile("c.csv", text.encode())


def test_a_sheet_is_checked_by_cell_and_taken_in_by_its_good_rows(served_bank: Served) -> None:
    hr = served_bank.as_role("hr")
    assert HEADS.strip() in hr.get("/people/certificates/template.csv").content.decode("utf-8-sig")
    checked = hr.post("/people/certificates/hand-in/", {"sheet": handed()}).content.decode()
    assert "Nothing was taken in yet" in checked
    assert all(column in checked for column in ("issued_on", "hours_required"))
    assert hr.post("/people/certificates/hand-in/", {}).status_code == 409
    assert hr.post("/people/certificates/hand-in/", {"sheet": handed("who\nx\n")}).status_code == 409
    taken = hr.post("/people/certificates/hand-in/", {"sheet": handed(), "take": "1"}, follow=True).content.decode()
    assert "1 rows were taken in, 1 were not" in taken
    again = hr.post("/people/certificates/hand-in/", {"sheet": handed(), "take": "1"})
    assert again.status_code == 409
    number = taken.split("/people/certificates/sheets/")[1].split("/")[0]
    assert hr.post(f"/people/certificates/sheets/{number}/back/", {"reason": "a test"}).status_code == 302
    assert "taken back by HR01" in hr.get("/people/certificates/").content.decode()


def test_nobody_but_hr_hands_certificates_in(served_bank: Served) -> None:
    for role in ("manager", "lead", "head", "auditor"):
        assert served_bank.as_role(role).get("/people/certificates/hand-in/").status_code == 403
        assert served_bank.as_role(role).get("/people/certificates/template.csv").status_code == 403
