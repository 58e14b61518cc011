"""Every list can leave as a file, and no file runs anything."""

import csv
import io
from typing import Any

import httpx
import pytest

from tests.fixtures.api import As
from tests.fixtures.journeys import API, enroll, ok, running

pytestmark = [pytest.mark.pg, pytest.mark.usefixtures("templates")]
EVIL = "=cmd|'/c calc'!A1"


def _rows(answer: httpx.Response, encoding: str) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    text = answer.content.decode("utf-8-sig" if encoding == "utf-8" else "cp932")
    return list(csv.DictReader(io.StringIO(text, newline="")))


async def _furnish(admin: httpx.AsyncClient) -> str:
    contact = {"email": "a@b.example", "last_name": EVIL, "company": "㈱髙﨑", "title": "部長"}
    await ok(await admin.post(f"{API}/contacts", json=contact), 201)
    await ok(await admin.post(f"{API}/contacts", json={"email": "c@d.example", "company": "別の会社"}), 201)
    journey = await running(admin)
    await enroll(admin, journey, emails=["a@b.example"])
    stop = {"email": "a@b.example", "note": EVIL}
    await ok(await admin.post(f"{API}/suppression", json=stop), 201)
    return journey["id"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
async def test_every_list_leaves_as_a_file_in_which_nothing_is_a_formula(as_role: As, encoding: str) -> None:
    admin = await as_role("admin")
    journey = await _furnish(admin)
    files = {
        "companies": ("会社名", "㈱髙﨑"),
        "suppression": ("メモ", f"'{EVIL}"),
        f"journeys/{journey}/enrollments": ("氏名", f"'{EVIL}"),
        "audit": ("操作", "suppression.added"),
    }
    for path, (column, value) in files.items():
        rows = _rows(await admin.get(f"{API}/{path}/export", params={"encoding": encoding}), encoding)
        assert value in [row[column] for row in rows], path
        assert not any(cell.startswith("=") for row in rows for cell in row.values()), path


async def test_a_file_holds_what_the_list_is_narrowed_to(as_role: As) -> None:
    admin = await as_role("admin")
    journey = await _furnish(admin)
    for path, asked, count in (
        ("companies", {"q": "タカサキ"}, 0),
        ("companies", {"q": "髙﨑"}, 1),
        ("suppression", {"q": "nobody"}, 0),
        (f"journeys/{journey}/enrollments", {"status": "errored"}, 0),
        (f"journeys/{journey}/enrollments", {"status": "active"}, 1),
        ("audit", {"object_type": "suppression", "object_id": "a@b.example"}, 1),
    ):
        assert len(_rows(await admin.get(f"{API}/{path}/export", params=asked), "utf-8")) == count, (path, asked)


async def test_who_took_a_file_away_is_in_the_log(as_role: As) -> None:
    viewer = await as_role("viewer")
    for path in ("companies", "suppression", "audit"):
        assert (await viewer.get(f"{API}/{path}/export")).status_code == 200
    actions = [item["action"] for item in (await viewer.get(f"{API}/audit")).json()["items"]]
    assert {"companies.exported", "suppression.exported", "audit.exported"} <= set(actions)


async def test_times_in_a_file_are_the_organisations(as_role: As) -> None:
    admin = await as_role("admin")
    await ok(await admin.post(f"{API}/suppression", json={"email": "a@b.example"}), 201)
    listed = (await ok(await admin.get(f"{API}/suppression")))["items"][0]["created_at"]
    row = _rows(await admin.get(f"{API}/suppression/export"), "utf-8")[0]
    hour = (int(listed[11:13]) + 9) % 24
    assert row["停止日時"][11:13] == f"{hour:02}"
