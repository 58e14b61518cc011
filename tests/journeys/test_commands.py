"""`tabiji journeys`: exit codes a CI can rely on, an import that says first what it does, nothing lost on the way."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from click.testing import Result
from fastapi import FastAPI
from typer.testing import CliRunner

from backend.cli import app as cli
from backend.journeys.yaml_code import dump_journey, load_journey
from backend.kit.db import Sessions
from tests.fixtures.api import make_token
from tests.fixtures.journeys import API, Document, document, draft, ok
from workflows.journey.graph import parse_graph

Run = Callable[..., Awaitable[Result]]
GALLERY = sorted(str(file) for file in Path("templates/journeys").glob("*.yaml"))


def run(*args: Any, typed: str | None = None, **env: str) -> Result:
    return CliRunner().invoke(cli, ["journeys", *map(str, args)], input=typed, env=env)


def write(folder: Path, graph: Document, name: str = "journey.yaml") -> Path:
    file = folder / name
    file.write_text(dump_journey(parse_graph(graph)), encoding="utf-8")
    return file


class TestWithoutTabiji:
    def test_the_gallery_is_clean(self) -> None:
        assert (run("lint", *GALLERY).exit_code, run("lint", *GALLERY).output) == (0, "")

    def test_findings_are_one_and_unreadable_files_two(self, tmp_path: Path) -> None:
        nodes = {"hello": {"type": "send_email", "template": "thanks", "next": {"sent": "gone"}}}
        file = write(tmp_path, document(nodes))
        found = run("lint", file)
        assert found.exit_code == 1
        assert f"{file}: error" in found.output
        rows = json.loads(run("lint", file, "--json").output)
        assert {row["file"] for row in rows} == {str(file)}
        broken = tmp_path / "broken.yaml"
        broken.write_text("nodes: [", encoding="utf-8")
        for wrong in ([broken], [tmp_path / "missing.yaml"], []):
            assert run("lint", *wrong).exit_code == 2
        (tmp_path / "latin.yaml").write_bytes("schema: 1\nname: é".encode("latin-1"))
        assert run("lint", tmp_path / "latin.yaml").exit_code == 2

    def test_a_pipe_is_read_like_a_file_whatever_its_line_ends(self, tmp_path: Path) -> None:
        text = dump_journey(parse_graph(document()))
        file = write(tmp_path, document())
        for typed in (text, "\ufeff" + text.replace("\n", "\r\n")):
            assert run("lint", "-", typed=typed).exit_code == 0
            same = run("diff", "-", file, typed=typed)
            assert (same.exit_code, same.output) == (0, "")
        assert run("lint", "-", typed="nodes: [").output.startswith("-: this is not YAML")

    def test_two_files_are_compared_and_a_difference_is_one(self, tmp_path: Path) -> None:
        old = write(tmp_path, document(), "old.yaml")
        changed = document()
        changed["nodes"]["pause"] = {**changed["nodes"]["pause"], "for": "P3D"}
        new = write(tmp_path, changed, "new.yaml")
        assert (run("diff", old, old).exit_code, run("diff", old, old).output) == (0, "")
        found = run("diff", old, new)
        assert (found.exit_code, found.output) == (1, '  ~ pause.for: "P2D" -> "P3D"\n')
        assert json.loads(run("diff", old, new, "--json").output)["changed"]["pause"][0]["after"] == "P3D"

    def test_one_contact_is_a_film_and_many_are_counts(self, tmp_path: Path) -> None:
        file = write(tmp_path, document())
        film = run("simulate", file, "--start", "2026-04-01T01:00:00")
        assert film.exit_code == 0
        assert "2026-04-03 10:00" in film.output
        crowd = ["simulate", file, "--contacts", 200, "--refused", 0.5, "--start", "2026-04-01T01:00:00", "--json"]
        many = json.loads(run(*crowd, "--seed", "x").output)
        assert (many["contacts"], many["finished"]) == (200, 200)
        assert sum(many["ended"].values()) == 200
        assert 50 < many["ended"]["refused"] < 150
        again = json.loads(run(*crowd, "--seed", "x").output)
        assert again | {"seconds": 0} == many | {"seconds": 0}

    def test_a_journey_that_ends_in_an_error_is_a_finding(self, tmp_path: Path) -> None:
        nodes = {"hello": {"type": "send_email", "template": "thanks", "next": {"sent": "gone"}}}
        file = write(tmp_path, document(nodes))
        assert run("simulate", file).exit_code == 1
        crowd = run("simulate", file, "--contacts", 5)
        assert (crowd.exit_code, "stopped with an error at" in crowd.output) == (1, True)
        many = json.loads(run("simulate", file, "--contacts", 5, "--json").output)
        assert (many["finished"], many["errored"], many["ended"]) == (0, 5, {})

    def test_a_behaviour_that_cannot_be_is_wrong_input(self, tmp_path: Path) -> None:
        file, behaviour = write(tmp_path, document()), tmp_path / "behaviour.yaml"
        behaviour.write_text("rates: {opened: 7}", encoding="utf-8")
        assert run("simulate", file, "--behaviour", behaviour).exit_code == 2
        behaviour.write_text("chances: {hello: {refused: 1.0}}", encoding="utf-8")
        assert "ended: refused" in run("simulate", file, "--behaviour", behaviour).output
        assert run("simulate", file, "--opened", 2).exit_code == 2


@pytest_asyncio.fixture
async def tabiji(app: FastAPI, sessions: Sessions) -> AsyncIterator[Run]:
    """`await tabiji("export", ...)` against a real server on a port of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    token = await make_token(sessions, "marketer")

    async def command(*args: Any, typed: str | None = None) -> Result:
        env = {"TABIJI_URL": f"http://127.0.0.1:{port}", "TABIJI_TOKEN": token}
        return await asyncio.to_thread(run, *args, typed=typed, **env)

    yield command
    server.should_exit = True
    await serving


