import csv
import io

import pytest

from backend.contacts.importing.sheet import read_sheet
from backend.kit.csv_export import encode, safe_cell
from tests.contacts.conftest import DATA, upload


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_no_spreadsheet_runs_what_a_lead_typed(start):
    assert safe_cell(f"{start}cmd|'/c calc'!A1").startswith("'")


def test_numbers_stay_numbers():
    assert safe_cell(-5) == "-5"


def test_what_cp932_cannot_hold_becomes_its_twin_or_a_question_mark():
    assert encode("〜−", "cp932").decode("cp932") == "～－"
    assert encode("か\u3099", "cp932").decode("cp932") == "が"
    assert encode("𠮷😀", "cp932") == b"??"
    assert encode("髙﨑㈱①", "cp932").decode("cp932") == "髙﨑㈱①"


@pytest.mark.pg
@pytest.mark.parametrize(("asked", "codec"), [("utf-8", "utf-8-sig"), ("cp932", "cp932")])
async def test_an_exported_list_can_be_imported_again(as_role, carry, asked, codec):
    rep = await as_role("rep")
    uploaded = (await upload(rep, DATA / "leads-2000-cp932.csv")).json()
    await carry(rep, (await rep.post(f"/api/v1/contacts/import/{uploaded['id']}/start")).json()["id"])
    answer = await rep.get("/api/v1/contacts/export", params={"encoding": asked})
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode(codec), newline="")))
    assert len(rows) == 1853
    assert not any(row["メモ"].startswith(("=", "+", "-", "@")) for row in rows)
    sheet = read_sheet(answer.content)
    assert (sheet.encoding, len(sheet.records)) == (asked, 1853)
    assert sheet.proposal["従業員数"] == "employees"


@pytest.mark.pg
async def test_an_export_holds_only_what_the_filter_shows_and_is_audited(as_role):
    admin = await as_role("admin")
    await admin.post("/api/v1/contacts", json={"email": "a@b.example", "stage": "mql"})
    await admin.post("/api/v1/contacts", json={"email": "c@d.example"})
    text = (await admin.get("/api/v1/contacts/export", params={"stage": "mql"})).text
    assert "a@b.example" in text
    assert "c@d.example" not in text
    actions = [item["action"] for item in (await admin.get("/api/v1/audit")).json()["items"]]
    assert "contacts.exported" in actions
