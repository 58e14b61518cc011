"""An erased person is nowhere any more, and the numbers still add up."""

import json
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from backend.engagement.service import Visitor, record_hit, unsubscribe
from backend.kit.clock import utc_now
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from tests.fixtures.api import As
from tests.fixtures.journeys import API, enroll, error_of, ok, running
from workflows.journey.state import State

pytestmark = [pytest.mark.pg, pytest.mark.usefixtures("templates")]
EMAIL = "hanako.himitsu@kojin.example"
SECRETS = ("hanako", "kojin", "秘密", "ヒミツ", "090-1234", "誕生日", "203.0.113.9", "SecretAgent")
PERSON = {
    "email": EMAIL, "last_name": "秘密", "first_name": "花子", "last_kana": "ヒミツ", "phone": "090-1234-5678",
    "company": "㈱旅路", "memo": "誕生日は秘密", "tags": ["秘密"], "attributes": {"plan": "秘密"}, "stage": "sql",
}  # fmt: skip


async def _person_with_a_past(admin: httpx.AsyncClient, sessions: Sessions) -> tuple[str, dict[str, Any]]:
    made = await ok(await admin.post(f"{API}/contacts", json=PERSON), 201)
    await ok(await admin.patch(f"{API}/contacts/{made['id']}", json={"title": "秘密の役職", "reason": "秘密の理由"}))
    journey = await running(admin)
    await enroll(admin, journey, emails=[EMAIL])
    values = {"contact": made["id"], "email": EMAIL, "m": new_id(), "e1": new_id(), "i": new_id(), "now": utc_now()}
    state = State(node="pause", phase="waiting", seq=2, results={"call": {"plan": "秘密"}}).to_json()
    values["state"] = json.dumps(state, ensure_ascii=False)
    async with transaction(sessions) as session:
        for statement in (
            """insert into message (id, enrollment_id, seq, journey_id, version_id, node, contact_id, to_email, subject,
                 template_version_id, rfc_message_id, status, smtp_reply, reserved_at, sent_at, clicked_at)
               select :m, e.id, 1, e.journey_id, e.version_id, 'hello', e.contact_id, :email, '秘密様へ',
                 (select id from template_version limit 1), 'x@tabiji', 'sent', '250 hanako ok', :now, :now, :now
               from enrollment e where e.contact_id = :contact""",
            """insert into engagement_event (id, source, dedupe_key, message_id, contact_id, kind, url, at, verdict, ip,
                 user_agent, raw)
               values (:e1, 'test', 'hanako@kojin', :m, :contact, 'clicked', 'https://a.example/doc?to=hanako', :now,
                 'human', '203.0.113.9', 'SecretAgent', '{"from": "hanako"}')""",
            """insert into inbox_mail (id, mail_from, rcpt_to, subject, content)
               values (:i, 'us@tabiji.example', :email, '秘密様へ', 'hanako')""",
            """insert into journal (enrollment_id, seq, node, visit, outcome, detail, at)
               select id, 1000, 'hello', 1, 'sent', '{"message": "m", "value": "秘密"}', :now
               from enrollment where contact_id = :contact""",
            """insert into task (id, enrollment_id, seq, contact_id, kind, subject, body, note, outcome)
               select :i, id, 2, contact_id, 'call', '秘密様に電話', '090-1234', '誕生日', '秘密'
               from enrollment where contact_id = :contact""",
            """insert into audit_entry (id, actor_name, action, object_type, object_id, detail, reason)
               select :e1, '山田', 'task.created', 'task', cast(id as text), '{"subject": "秘密様に電話"}', '秘密'
               from task where contact_id = :contact""",
            """insert into notification (id, account_id, kind, subject, contact_id)
               select :i, id, 'task', '秘密様に電話', :contact from account limit 1""",
            """insert into delivery (id, enrollment_id, seq, node, channel, target, content, status)
               select gen_random_uuid(), e.id, s.seq, 'tell', 'mail', 'team@tabiji.example', '{"body": "秘密様"}',
                      s.status
               from enrollment e, (values (3, 'pending'), (4, 'transmitting'), (5, 'sent')) s (seq, status)
               where e.contact_id = :contact""",
            """insert into webhook_call (enrollment_id, seq, attempt, status, answer)
               select id, 6, 1, 'answered', '{"outcome": "done", "status": 200, "fields": {"plan": "秘密"}}'
               from enrollment where contact_id = :contact""",
            "update enrollment set state = cast(:state as jsonb) where contact_id = :contact",
            """insert into contact_history (contact_id, at, field, before, after)
               values (:contact, :now, 'stage', 'lead', 'sql'), (:contact, :now, 'owner', null, '秘密')""",
        ):
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            await session.execute(text(statement), used)
    return made["id"], journey


