import pytest

pytestmark = pytest.mark.pg
PATH = "/api/v1/contacts/views"
VIEW = {
    "name": "今週のMQL",
    "filter": {"q": "青葉", "stage": ["mql"], "tag": ["展示会"]},
    "sort": "-score",
    "columns": ["company", "score"],
}


async def _names(client):
    return [item["name"] for item in (await client.get(PATH)).json()["items"]]


async def test_a_view_comes_back_as_it_was_kept(as_role):
    rep = await as_role("rep")
    made = await rep.post(PATH, json=VIEW)
    assert made.status_code == 201, made.text
    item = (await rep.get(PATH)).json()["items"][0]
    assert item == made.json()
    assert item["filter"] == {"q": "青葉", "stage": ["mql"], "tag": ["展示会"], "domain_class": []}
    assert (item["sort"], item["columns"], item["shared"], item["editable"]) == (
        "-score", ["company", "score"], False, True,
    )  # fmt: skip


async def test_nobody_sees_or_changes_another_persons_own_view(as_role):
    owner, other, admin = await as_role("rep"), await as_role("rep"), await as_role("admin")
    made = (await owner.post(PATH, json=VIEW)).json()
    for stranger in (other, admin):
        assert await _names(stranger) == []
        for answer in (
            await stranger.put(f"{PATH}/{made['id']}", json=VIEW),
            await stranger.delete(f"{PATH}/{made['id']}"),
        ):
            assert (answer.status_code, answer.json()["error"]["code"]) == (404, "view_not_found")


async def test_a_shared_view_is_everybodys_to_see_and_its_owners_to_change(as_role):
    owner, other, admin = await as_role("rep"), await as_role("marketer"), await as_role("admin")
    made = (await owner.post(PATH, json=VIEW | {"shared": True})).json()
    seen = (await other.get(PATH)).json()["items"][0]
    assert (seen["owner"], seen["editable"]) == ("rep", False)
    assert (await other.put(f"{PATH}/{made['id']}", json=VIEW)).status_code == 403
    assert (await other.delete(f"{PATH}/{made['id']}")).status_code == 403
    assert (await admin.put(f"{PATH}/{made['id']}", json=VIEW | {"name": "MQL", "shared": True})).status_code == 200
    assert await _names(other) == ["MQL"]
    assert (await admin.delete(f"{PATH}/{made['id']}")).status_code == 204
    assert await _names(owner) == []


async def test_a_viewer_keeps_views_but_does_not_put_them_before_others(as_role):
    viewer = await as_role("viewer")
    assert (await viewer.post(PATH, json=VIEW)).status_code == 201
    refused = await viewer.post(PATH, json=VIEW | {"name": "別", "shared": True})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "forbidden")


async def test_two_views_of_one_person_never_share_a_name(as_role):
    rep, other = await as_role("rep"), await as_role("rep")
    made = (await rep.post(PATH, json=VIEW)).json()
    taken = await rep.post(PATH, json=VIEW | {"name": " 今週のMQL "})
    assert (taken.status_code, taken.json()["error"]["code"]) == (409, "view_name_taken")
    assert (await rep.put(f"{PATH}/{made['id']}", json=VIEW | {"sort": "email"})).json()["sort"] == "email"
    assert (await other.post(PATH, json=VIEW)).status_code == 201


async def test_a_view_cannot_hold_what_the_list_does_not_know(as_role):
    rep = await as_role("rep")
    for wrong in (
        {"name": " "},
        {"sort": "name"},
        {"columns": ["password"]},
        {"filter": {"stage": ["x"]}},
        {"filter": {"y": 1}},
    ):
        assert (await rep.post(PATH, json=VIEW | wrong)).status_code == 422
