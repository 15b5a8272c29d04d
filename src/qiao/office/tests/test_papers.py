"""Papers as attachments: only what is what it says, once, whole, and taken back by a mark."""

import io
import zipfile
from pathlib import Path

import pytest

from qiao.ground.models import AuditRecord
from qiao.ground.refusals import Refusal
from qiao.office import papers
from qiao.office.rules.papers import BYTES_MOST, checked, plain_name, sniffed

PDF = b"%PDF-1.7 made up"


def zipped(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as folder:
        for name in names:
            folder.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("xl/workbook.xml"), "xlsx"),
        (zipped("OFD.xml"), "ofd"),
        (zipped("xl/workbook.xml", "xl/vbaProject.bin"), ""),
        (zipped("setup.exe"), ""),
        (b"MZ\x90", ""),
        (b"<html><script>", ""),
    ],
)
def test_a_file_is_known_by_what_it_holds(content: bytes, kind: str) -> None:
    assert sniffed(content) == kind


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-" + b"x" * BYTES_MOST, "at most 10 MiB"),
        ("a.pdf", b"MZ", "none of the types"),
        ("a.exe", PDF, "none of the types"),
        ("a", PDF, "none of the types"),
    ],
)
def test_what_is_no_paper_is_refused(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Refusal, match=words):
        checked(name, content)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\tmp\\执照.pdf", "执照.pdf"),
        ("../../etc/x.pdf", "x.pdf"),
        ("in\u202efdp.pdf", "infdp.pdf"),
        ('a"\r\nb.pdf', "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("", "-"),
    ],
)
def test_a_name_is_kept_without_tricks(name: str, kept: str) -> None:
    assert plain_name(name) == kept


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QIAO_HOME", str(tmp_path))
    return tmp_path / "papers"


@pytest.mark.django_db
def test_a_paper_is_kept_by_its_digest_and_read_back(kept: Path) -> None:
    paper = papers.attach("customer P1", topic="paper x", name="执照.pdf", content=PDF, actor="chen")
    assert papers.content_of(paper) == PDF
    (file,) = [path for path in kept.rglob("*") if path.is_file()]
    assert (file.name, file.stat().st_mode & 0o077) == (paper.digest, 0)
    record = AuditRecord.objects.latest("id")
    assert (record.actor, record.subject, record.new and record.new["file"]) == ("chen", "customer P1", "执照.pdf")
    with pytest.raises(Refusal, match="already"):
        papers.attach("customer P1", topic="paper x", name="again.pdf", content=PDF, actor="chen")
    assert papers.attachment_of(paper.pk, ["customer P2"]) is None
    file.write_bytes(b"changed")
    with pytest.raises(Refusal, match="not what was attached"):
        papers.content_of(paper)
    file.unlink()
    with pytest.raises(Refusal, match="not where it was kept"):
        papers.content_of(paper)


@pytest.mark.django_db
def test_a_paper_is_taken_back_with_a_reason_once(kept: Path) -> None:
    paper = papers.attach("customer P1", topic="", name="a.pdf", content=PDF, actor="chen")
    with pytest.raises(Refusal, match="Say in words"):
        papers.take_back(paper.pk, reason=" ", actor="chen")
    papers.take_back(paper.pk, reason="of another", actor="chen")
    with pytest.raises(Refusal, match="taken back already"):
        papers.take_back(paper.pk, reason="again", actor="chen")
    (found,) = papers.attachments_of(["customer P1"])
    assert (found.taken_back_by, found.reason) == ("chen", "of another")
    assert AuditRecord.objects.latest("id").old == {"paper": paper.pk, "file": "a.pdf"}