async def _everything(sessions: Sessions) -> str:
    """All that the database holds, as one text."""
    async with transaction(sessions) as session:
        tables = await session.scalars(text("select tablename from pg_tables where schemaname = 'public'"))
        return "\n".join(
            [
                str(await session.scalar(text(f"select string_agg(t::text, chr(10)) from {table} t")))
                for table in tables.all()
            ]
        )


async def test_nothing_personal_is_left_in_any_table(admin: httpx.AsyncClient, sessions: Sessions) -> None:
    contact, _ = await _person_with_a_past(admin, sessions)
    before = await _everything(sessions)
    assert all(secret in before for secret in SECRETS)
    answer = await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "本人からの請求"})
    assert answer.status_code == 204, answer.text
    left = await _everything(sessions)
    assert [secret for secret in SECRETS if secret in left] == []


async def test_the_numbers_stay_and_the_journey_ends_with_its_reason(
    admin: httpx.AsyncClient, sessions: Sessions
) -> None:
    contact, journey = await _person_with_a_past(admin, sessions)
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "請求"}), 204)
    async with transaction(sessions) as session:
        message = (await session.execute(text("select status, clicked_at, to_email from message"))).one()
        event = (await session.execute(text("select kind, verdict, url from engagement_event"))).one()
        stage = await session.scalar(text("select stage from contact"))
    assert (message.status, message.clicked_at is not None) == ("sent", True)
    assert message.to_email == f"{contact}@erased.invalid"
    assert (event.kind, event.verdict, event.url, stage) == ("clicked", "human", "https://a.example/doc", "sql")
    row = (await ok(await admin.get(f"{API}/journeys/{journey['id']}/enrollments")))["items"][0]
    assert (row["status"], row["end_reason"], row["contact"]["name"]) == ("stopped", "contact_deleted", "")
    assert (await ok(await admin.get(f"{API}/journeys/{journey['id']}/stats")))["aboard"] == 0


async def test_nobody_of_the_team_is_left_with_work_or_mail_about_an_erased_person(
    admin: httpx.AsyncClient, sessions: Sessions
) -> None:
    contact, _ = await _person_with_a_past(admin, sessions)
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "請求"}), 204)
    async with transaction(sessions) as session:
        task = (await session.execute(text("select status, subject, closed_at from task"))).one()
        told = await session.scalar(text("select count(*) from notification"))
        left = (await session.execute(text("select status, reason, content from delivery order by seq"))).all()
        answer = await session.scalar(text("select answer from webhook_call"))
        history = (await session.scalars(text("select field from contact_history"))).all()
    assert (task.status, task.subject, task.closed_at is not None, told) == ("cancelled", "", True, 0)
    assert [tuple(row) for row in left] == [
        ("failed", "contact_deleted", {}),
        ("unconfirmed", "contact_deleted", {}),
        ("sent", None, {}),
    ]
    assert answer == {"outcome": "done", "status": 200, "fields": {}}
    assert history == ["stage"]


