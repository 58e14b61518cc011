"""The first journey from outside: one command starts it, HTTP plays a new user, a kill -9 loses nothing."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.patience import PATIENCE_S, until

pytestmark = pytest.mark.slow

LISTS = Path(__file__).parents[1] / "data" / "contacts"


class Stack:
    """`tabiji up` as a user has it: a folder, a process, a ready file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ready_file = folder / "ready.json"
        self.process: subprocess.Popen[bytes] | None = None
        self.ready: dict[str, Any] = {}

    def start(self) -> None:
        command = [sys.executable, "-m", "backend.cli", "up", "--data-dir", str(self.folder / "data"), "--port", "8620"]
        with (self.folder / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--ready-file", str(self.ready_file)], stdout=log, stderr=log, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE_S
        while not self.ready_file.exists():
            assert self.process.poll() is None, (self.folder / "up.log").read_text()
            assert time.monotonic() < deadline, (self.folder / "up.log").read_text()
            time.sleep(0.1)
        self.ready = json.loads(self.ready_file.read_text())

    def children(self) -> list[psutil.Process]:
        assert self.process is not None
        return psutil.Process(self.process.pid).children(recursive=True)

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.ready_file.unlink()

    def client(self, token: str | None = None) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {token or self.ready['api_token']}"}
        return httpx.AsyncClient(base_url=self.ready["url"] + "/api/v1", headers=headers, timeout=PATIENCE_S)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("story")
    for parent in (folder, folder.parent):
        parent.chmod(0o755)
    running = Stack(folder)
    running.start()
    yield running
    running.stop()


@pytest.fixture
async def api(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    async with stack.client() as client:
        yield client


def ok(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:500]}"
    return answer.json() if answer.content else None


async def operation_done(api: httpx.AsyncClient, operation_id: str) -> dict[str, Any]:
    async def look() -> dict[str, Any] | None:
        operation = ok(await api.get(f"/operations/{operation_id}"))
        assert operation["status"] not in ("failed", "cancelled"), operation
        return operation if operation["status"] == "done" else None

    return await until(look)


async def inbox(api: httpx.AsyncClient, to: str) -> list[dict[str, Any]]:
    return ok(await api.get("/dev/inbox", params={"to": to}))["items"]


async def mails(api: httpx.AsyncClient, to: str, count: int) -> list[dict[str, Any]]:
    async def look() -> list[dict[str, Any]] | None:
        items = await inbox(api, to)
        return items if len(items) >= count else None

    return await until(look)


async def open_mail(api: httpx.AsyncClient, mail_id: str) -> dict[str, Any]:
    """Show a mail as a mail program does: its pixel is fetched."""
    mail = ok(await api.get(f"/dev/inbox/{mail_id}"))
    pixel = re.search(r'https?://[^"\s]+/t/o/[^"\s]+', mail["html"])
    assert pixel, mail["html"][:500]
    async with httpx.AsyncClient(timeout=PATIENCE_S) as reader:
        assert (await reader.get(pixel.group(0))).status_code == 200
    return mail


async def new_journey(api: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    journey = ok(await api.post("/journeys", json=fields))
    ok(await api.post(f"/journeys/{journey['id']}/publish", json={"revision": journey["draft_revision"]}))
    return journey


async def enrollment_of(api: httpx.AsyncClient, journey_id: str, email: str) -> dict[str, Any]:
    rows = ok(await api.get(f"/journeys/{journey_id}/enrollments"))["items"]
    row = next(row for row in rows if row["contact"]["email"] == email)
    return ok(await api.get(f"/enrollments/{row['id']}"))


async def reacted(api: httpx.AsyncClient, journey_id: str, email: str, how: str) -> None:
    """Until the engine knows of it."""

    async def look() -> bool:
        return any(mail[how] for mail in (await enrollment_of(api, journey_id, email))["messages"])

    await until(look)


async def waiting(api: httpx.AsyncClient, journey_id: str, email: str, node: str) -> dict[str, Any]:
    """The enrollment, once it has begun to wait there."""

    async def look() -> dict[str, Any] | None:
        trip = await enrollment_of(api, journey_id, email)
        return trip if any((step["node"], step["outcome"]) == (node, "waiting") for step in trip["journal"]) else None

    return await until(look)


async def skip(api: httpx.AsyncClient, journey_id: str, email: str, node: str) -> None:
    """Let a wait at this step be over, once it has begun: nothing depends on how fast the test is."""

    async def look() -> dict[str, Any] | None:
        trip = await enrollment_of(api, journey_id, email)
        return trip if there(trip) else None

    def there(trip: dict[str, Any]) -> list[str]:
        return [step["outcome"] for step in trip["journal"] if step["node"] == node and step["outcome"] != "entered"]

    trip = await until(look)
    if there(trip)[-1] == "waiting":
        ok(await api.post(f"/enrollments/{trip['id']}/skip", json={"reason": "先へ進める"}))


def waiting_graph(seconds: int) -> dict[str, Any]:
    return {
        "schema": 1, "name": "待って送る", "kind": "nurture",
        "entry": {"node": "pause", "triggers": [{"type": "manual"}], "reentry": "always"},
        "exits": [], "settings": {"timezone": "contact", "send_window": None},
        "nodes": {
            "pause": {"type": "wait", "for": f"PT{seconds}S", "next": {"done": "thanks"}},
            "thanks": {"type": "send_email", "template": "thanks", "next": {"sent": "end"}},
            "end": {"type": "exit", "reason": "finished"},
        },
    }  # fmt: skip


async def test_the_marketers_list_is_imported_with_the_counts_that_are_right(api: httpx.AsyncClient):
    domains = json.loads((LISTS / "domains.json").read_text())
    organization = ok(await api.get("/organization"))
    writable = {k: v for k, v in organization.items() if k not in ("updated_at", "sending_stopped_at")}
    chosen = {name: domains[name] for name in ("own", "competitor", "free_mail")}
    ok(await api.put("/organization", json={**writable, "domains": chosen}))
    expected = json.loads((LISTS / "expected.json").read_text())
    content = (LISTS / "leads-2000-cp932.csv").read_bytes()
    uploaded = ok(await api.post("/contacts/import", files={"file": ("leads.csv", content, "text/csv")}))
    assert uploaded["encoding"] == "cp932"
    checked = ok(await api.post(f"/contacts/import/{uploaded['id']}/dry-run"))
    assert checked["report"]["new"] == expected["contacts"]["distinct"]
    assert checked["report"]["merged"] == expected["contacts"]["rows_merged_into_an_earlier_row"]
    assert checked["report"]["by_reason"] == expected["rejected"]["by_reason"]
    operation = ok(await api.post(f"/contacts/import/{uploaded['id']}/start"))
    await operation_done(api, operation["id"])
    assert ok(await api.get("/contacts/count"))["count"] == expected["contacts"]["distinct"]


async def test_two_weeks_play_in_moments_and_reactions_choose_the_branch(api: httpx.AsyncClient):
    reader, sleeper = "tanaka_h@cosmo-kensetsu.test", "hashimoto.taro@kuromatsu-kasei.example"
    gallery = {entry["key"]: entry for entry in ok(await api.get("/gallery"))}
    assert {"nurture_followup", "lost_deal", "is_first_contact"} <= set(gallery)
    journey = await new_journey(api, name="資料請求フォロー", kind="nurture", gallery_key="nurture_followup")
    selection = {"emails": [reader, sleeper, "nobody@nowhere.example"]}
    preview = ok(await api.post(f"/journeys/{journey['id']}/enrollments/preview", json={"selection": selection}))
    assert preview["eligible"] == 2
    assert preview["left_out"] == {"not_found": 1}
    for email, longest in ((sleeper, "PT3S"), (reader, "PT50M")):
        body = {"selection": {"emails": [email]}, "test": {"max_wait": longest}}
        assert ok(await api.post(f"/journeys/{journey['id']}/enrollments", json=body))["enrolled"] == 1
    await skip(api, journey["id"], reader, "thanks")  # in the evening and at weekends the mail waits for the window
    first = (await mails(api, reader, 1))[0]
    mail = await open_mail(api, first["id"])
    assert "田中" in mail["html"]
    await reacted(api, journey["id"], reader, "opened_at")
    await skip(api, journey["id"], reader, "wait_thanks")

    async def ended(email: str) -> dict[str, Any] | None:
        enrollment = await enrollment_of(api, journey["id"], email)
        return enrollment if enrollment["status"] != "active" else None

    await skip(api, journey["id"], reader, "case_study")
    second = await mails(api, reader, 2)
    case_study = await open_mail(api, second[0]["id"])
    link = next(link["url"] for link in case_study["links"] if "/t/c/" in link["url"])
    async with httpx.AsyncClient(timeout=PATIENCE_S) as browser:
        assert (await browser.get(link)).status_code == 307
    await reacted(api, journey["id"], reader, "clicked_at")
    await skip(api, journey["id"], reader, "wait_case_study")
    await skip(api, journey["id"], reader, "consult")
    await skip(api, journey["id"], reader, "wait_for_consult")
    opened = await until(lambda: ended(reader))
    unopened = await until(lambda: ended(sleeper))
    assert [m["node"] for m in opened["messages"]][:2] == ["thanks", "case_study"]
    assert [m["node"] for m in unopened["messages"]][:2] == ["thanks", "remind"]
    assert all(m["status"] == "sent" for m in opened["messages"] + unopened["messages"])
    assert all("{{" not in m["subject"] for m in opened["messages"]), (
        "a subject is shown as it was written to the reader"
    )
    branch = next(step for step in opened["journal"] if step["node"] == "clicked_case_study" and step["port"])
    assert branch["port"] == "interested"
    timeline = ok(await api.get(f"/contacts/{opened['contact']['id']}/timeline"))["items"]
    reactions = {(item["title_code"], item["detail"]["node_title"]) for item in timeline if item["kind"] == "reaction"}
    assert {("reaction.opened", "資料請求のお礼"), ("reaction.clicked", "導入事例のご紹介")} <= reactions
    stats = ok(await api.get(f"/journeys/{journey['id']}/stats"))
    assert stats["aboard"] == 0
    assert stats["nodes"]["thanks"]["entered"] == 2
    assert stats["nodes"]["opened_thanks"]["passed"] == {"happened": 1, "timed_out": 1}
    addresses = [(m["to"], m["subject"]) for email in (reader, sleeper) for m in await inbox(api, email)]
    assert len(addresses) == len(set(addresses)), "somebody got a mail twice"


async def test_pause_stops_the_next_send_and_resume_lets_it_go(api: httpx.AsyncClient):
    email = "takahashi@shiranami-seisakusho.co.example"
    journey = await new_journey(api, name="一時停止", kind="nurture", graph=waiting_graph(3600))
    ok(await api.post(f"/journeys/{journey['id']}/enrollments", json={"selection": {"emails": [email]}}))

    await waiting(api, journey["id"], email, "pause")
    ok(await api.post(f"/journeys/{journey['id']}/pause", json={"reason": "確認のため"}))
    await skip(api, journey["id"], email, "pause")
    await asyncio.sleep(3)
    assert await inbox(api, email) == []
    ok(await api.post(f"/journeys/{journey['id']}/resume", json={}))
    await mails(api, email, 1)


async def test_a_viewer_can_look_but_not_stop_anybody(api: httpx.AsyncClient, stack: Stack):
    account = {"email": "viewer@tabiji.example", "name": "閲覧者", "role": "viewer", "password": "tabi-no-michi-2026"}
    ok(await api.post("/accounts", json=account))
    journey = ok(await api.get("/journeys"))["items"][0]
    async with httpx.AsyncClient(base_url=stack.ready["url"] + "/api/v1", timeout=PATIENCE_S) as viewer:
        login = {"email": account["email"], "password": account["password"]}
        session = ok(await viewer.post("/session", json=login))
        viewer.headers["X-CSRF-Token"] = session["csrf_token"]
        ok(await viewer.get(f"/journeys/{journey['id']}/stats"))
        assert (await viewer.post(f"/journeys/{journey['id']}/pause", json={})).status_code == 403
        rows = ok(await viewer.get(f"/journeys/{journey['id']}/enrollments"))["items"]
        assert (await viewer.post(f"/enrollments/{rows[0]['id']}/stop", json={"reason": "x"})).status_code == 403


async def test_a_killed_stack_starts_again_and_running_journeys_go_on(stack: Stack):
    email = "yamada@frontier-seiki.co.example"
    async with stack.client() as api:
        journey = await new_journey(api, name="再起動", kind="nurture", graph=waiting_graph(20))
        ok(await api.post(f"/journeys/{journey['id']}/enrollments", json={"selection": {"emails": [email]}}))
        await waiting(api, journey["id"], email, "pause")
    orphans = stack.children()
    stack.kill()
    stack.start()
    _, alive = psutil.wait_procs(orphans, timeout=PATIENCE_S)
    assert not alive, f"left behind: {alive}"
    async with stack.client() as api:
        await mails(api, email, 1)

        async def over() -> bool:
            return (await enrollment_of(api, journey["id"], email))["status"] == "completed"

        await until(over)
        assert len(await inbox(api, email)) == 1
