"""The gallery: what ships must be publishable as it is."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.journeys.gallery import load_gallery
from backend.journeys.schemas import GalleryItem
from tests.fixtures.journeys import API, error_of, ok
from workflows.journey.flow import edges_of
from workflows.journey.graph import JourneyGraph
from workflows.journey.lint import lint
from workflows.journey.longest import longest
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.send_email import SendEmailNode

ROOT = Path(__file__).parent.parent.parent / "templates"
ITEMS = load_gallery(ROOT)
KEYS = {folder.name for folder in (ROOT / "emails").iterdir()}
each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)


def used(graph: JourneyGraph) -> set[str]:
    return {node.template or "" for node in graph.nodes.values() if isinstance(node, SendEmailNode)}


def test_the_three_journeys_of_the_product_are_there_in_order() -> None:
    assert [(item.key, item.kind) for item in ITEMS] == [
        ("nurture_followup", "nurture"),
        ("lost_deal", "reengagement"),
        ("is_first_contact", "sequence"),
    ]


@each_item
def test_a_gallery_journey_has_nothing_for_lint_to_say(item: GalleryItem) -> None:
    assert lint(item.graph, templates=KEYS, senders=()) == []


@each_item
def test_no_branch_stands_right_after_a_send(item: GalleryItem) -> None:
    for node, targets in edges_of(item.graph).items():
        if isinstance(item.graph.nodes[node], SendEmailNode):
            assert not any(isinstance(item.graph.nodes[to], BranchNode) for to in targets), node


@each_item
def test_every_step_has_a_japanese_title_and_every_journey_an_end(item: GalleryItem) -> None:
    assert all(node.title and not node.title.isascii() for node in item.graph.nodes.values())
    assert not longest(item.graph).open_ended
    assert item.description["ja"]
    assert item.description["en"]


def test_the_gallery_uses_exactly_the_mail_texts_that_ship() -> None:
    assert set().union(*(used(item.graph) for item in ITEMS)) == KEYS


def test_a_lost_deal_is_followed_up_after_five_seven_and_three_days() -> None:
    nodes: dict[str, Any] = dict(next(item for item in ITEMS if item.key == "lost_deal").graph.nodes)
    assert nodes["wait_5_days"].for_ == "P5D"
    assert [nodes[name].within for name in ("clicked_webinar", "clicked_content")] == ["P7D", "P3D"]


async def test_a_journey_from_the_gallery_can_be_published_at_once(
    admin: httpx.AsyncClient, templates: list[str]
) -> None:
    del templates
    for item in await ok(await admin.get(f"{API}/gallery")):
        body = {"name": f"{item['name']} 4月", "kind": item["kind"], "gallery_key": item["key"]}
        made = await ok(await admin.post(f"{API}/journeys", json=body), 201)
        assert made["draft"]["name"] == made["name"] == body["name"]
        published = await admin.post(f"{API}/journeys/{made['id']}/publish", json={"revision": 1})
        assert await ok(published) == {"version": 1, "warnings": [], "operation_id": None}


async def test_an_unknown_gallery_key_is_refused_by_name(admin: httpx.AsyncClient) -> None:
    body = {"name": "x", "kind": "nurture", "gallery_key": "no_such"}
    error = error_of(await admin.post(f"{API}/journeys", json=body), 404)
    assert (error["code"], error["fields"]) == ("gallery_item_not_found", {"key": "no_such"})
