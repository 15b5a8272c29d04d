"""Files on their way in: what is damaged, wrongly named or wrongly encoded refuses the extract and says where."""

import json
import os
from pathlib import Path

import duckdb
import pytest

from qiao.book.adapters.landing import read_manifest
from qiao.book.adapters.tally import CHUNK_BYTES
from qiao.book.tests import cast
from qiao.ground.refusals import Refusal

pytestmark = pytest.mark.whatever_database

HEAD = b"account_id,on,balance\n"


def refusal_of(folder: Path, workspace: Path) -> Refusal:
    with pytest.raises(Refusal) as refused:
        cast.judge(folder, workspace)
    assert str(refused.value)
    return refused.value


def balance_of(folder: Path, data: bytes, **manifest: object) -> Path:
    """An extract of one file with these bytes."""
    cast.write(folder, {}, tables={"balance": {"file": "balance.csv"}}, **manifest)
    (folder / "balance.csv").write_bytes(data)
    return folder


def test_a_missing_folder_or_manifest_is_refused(tmp_path: Path) -> None:
    for folder, code in [(tmp_path / "none", "load.no_folder"), (tmp_path, "load.file_missing")]:
        with pytest.raises(Refusal) as refused:
            read_manifest(folder)
        assert refused.value.code == code


def test_a_manifest_in_another_encoding_or_too_large_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    for content, code in [('{"bank": "银行"}'.encode("gb18030"), "manifest.encoding"), (b" " * 2**21, "manifest.huge")]:
        manifest.write_bytes(content)
        with pytest.raises(Refusal) as refused:
            read_manifest(tmp_path)
        assert refused.value.code == code


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = balance_of(tmp_path / "x", HEAD)
    (folder / "balance.csv").unlink()
    assert refusal_of(folder, tmp_path / "w").code == "load.file_missing"


def test_a_link_that_leads_outside_is_refused_and_one_inside_is_followed(tmp_path: Path) -> None:
    folder = balance_of(tmp_path / "x", HEAD)
    (folder / "balance.csv").unlink()
    outside = tmp_path / "secret.csv"
    outside.write_bytes(HEAD)
    (folder / "balance.csv").symlink_to(outside)
    assert refusal_of(folder, tmp_path / "w").code == "load.file_outside"
    (folder / "balance.csv").unlink()
    (folder / "really.csv").write_bytes(HEAD)
    (folder / "balance.csv").symlink_to("really.csv")
    assert cast.judge(folder, tmp_path / "w2").counts("balance") == (0, 0, 0, 0)


def test_pipes_folders_and_circles_of_links_are_refused_at_once(tmp_path: Path) -> None:
    folder = balance_of(tmp_path / "x", HEAD)
    place = folder / "balance.csv"
    place.unlink()
    os.mkfifo(place)
    assert refusal_of(folder, tmp_path / "w").code == "load.no_plain_file"
    place.unlink()
    place.mkdir()
    assert refusal_of(folder, tmp_path / "w").code == "load.file_missing"
    place.rmdir()
    place.symlink_to("balance.csv")
    assert refusal_of(folder, tmp_path / "w").code == "load.file_missing"


def test_a_folder_whose_name_looks_like_a_pattern_is_read_itself(tmp_path: Path) -> None:
    balance_of(tmp_path / "x1", HEAD + b"A,2026-09-01,1\nB,2026-09-01,1\n")
    folder = balance_of(tmp_path / "x[1]", HEAD)
    assert cast.judge(folder, tmp_path / "w[2]*").counts("balance") == (0, 0, 0, 0)


@pytest.mark.parametrize("folder", ["on=2026-09-30", "balance=7", "account_id=D2"])
def test_a_folder_whose_name_looks_like_a_column_changes_no_value(tmp_path: Path, folder: str) -> None:
    plain = cast.judge(cast.write(tmp_path / "plain", cast.bank()), tmp_path / "wa")
    named = cast.judge(cast.write(tmp_path / folder / "x", cast.bank()), tmp_path / folder / "wb")
    assert named.entries == []
    assert named.facts("balance") == plain.facts("balance")
    lines = cast.write(tmp_path / folder / "y", {"balance": cast.BALANCE}) / "balance.csv"
    (tmp_path / folder / "z").mkdir()
    file = tmp_path / folder / "z" / "balance.parquet"
    content = "read_csv(?, all_varchar = true, hive_partitioning = false)"
    duckdb.execute(f"COPY (SELECT * FROM {content}) TO '{file}' (FORMAT parquet)", [str(lines)])
    cast.write(file.parent, cast.bank(balance=None))
    manifest = file.parent / "manifest.json"
    told = json.loads(manifest.read_text(encoding="utf-8"))
    told["tables"]["balance"] = {"file": file.name}
    manifest.write_text(json.dumps(told), encoding="utf-8")
    assert cast.judge(file.parent, tmp_path / "wc").facts("balance") == plain.facts("balance")


