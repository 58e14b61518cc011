"""Texts are kept as immutable versions, tried before they are kept, and the gallery's are good ones."""

import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.inbox.server import serve
from backend.kit.db import Sessions, transaction
from backend.kit.ids import new_id
from backend.mail.fields import FIELDS
from backend.mail.lint import check_template
from backend.mail.outcomes import SendOutcome
from backend.models import AuditEntry, Company, Contact, InboxMail, TemplateVersion
from backend.settings import Settings
from backend.templates.seed import EmailFolder, read_folders, seed_templates
from backend.templates.service import source_from
from tests.fixtures.api import As

TEXT = {"subject": "{{ salutation }}へのご案内", "preheader": "", "body": "<p>{{ addressee }}</p>", "text_body": ""}
GALLERY = {
    *("thanks", "case_study", "remind", "consult", "reengage_webinar", "reengage_content", "reengage_checkin"),
    *("is_first", "is_followup", "is_breakup"),
}
FOLDERS = read_folders()


async def create(marketer: Any, **parts: str) -> Any:
    answer = await marketer.post("/api/v1/templates", json=TEXT | {"name": "ご案内"} | parts)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_saving_makes_a_version_and_never_changes_an_old_one(as_role: As, sessions: Sessions) -> None:
    marketer = await as_role("marketer")
    made = await create(marketer, key="guide")
    assert (made["version"], made["key"]) == (1, "guide")
    url = f"/api/v1/templates/{made['id']}"
    saved = (await marketer.put(url, json=TEXT | {"name": "改題", "subject": "新しい件名"})).json()
    assert (saved["version"], saved["name"], saved["subject"]) == (2, "改題", "新しい件名")
    again = (await marketer.put(url, json=TEXT | {"name": "改題２", "subject": "新しい件名"})).json()
    assert (again["version"], again["name"]) == (2, "改題２")
    async with transaction(sessions) as session:
        subjects = list(await session.scalars(select(TemplateVersion.subject).order_by(TemplateVersion.number)))
        actions = list(await session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert subjects == [TEXT["subject"], "新しい件名"]
    assert actions == ["template.created", "template.updated", "template.updated"]


async def test_two_saves_at_once_get_two_numbers(as_role: As, sessions: Sessions) -> None:
    marketer = await as_role("marketer")
    made = await create(marketer)
    url = f"/api/v1/templates/{made['id']}"
    answers = await asyncio.gather(
        *(marketer.put(url, json=TEXT | {"name": "ご案内", "subject": f"件名{n}"}) for n in range(4))
    )
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"body": "{% if last_name %}"}, "template_syntax"),
        ({"subject": "{{ lastname }}"}, "unknown_field"),
        ({"body": "{% for i in range(1000) %}{% for j in range(1000) %}{% endfor %}{% endfor %}"}, "template_too_slow"),
        ({"body": "{{ 'a' * 50000000 }}"}, "template_failed"),
        ({"body": "<mjml><mj-body>"}, "mjml_invalid"),
        ({"body": ""}, "body_empty"),
        ({"subject": " "}, "subject_empty"),
    ],
)
async def test_a_text_that_cannot_become_a_mail_is_refused_with_the_reason(
    as_role: As, parts: dict[str, str], code: str
) -> None:
    marketer = await as_role("marketer")
    answer = await marketer.post("/api/v1/templates", json=TEXT | {"name": "x"} | parts)
    assert answer.status_code == 422
    error = answer.json()["error"]
    assert error["code"] == "template_has_errors"
    assert [issue["code"] for issue in error["fields"]["issues"]] == [code]


async def test_a_key_is_used_once(as_role: As) -> None:
    marketer = await as_role("marketer")
    await create(marketer, key="guide")
    answer = await marketer.post("/api/v1/templates", json=TEXT | {"name": "x", "key": "guide"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "template_key_taken")
    assert (await marketer.post("/api/v1/templates", json=TEXT | {"name": "x", "key": "Bad Key"})).status_code == 422


async def test_a_viewer_reads_and_changes_nothing(as_role: As) -> None:
    marketer, viewer, rep = await as_role("marketer"), await as_role("viewer"), await as_role("rep")
    made = await create(marketer)
    for person in (viewer, rep):
        assert (await person.get(f"/api/v1/templates/{made['id']}")).status_code == 200
        assert (await person.post("/api/v1/templates", json=TEXT | {"name": "x"})).status_code == 403
        assert (await person.put(f"/api/v1/templates/{made['id']}", json=TEXT | {"name": "x"})).status_code == 403
        assert (
            await person.post(f"/api/v1/templates/{made['id']}/test", json={"to": "a@b.example"})
        ).status_code == 403


async def test_the_list_goes_on_where_it_stopped_also_among_equal_names(as_role: As) -> None:
    marketer = await as_role("marketer")
    for _ in range(5):
        await create(marketer, name="同じ名前")
    seen: list[str] = []
    cursor = ""
    while True:
        page = (
            await marketer.get("/api/v1/templates", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))
        ).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5