async def test_what_is_exported_is_imported_without_a_change_and_a_change_is_shown_before_it_is_written(
    tabiji: Run, admin: httpx.AsyncClient, templates: list[str], tmp_path: Path
) -> None:
    del templates
    sender = {"name": "佐藤", "email": "sato@tabiji.example"}
    sender_id = (await ok(await admin.post(f"{API}/senders", json=sender), 201))["id"]
    graph = document()
    graph["nodes"]["hello"] = {**graph["nodes"]["hello"], "sender": sender_id}
    journey = await draft(admin, graph)
    assert (await tabiji("export", "--to", tmp_path)).exit_code == 0
    file = tmp_path / "テスト.yaml"
    assert "sender: sato@tabiji.example" in file.read_text(encoding="utf-8")
    assert (await tabiji("export", journey["id"])).output == file.read_text(encoding="utf-8")
    same = await tabiji("import", file, "--dry-run")
    assert (same.exit_code, "is up to date" in same.output) == (0, True)

    text = file.read_text(encoding="utf-8").replace("P2D", "P3D")
    file.write_text(text, encoding="utf-8")
    planned = await tabiji("import", file, "--dry-run")
    assert (planned.exit_code, '~ pause.for: "P2D" -> "P3D"' in planned.output) == (1, True)
    for answer in ("n\n", ""):
        asked = await tabiji("import", file, typed=answer)
        assert (asked.exit_code, "Write this?" in asked.output) == (2, True)
    unchanged = await ok(await admin.get(f"{API}/journeys/{journey['id']}"))
    assert unchanged["draft"]["nodes"]["pause"]["for"] == "P2D"
    assert (await tabiji("import", file, typed="y\n")).exit_code == 0
    written = await ok(await admin.get(f"{API}/journeys/{journey['id']}"))
    assert written["draft"]["nodes"]["pause"]["for"] == "P3D"
    assert written["draft"]["nodes"]["hello"]["sender"] == sender_id
    published = await tabiji("import", file, "--yes", "--publish", "--note", "CI")
    assert "version 1 published" in published.output
    assert (await tabiji("diff", file)).exit_code == 0, "what is live is what the file says"
    assert (await tabiji("lint", file, "--online")).exit_code == 0


async def test_a_new_journey_is_created_and_one_with_errors_is_not_taken(
    tabiji: Run, admin: httpx.AsyncClient, templates: list[str], tmp_path: Path
) -> None:
    del templates
    file = write(tmp_path, document(name="新しい旅"))
    made = await tabiji("import", file, "--yes", "--publish")
    assert (made.exit_code, "new journey" in made.output) == (0, True)
    [row] = (await ok(await admin.get(f"{API}/journeys")))["items"]
    assert (row["name"], row["live_version"]) == ("新しい旅", 1)
    text = file.read_text(encoding="utf-8").replace("template: thanks", "template: nowhere")
    file.write_text(text, encoding="utf-8")
    refused = await tabiji("import", file, "--yes")
    assert (refused.exit_code, "missing template 'nowhere'" in refused.output) == (1, True)
    assert (await tabiji("lint", file)).exit_code == 0, "which templates exist is asked only --online"
    assert (await tabiji("lint", file, "--online")).exit_code == 1