def test_a_wrong_digest_is_refused(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.bank(), entries={"rate": {"sha256": "0" * 64}})
    refused = refusal_of(folder, tmp_path / "w")
    assert (refused.code, refused.facts["file"]) == ("load.digest", "rate.csv")


@pytest.mark.parametrize(
    ("encoding", "data", "line", "byte"),
    [
        ("utf-8", HEAD + b"A,2026-09-01,1\nA\xff,2026-09-02,1\n", 3, len(HEAD) + 17),
        ("utf-8", HEAD + "甲,2026-09-01,1\n".encode("gb18030"), 2, len(HEAD) + 1),
        ("gb18030", HEAD + b"A,2026-09-01,1\n\x81\x20,2026-09-02,1\n", 3, len(HEAD) + 16),
        ("utf-8", b"\xff\xfea\x00", 1, 1),
    ],
)
def test_bytes_of_another_encoding_are_refused_with_line_and_byte(
    tmp_path: Path, encoding: str, data: bytes, line: int, byte: int
) -> None:
    refused = refusal_of(balance_of(tmp_path / "x", data, encoding=encoding), tmp_path / "w")
    assert refused.code == "load.encoding"
    assert (refused.facts["table"], refused.facts["line"], refused.facts["byte"]) == ("balance", line, byte)


def test_a_wrong_byte_far_into_the_file_is_found_where_it_is(tmp_path: Path) -> None:
    row = b"A,2026-09-01,1\n"
    rows = CHUNK_BYTES // len(row) + 1
    good = HEAD + row * rows
    start = HEAD + b"A" * (CHUNK_BYTES - len(HEAD) - 1) + "桥".encode()  # a character across two pieces of the file
    for data, line, byte in [(good + b"\x80\n", rows + 2, len(good) + 1), (start + b"\xff", 2, len(start) + 1)]:
        refused = refusal_of(balance_of(tmp_path / "x", data), tmp_path / "w")
        assert (refused.code, refused.facts["line"], refused.facts["byte"]) == ("load.encoding", line, byte)


@pytest.mark.parametrize(("encoding", "left"), [("utf-8", "桥".encode()[:2]), ("gb18030", "桥".encode("gb18030")[:1])])
def test_a_file_cut_inside_a_character_is_refused_as_cut(tmp_path: Path, encoding: str, left: bytes) -> None:
    refused = refusal_of(balance_of(tmp_path / "x", HEAD + left, encoding=encoding), tmp_path / "w")
    assert (refused.code, refused.facts["line"]) == ("load.cut_inside_character", 2)


def test_zero_bytes_are_refused(tmp_path: Path) -> None:
    refused = refusal_of(balance_of(tmp_path / "x", HEAD + b"A,2026-09-01,1\0\n"), tmp_path / "w")
    assert (refused.code, refused.facts["line"], refused.facts["byte"]) == ("load.nul", 2, len(HEAD) + 15)


def test_a_file_cut_inside_quotes_is_refused_with_the_line_of_the_quote(tmp_path: Path) -> None:
    for number, end in enumerate([b"", b"\n", b"7", b'\nB,2026-09-01,"5",\n', b'7\nC,2026-09-01,"5""\n']):
        data = HEAD + b'A,2026-09-01,"1"\nB,2026-09-01,"' + end
        refused = refusal_of(balance_of(tmp_path / "x", data), tmp_path / f"w{number}")
        assert (refused.code, refused.facts["line"]) == ("load.quotes_open", 3)


def test_a_row_cut_short_is_set_aside_with_what_is_left_of_it(tmp_path: Path) -> None:
    judged = cast.judge(balance_of(tmp_path / "x", HEAD + b"A,2026-09-01,1\nB,2026-0"), tmp_path / "w")
    cut = judged.entries[-1]
    assert (cut["line"], cut["code"], cut["given"]) == (3, "row.too_few", '{"":"B,2026-0"}')
    assert (cut["lost_account"], cut["lost_from"]) == ("B", None)


def test_a_wrong_number_of_rows_is_refused(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.bank(), entries={"rate": {"rows": 4}})
    refused = refusal_of(folder, tmp_path / "w")
    assert (refused.code, refused.facts["found"], refused.facts["told"]) == ("load.rows", 3, 4)