async def test_a_preview_shows_a_real_contacts_mail(as_role: As, sessions: Sessions) -> None:
    contact, company = new_id(), new_id()
    async with transaction(sessions) as session:
        session.add(Company(id=company, key="髙﨑商店", name="株式会社髙﨑商店"))
        await session.flush()
        session.add(Contact(id=contact, email="s@takasaki.example", last_name="佐々木", company_id=company))
    viewer = await as_role("viewer")
    shown = (await viewer.post("/api/v1/templates/preview", json=TEXT | {"contact_id": str(contact)})).json()
    assert shown["subject"] == "佐々木 様へのご案内"
    assert "株式会社髙﨑商店<br>佐々木 様" in shown["html"]
    assert "/t/" not in shown["html"]
    sample = (await viewer.post("/api/v1/templates/preview", json=TEXT)).json()
    assert sample["subject"] == "山田 様へのご案内"
    assert [issue["code"] for issue in sample["issues"]] == ["footer_appended"]


async def test_a_preview_of_a_broken_text_is_an_answer_not_a_failure(as_role: As) -> None:
    viewer = await as_role("viewer")
    answer = await viewer.post("/api/v1/templates/preview", json=TEXT | {"body": "一\n{{ lastname }}"})
    assert answer.status_code == 200
    assert answer.json()["html"] == ""
    (issue,) = answer.json()["issues"]
    assert (issue["code"], issue["part"], issue["line"]) == ("unknown_field", "body", 2)
    assert issue["params"]["suggestion"] == "last_name"
    for wrong in ("nope", str(UUID(int=1))):
        refused = await viewer.post("/api/v1/templates/preview", json=TEXT | {"contact_id": wrong})
        assert refused.status_code in (404, 422)


async def test_every_field_that_is_offered_can_be_used(as_role: As) -> None:
    viewer = await as_role("viewer")
    fields = (await viewer.get("/api/v1/templates/fields")).json()
    assert [field["name"] for field in fields] == [field.name for field in FIELDS]
    names = [f"{name}x" if name.endswith(".") else name for name in (field["name"] for field in fields)]
    body = "".join(f"<p>{{{{ {name} }}}}</p>" for name in names)
    shown = (await viewer.post("/api/v1/templates/preview", json=TEXT | {"body": body})).json()
    assert [issue for issue in shown["issues"] if issue["severity"] == "error"] == []


async def test_a_test_mail_arrives_and_its_refusal_is_told(as_role: As, sessions: Sessions, settings: Settings) -> None:
    server, storing = await serve(sessions, settings.message_id_domain, "127.0.0.1", 0)
    settings.smtp_port = server.sockets[0].getsockname()[1]
    marketer = await as_role("marketer")
    made = await create(marketer)
    answer = await marketer.post(f"/api/v1/templates/{made['id']}/test", json={"to": "me@tozai.example"})
    assert answer.status_code == 200, answer.text
    async with transaction(sessions) as session:
        (mail,) = (await session.scalars(select(InboxMail))).all()
    assert (mail.rcpt_to, mail.subject) == ("me@tozai.example", "山田 様へのご案内")
    server.close()
    storing.cancel()
    with suppress(asyncio.CancelledError):
        await storing
    refused = await marketer.post(f"/api/v1/templates/{made['id']}/test", json={"to": "me@tozai.example"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (502, "test_not_sent")
    assert SendOutcome("not_sent").kind == refused.json()["error"]["fields"]["outcome"]


def test_the_gallery_has_all_its_mails() -> None:
    assert {folder.key for folder in FOLDERS} == GALLERY


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.key for folder in FOLDERS])
def test_every_mail_of_the_gallery_renders_its_sample_without_an_issue(folder: EmailFolder) -> None:
    checked = check_template(source_from(folder.text), folder.sample)
    assert checked.issues == []
    assert checked.rendered is not None
    assert checked.compiled is not None
    assert 200 < len(checked.rendered.text) < 3_000
    assert len(checked.rendered.html) < 20_000
    assert "{{" not in checked.rendered.html + checked.rendered.text + checked.rendered.subject
    assert not checked.compiled.footer_appended
    assert all(url.startswith("https://www.tabiji.example/") for url in checked.compiled.urls)
    assert checked.compiled.urls


@pytest.mark.parametrize("folder", FOLDERS, ids=[folder.key for folder in FOLDERS])
def test_every_mail_of_the_gallery_reads_well_without_any_data(folder: EmailFolder) -> None:
    checked = check_template(source_from(folder.text), {})
    assert checked.rendered is not None
    assert "ご担当者様" in checked.rendered.text
    for wrong in ("　様", " 様 様", "None", "、、", "。。", "undefined"):
        assert wrong not in checked.rendered.text


async def test_seeding_twice_installs_once_and_keeps_what_people_wrote(sessions: Sessions, as_role: As) -> None:
    async with transaction(sessions) as session:
        assert set(await seed_templates(session)) == GALLERY
    marketer = await as_role("marketer")
    items = (await marketer.get("/api/v1/templates")).json()["items"]
    thanks = next(item for item in items if item["key"] == "thanks")
    await marketer.put(f"/api/v1/templates/{thanks['id']}", json=TEXT | {"name": "わが社のお礼"})
    async with transaction(sessions) as session:
        assert await seed_templates(session) == []
    kept = (await marketer.get(f"/api/v1/templates/{thanks['id']}")).json()
    assert (kept["name"], kept["version"]) == ("わが社のお礼", 2)
