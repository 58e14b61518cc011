import json
import time

import pytest

from tests.contacts.conftest import DATA, upload

pytestmark = pytest.mark.pg


@pytest.mark.parametrize("name", ["leads-2000.csv", "leads-2000-cp932.csv"])
async def test_no_lead_is_lost_or_doubled_from_upload_to_contacts(as_role, carry, expected, name):
    admin = await as_role("admin")
    domains = json.loads((DATA / "domains.json").read_text(encoding="utf-8"))
    assert (await admin.put("/api/v1/organization", json={"domains": domains})).status_code == 200
    uploaded = (await upload(admin, DATA / name)).json()
    path = f"/api/v1/contacts/import/{uploaded['id']}"
    checked = (await admin.post(f"{path}/dry-run")).json()["report"]
    assert checked["records"] == expected["rows"]["records"]
    assert checked["new"] == expected["contacts"]["distinct"]
    started = time.perf_counter()
    operation = await carry(admin, (await admin.post(f"{path}/start")).json()["id"])
    print("run seconds", time.perf_counter() - started)
    assert operation["status"] == "done", operation
    assert operation["result"]["new"] == expected["contacts"]["distinct"]
    count = (await admin.get("/api/v1/contacts/count")).json()["count"]
    assert count == expected["contacts"]["distinct"]