def test_sums_count_every_number_of_the_file(tmp_path: Path) -> None:
    rows = [
        "D1,2026-09-20,100000000000.01",
        "D1,2026-09-21,0.001",
        "D1,2026-09-22,abc",
        "ZZ,2026-09-22,1",
        "D2,2026-09-02,",
    ]
    tables = cast.with_row("balance", *rows)
    total = "100000022498.411"
    right = cast.write(tmp_path / "x", tables, entries={"balance": {"sum": {"balance": total}}})
    assert cast.judge(right, tmp_path / "w").counts("balance") == (9, 4, 5, 0)
    wrong = cast.write(tmp_path / "y", tables, entries={"balance": {"sum": {"balance": "100000022498.42"}}})
    refused = refusal_of(wrong, tmp_path / "w2")
    assert (refused.code, refused.facts["found"]) == ("load.sum", total)


def test_sums_of_other_kinds(tmp_path: Path) -> None:
    sums = {
        "product": {"weight": "1.50", "tenor_days": "365"},
        "assignment": {"share": "2"},
        "rate": {"annual_rate": "0.0505"},
    }
    entries = {name: {"sum": told} for name, told in sums.items()}
    folder = cast.write(tmp_path / "x", cast.bank(), entries=entries)
    assert cast.judge(folder, tmp_path / "w").counts("product") == (2, 2, 0, 0)


@pytest.mark.parametrize(
    ("encoding", "delimiter", "end"),
    [
        ("utf-8", ",", "\n"),
        ("utf-8", "\t", "\r\n"),
        ("gb18030", "|", "\n"),
        ("gb18030", "|!|", "\r\n"),
        ("utf-8", "|!|", "\n"),
    ],
)
def test_every_encoding_delimiter_and_line_end_gives_the_same_book(
    tmp_path: Path, encoding: str, delimiter: str, end: str
) -> None:
    bar = b"\x81\x7c".decode("gb18030")  # a letter whose second byte in GB18030 is the bar
    tables = cast.with_row("party", f"R,person,{bar}𠮷,")
    plain = cast.judge(cast.write(tmp_path / "a", tables), tmp_path / "wa")
    other = cast.write(tmp_path / "b", tables, encoding=encoding, delimiter=delimiter, end=end)
    odd = cast.judge(other, tmp_path / "wb")
    assert odd.outcome.upserts["party"].equals(plain.outcome.upserts["party"])
    assert odd.outcome.upserts["party"].to_pylist()[-1]["name"] == f"{bar}𠮷"
    assert {name: made.digest for name, made in odd.outcome.facts.items()} == {
        name: made.digest for name, made in plain.outcome.facts.items()
    }


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_byte_order_mark_is_no_letter(tmp_path: Path, encoding: str) -> None:
    data = "\ufeff".encode(encoding) + HEAD
    assert cast.judge(balance_of(tmp_path / "x", data, encoding=encoding), tmp_path / "w").counts("balance")[0] == 0


def test_a_utf_8_mark_under_another_encoding_is_refused(tmp_path: Path) -> None:
    folder = balance_of(tmp_path / "x", b"\xef\xbb\xbf" + HEAD, encoding="gb18030")
    assert refusal_of(folder, tmp_path / "w").code == "load.encoding_mark"


def test_line_ends_may_be_mixed_but_not_missing(tmp_path: Path) -> None:
    rows = b"A,2026-09-01,1\r\nB,2026-09-01,1\nC,2026-09-01,1\r\n"
    assert cast.judge(balance_of(tmp_path / "x", HEAD + rows), tmp_path / "w").counts("balance")[0] == 3
    refused = refusal_of(balance_of(tmp_path / "y", HEAD + b"A,2026-09-01,1\nB,2026\r-09-01,1\n"), tmp_path / "w2")
    assert (refused.code, refused.facts["line"]) == ("load.line_ends", 3)


def test_an_empty_file_has_no_header(tmp_path: Path) -> None:
    assert refusal_of(balance_of(tmp_path / "x", b""), tmp_path / "w").code == "load.header_unknown"


def test_a_parquet_file_that_is_none_is_refused(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", {}, tables={"balance": {"file": "balance.parquet"}})
    (folder / "balance.parquet").write_bytes(b"PAR1 is not enough")
    assert refusal_of(folder, tmp_path / "w").code == "load.parquet"


def test_a_file_that_is_written_to_while_it_is_read_is_refused(tmp_path: Path) -> None:
    folder = cast.write(tmp_path / "x", cast.bank())
    manifest, _digest = read_manifest(folder)
    files = cast.landed(folder, manifest, tmp_path / "w")
    with (folder / "rate.csv").open("a", encoding="utf-8") as late:
        late.write("D2,2026-01-01,0.01\n")
    with pytest.raises(Refusal) as refused:
        cast.checked(files, manifest, tmp_path / "w")
    assert refused.value.code in {"load.file_changed", "load.rows"}