async def test_a_wrong_address_token_or_name_is_said_and_is_two(
    tabiji: Run, admin: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = write(tmp_path, document())
    assert (await tabiji("export", "nobody")).exit_code == 2
    nowhere = await tabiji("export", "--url", "http://127.0.0.1:1")
    assert (nowhere.exit_code, "does not answer" in nowhere.output) == (2, True)
    stranger = await tabiji("export", "--token", "tbj_nobody")
    assert (stranger.exit_code, "unauthorized" in stranger.output) == (2, True)
    await draft(admin)
    await draft(admin)
    double = await tabiji("import", file, "--yes")
    assert (double.exit_code, "--journey" in double.output) == (2, True)
    assert (await tabiji("import", file, file, "--journey", "x")).exit_code == 2
    assert load_journey(file.read_text(encoding="utf-8")).name == "テスト"


@pytest.mark.parametrize("name", ["a/b: c", "..", "", "旅 路", "x" * 300])
def test_every_name_makes_a_file_name(name: str) -> None:
    from backend.journeys.as_code import file_name

    made = file_name(name)
    assert made.endswith(".yaml")
    assert len(made.encode()) < 400
    assert not set(made) & set('/\\: "')
    assert made[0] != "."


async def test_lists_people_and_journeys_travel_by_name_and_what_is_missing_is_said_before_anything_is_written(
    tabiji: Run, admin: httpx.AsyncClient, templates: list[str], tmp_path: Path
) -> None:
    del templates
    made = await ok(await admin.post(f"{API}/lists", json={"name": "展示会"}), 201)
    [me, *_] = (await ok(await admin.get(f"{API}/team")))["items"]
    target = await draft(admin, document(name="掘り起こし"))
    nodes = {
        "tag": {"type": "update_contact", "add_lists": [made["id"]], "next": {"done": "call"}},
        "call": {"type": "create_task", "subject": "電話", "assignee": {"account": me["id"]}, "next": {"done": "on"}},
        "on": {"type": "enroll", "journey": target["id"], "next": {"done": "end"}},
        "end": {"type": "exit", "reason": "finished"},
    }
    journey = await draft(admin, document(nodes, name="旅"))
    assert (await tabiji("export", "--to", tmp_path)).exit_code == 0
    file, other = tmp_path / "旅.yaml", tmp_path / "掘り起こし.yaml"
    text = file.read_text(encoding="utf-8")
    assert made["id"] not in text
    assert all(name in text for name in ("展示会", me["name"], "掘り起こし"))
    assert (await tabiji("import", file, "--dry-run")).exit_code == 0

    # Elsewhere there is nothing of this.
    for one in (journey, target):
        await ok(await admin.delete(f"{API}/journeys/{one['id']}"), 204)
    await ok(await admin.delete(f"{API}/lists/{made['id']}"), 204)
    planned = await tabiji("import", file, "--yes")
    assert planned.exit_code == 1
    assert f"{file}: missing list '展示会' at nodes.tag.add_lists: is not there" in planned.output
    assert "missing journey '掘り起こし' at nodes.on.journey" in planned.output
    assert (await ok(await admin.get(f"{API}/journeys")))["items"] == []
    online = json.loads((await tabiji("lint", file, "--online", "--json")).output)
    assert {row["kind"] for row in online if row["code"] == "missing"} == {"list", "journey"}

    anew = await ok(await admin.post(f"{API}/lists", json={"name": "展示会"}), 201)
    both = await tabiji("import", file, other, "--yes", "--publish")
    assert (both.exit_code, both.output.count("version 1 published")) == (0, 2)
    rows = {row["name"]: row["id"] for row in (await ok(await admin.get(f"{API}/journeys")))["items"]}
    written = (await ok(await admin.get(f"{API}/journeys/{rows['旅']}")))["draft"]["nodes"]
    assert (written["tag"]["add_lists"], written["on"]["journey"]) == ([anew["id"]], rows["掘り起こし"])
    assert written["call"]["assignee"]["account"] == me["id"]
    assert (await tabiji("diff", file)).exit_code == 0
    assert (await tabiji("import", file, other, "--dry-run")).exit_code == 0
