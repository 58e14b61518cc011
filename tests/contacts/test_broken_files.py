import json

import pytest

from backend.contacts.importing.problems import FileProblem
from backend.contacts.importing.records import MAX_CELL_BYTES
from backend.contacts.importing.sheet import MAX_COLUMNS, read_sheet
from tests.contacts.conftest import DATA, upload

MALFORMED = DATA / "malformed"
CASES = json.loads((MALFORMED / "expected.json").read_text(encoding="utf-8"))
POSITIONS = ("line", "column", "byte_offset", "cell_bytes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_a_broken_file_is_refused_where_it_breaks(case):
    content = (MALFORMED / case["file"]).read_bytes()
    if "accept_instead" in case:
        assert len(read_sheet(content).records) == case["accept_instead"]["rows"]
        return
    with pytest.raises(FileProblem) as refused:
        read_sheet(content)
    assert refused.value.code == case["error"]
    expected = {name: case[name] for name in POSITIONS if name in case}
    assert {name: refused.value.fields.get(name) for name in expected} == expected


@pytest.mark.pg
@pytest.mark.parametrize(
    "case", [case for case in CASES if "accept_instead" not in case], ids=lambda case: case["file"]
)
async def test_nothing_of_a_broken_file_is_kept(as_role, case):
    rep = await as_role("rep")
    answer = await upload(rep, MALFORMED / case["file"])
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == case["error"]
    assert (await rep.get("/api/v1/contacts/imports")).json()["items"] == []


def _csv(*lines: str) -> bytes:
    return "\n".join(("メールアドレス,会社名,メモ", *lines)).encode()


def test_text_after_a_closing_quote_stays_in_the_cell():
    sheet = read_sheet(_csv('a@b.example,"株式会社"タビ,x'))
    assert sheet.records[0].cells == ["a@b.example", "株式会社タビ", "x"]


def test_doubled_quotes_are_one_quote():
    assert read_sheet(_csv('a@b.example,"山""田",x')).records[0].cells[1] == '山"田'


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_are_counted_with_every_kind_of_newline(newline):
    text = newline.join(("email,memo", f'a@b.example,"1{newline}2{newline}3"', "c@d.example,x")) + newline * 3
    sheet = read_sheet(text.encode())
    assert [record.line for record in sheet.records] == [2, 5]


def test_a_file_of_many_quotes_does_not_take_minutes():
    content = _csv('a@b.example,"' + '""' * (MAX_CELL_BYTES // 4) + ",x")
    with pytest.raises(FileProblem) as refused:
        read_sheet(content)
    assert refused.value.code == "unclosed_quote"


def test_utf_16_is_named_instead_of_read_as_rubbish():
    with pytest.raises(FileProblem) as refused:
        read_sheet("email\na@b.example".encode("utf-16"))
    assert refused.value.code == "encoding_invalid"


def test_a_sheet_of_thousands_of_columns_is_refused():
    with pytest.raises(FileProblem) as refused:
        read_sheet(("email," + "x," * MAX_COLUMNS + "\na@b.example\n").encode())
    assert refused.value.code == "too_many_columns"


def test_an_empty_file_has_no_rows():
    for content in (b"", b"\xef\xbb\xbf", b"\r\n\r\n"):
        with pytest.raises(FileProblem) as refused:
            read_sheet(content)
        assert refused.value.code == "no_rows"


def test_addresses_under_an_unknown_header_are_found_by_their_looks():
    sheet = read_sheet("会社名,連絡先ID\nタビジ,a@b.example\n旅,c@d.example\n".encode())
    assert sheet.proposal == {"会社名": "company", "連絡先ID": "email"}


def test_columns_of_one_name_can_be_told_apart():
    sheet = read_sheet("email,メモ,メモ,\na@b.example,1,2,3\n".encode())
    assert sheet.header == ["email", "メモ", "メモ (2)", "列4"]
    assert sheet.proposal == {"email": "email", "メモ": "memo", "メモ (2)": None, "列4": None}


def test_english_headers_are_known():
    sheet = read_sheet(b"E-mail;Last Name;First Name;Company Name\na@b.example;Yamada;Taro;Tabiji\n")
    assert sheet.delimiter == ";"
    assert list(sheet.proposal.values()) == ["email", "last_name", "first_name", "company"]