async def test_a_link_in_an_old_mail_brings_nothing_personal_back(admin: httpx.AsyncClient, sessions: Sessions) -> None:
    contact, _ = await _person_with_a_past(admin, sessions)
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "請求"}), 204)
    async with transaction(sessions) as session:
        message = await session.scalar(text("select id from message"))
    visitor = Visitor(ip="203.0.113.9", agent="SecretAgent")
    kept = await record_hit(
        sessions, message, "clicked", visitor, url="https://a.example/", now=utc_now(), new_id=new_id
    )
    assert kept is False
    await unsubscribe(sessions, message, now=utc_now(), new_id=new_id, clock=utc_now)
    assert (await ok(await admin.get(f"{API}/suppression")))["items"] == []


async def test_the_log_says_who_and_why_without_saying_whom(admin: httpx.AsyncClient, sessions: Sessions) -> None:
    contact, _ = await _person_with_a_past(admin, sessions)
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "本人からの請求"}), 204)
    entries = await ok(await admin.get(f"{API}/audit", params={"object_id": contact, "object_type": "contact"}))
    newest, *older = entries["items"]
    assert (newest["action"], newest["reason"]) == ("contact.erased", "本人からの請求")
    assert newest["detail"] == {
        "enrollments_ended": 1, "messages": 1, "reactions": 1, "address_stays_suppressed": False,
    }  # fmt: skip
    assert [entry["detail"] for entry in older] == [{"erased": True}] * 2


async def test_an_opt_out_outlives_the_person_and_binds_whoever_comes_back(
    admin: httpx.AsyncClient, sessions: Sessions
) -> None:
    contact, _ = await _person_with_a_past(admin, sessions)
    async with transaction(sessions) as session:
        await session.execute(
            text("insert into suppression (email, reason, note) values (:email, 'unsubscribed', '秘密')"),
            {"email": EMAIL},
        )
    await ok(await admin.post(f"{API}/contacts/{contact}/erase", json={"reason": "請求"}), 204)
    kept = (await ok(await admin.get(f"{API}/suppression")))["items"][0]
    assert (kept["email"], kept["reason"], kept["note"], kept["contact_id"]) == (EMAIL, "unsubscribed", "", None)
    back = await admin.post(f"{API}/contacts", json={"email": EMAIL})
    assert back.status_code == 201
    assert (back.json()["suppressed"], back.json()["id"] == contact) == ("unsubscribed", False)


async def test_who_asks_never_to_be_mailed_again_is_not_mailed_by_an_old_file(admin: httpx.AsyncClient) -> None:
    made = await ok(await admin.post(f"{API}/contacts", json=PERSON), 201)
    body = {"reason": "請求", "suppress": True}
    await ok(await admin.post(f"{API}/contacts/{made['id']}/erase", json=body), 204)
    assert (await admin.post(f"{API}/contacts", json={"email": EMAIL})).json()["suppressed"] == "manual"


async def test_only_an_admin_erases_and_only_with_a_reason(as_role: As) -> None:
    marketer, admin = await as_role("marketer"), await as_role("admin")
    made = await ok(await admin.post(f"{API}/contacts", json=PERSON), 201)
    path = f"{API}/contacts/{made['id']}/erase"
    error_of(await marketer.post(path, json={"reason": "x"}), 403)
    error_of(await admin.post(path, json={"reason": "  "}), 422)
    assert error_of(await admin.post(f"{API}/contacts/{new_id()}/erase", json={"reason": "x"}), 404)


async def test_a_hidden_contact_can_be_erased_and_erasing_twice_is_no_accident(admin: httpx.AsyncClient) -> None:
    made = await ok(await admin.post(f"{API}/contacts", json=PERSON), 201)
    path = f"{API}/contacts/{made['id']}"
    await ok(await admin.delete(path), 204)
    for _ in range(2):
        await ok(await admin.post(f"{path}/erase", json={"reason": "請求", "suppress": True}), 204)
    assert len((await ok(await admin.get(f"{API}/suppression")))["items"]) == 1
    error_of(await admin.get(path), 404)
