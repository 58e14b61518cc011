import pytest

from backend.kit.db import transaction
from backend.kit.state import SYSTEM
from backend.organization.domains import DomainClassifier
from backend.organization.service import seed_sample

DOMAINS = {"own": ["tabiji.example"], "competitor": ["rival.test"], "free_mail": ["freemail.example"]}


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("a@tabiji.example", "own"),
        ("a@mail.tabiji.example", "own"),
        ("a@nottabiji.example", "corporate"),
        ("a@tabiji.example.test", "corporate"),
        ("a@rival.test", "competitor"),
        ("a@freemail.example", "free_mail"),
    ],
)
def test_a_look_alike_domain_is_nobodys(email, expected):
    assert DomainClassifier(DOMAINS).classify(email) == expected


@pytest.mark.pg
class TestOrganization:
    async def test_it_is_there_before_anybody_filled_it_in(self, as_role):
        shown = (await (await as_role("viewer")).get("/api/v1/organization")).json()
        assert shown["timezone"] == "Asia/Tokyo"
        assert "gmail.com" in shown["domains"]["free_mail"]

    async def test_changed_domains_reclassify_contacts_that_are_there(self, as_role):
        admin = await as_role("admin")
        made = (await admin.post("/api/v1/contacts", json={"email": "a@sub.rival.test"})).json()
        assert made["domain_class"] == "corporate"
        assert (await admin.put("/api/v1/organization", json={"domains": DOMAINS})).status_code == 200
        assert (await admin.get(f"/api/v1/contacts/{made['id']}")).json()["domain_class"] == "competitor"
        entries = (await admin.get("/api/v1/audit", params={"object_type": "organization"})).json()["items"]
        assert entries[0]["detail"]["reclassified"] == 1

    async def test_absent_fields_stay(self, as_role):
        admin = await as_role("admin")
        await admin.put("/api/v1/organization", json={"name": "株式会社タビジ", "postal_address": "東京都"})
        shown = (await admin.put("/api/v1/organization", json={"contact_line": "03-0000-0000"})).json()
        assert (shown["name"], shown["postal_address"], shown["contact_line"]) == (
            "株式会社タビジ",
            "東京都",
            "03-0000-0000",
        )

    async def test_a_zone_that_does_not_exist_is_refused(self, as_role):
        refused = await (await as_role("admin")).put("/api/v1/organization", json={"timezone": "Asia/Kioto"})
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "timezone_unknown")

    async def test_a_domain_in_two_classes_is_refused(self, as_role):
        twice = {**DOMAINS, "competitor": ["tabiji.example"]}
        refused = await (await as_role("admin")).put("/api/v1/organization", json={"domains": twice})
        assert refused.json()["error"]["fields"] == {"domains": ["tabiji.example"]}

    async def test_only_an_admin_changes_it(self, as_role):
        assert (await (await as_role("marketer")).put("/api/v1/organization", json={"name": "x"})).status_code == 403


@pytest.mark.pg
class TestCalendar:
    async def test_public_holidays_and_company_days_are_told_apart(self, as_role):
        marketer = await as_role("marketer")
        closed = {"closed": True, "note": "夏季休業"}
        assert (await marketer.put("/api/v1/calendar/2026-08-13", json=closed)).status_code == 200
        await marketer.put("/api/v1/calendar/2026-08-13", json={"closed": True, "note": "お盆"})
        year = (await marketer.get("/api/v1/calendar", params={"year": 2026})).json()
        assert {"day": "2026-05-06", "name": "振替休日"} in year["holidays"]
        assert year["days"] == [{"day": "2026-08-13", "closed": True, "note": "お盆"}]
        assert (await marketer.delete("/api/v1/calendar/2026-08-13")).status_code == 204
        assert (await marketer.get("/api/v1/calendar", params={"year": 2026})).json()["days"] == []

    async def test_a_day_that_does_not_exist_is_refused(self, as_role):
        answer = await (await as_role("marketer")).put("/api/v1/calendar/2026-02-30", json={"closed": True})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "validation_failed")


@pytest.mark.pg
class TestSenders:
    async def test_there_is_always_exactly_one_default(self, as_role):
        admin = await as_role("admin")
        first = (await admin.post("/api/v1/senders", json={"name": "営業", "email": "sales@tabiji.example"})).json()
        assert first["is_default"]
        second = {"name": "広報", "email": "pr@tabiji.example", "is_default": True}
        made = (await admin.post("/api/v1/senders", json=second)).json()
        listed = (await admin.get("/api/v1/senders")).json()["items"]
        assert [(item["id"], item["is_default"]) for item in listed] == [(made["id"], True), (first["id"], False)]
        refused = await admin.patch(f"/api/v1/senders/{made['id']}", json={"is_default": False})
        assert refused.json()["error"]["code"] == "default_sender_needed"
        assert (await admin.patch(f"/api/v1/senders/{first['id']}", json={"is_default": True})).json()["is_default"]

    async def test_the_reply_address_can_be_taken_away(self, as_role):
        admin = await as_role("admin")
        new = {"name": "営業", "email": "sales@tabiji.example", "reply_to": "desk@tabiji.example"}
        made = (await admin.post("/api/v1/senders", json=new)).json()
        changed = (await admin.patch(f"/api/v1/senders/{made['id']}", json={"reply_to": None})).json()
        assert (changed["reply_to"], changed["email"]) == (None, "sales@tabiji.example")

    async def test_an_address_that_is_none_is_refused(self, as_role):
        admin = await as_role("admin")
        answer = await admin.post("/api/v1/senders", json={"name": "営業", "email": "sales at tabiji.example"})
        assert answer.status_code == 422
        assert "email" in answer.json()["error"]["fields"]


@pytest.mark.pg
async def test_the_sample_identity_never_replaces_a_real_one(as_role, sessions):
    admin = await as_role("admin")
    await admin.put("/api/v1/organization", json={"name": "株式会社タビジ"})
    for _ in range(2):
        async with transaction(sessions) as session:
            await seed_sample(session, SYSTEM)
    assert (await admin.get("/api/v1/organization")).json()["name"] == "株式会社タビジ"
    assert len((await admin.get("/api/v1/senders")).json()["items"]) == 1
