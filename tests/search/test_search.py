import pytest
from sqlalchemy import text

from backend.kit.db import transaction
from backend.search import repository
from tests.fixtures.journeys import document, draft

pytestmark = pytest.mark.pg
API = "/api/v1/search"


async def _found(client, query, **more):
    items = (await client.get(API, params={"q": query, **more})).json()["items"]
    return [(item["kind"], item["title"]) for item in items]


async def _people(rep):
    for body in (
        {"email": "taro@tabi.example", "last_name": "森", "first_name": "太郎", "last_kana": "モリ"},
        {"email": "hana@zenith.example", "last_name": "大森", "first_name": "花", "company": "株式会社ｾﾞﾆｽ"},
        {"email": "nobody@zenith.example", "company": "(株)ゼニス"},
    ):
        assert (await rep.post("/api/v1/contacts", json=body)).status_code == 201


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("森", {"森 太郎", "大森 花"}),
        ("もり", {"森 太郎"}),
        ("ぜにす", {"大森 花", "nobody@zenith.example", "株式会社ｾﾞﾆｽ"}),
        ("㈱ゼニス 花", {"大森 花"}),
        ("ZENITH.example", {"大森 花", "nobody@zenith.example"}),
        ("%", set()),
        ("株式会社", set()),
        ("", set()),
    ],
)
async def test_nothing_is_missed_because_of_how_it_is_typed(as_role, query, titles):
    viewer, rep = await as_role("viewer"), await as_role("rep")
    await _people(rep)
    assert {title for _, title in await _found(viewer, query)} == titles


async def test_a_name_that_begins_with_the_word_is_not_below_one_that_only_holds_it(as_role):
    rep = await as_role("rep")
    await _people(rep)
    assert (await _found(rep, "森"))[0] == ("contact", "森 太郎")
    assert (await _found(rep, "Taro@Tabi.example"))[0] == ("contact", "森 太郎")


async def test_journeys_and_templates_are_found_by_half_width_and_hiragana_too(as_role, templates):
    admin = await as_role("admin")
    await draft(admin, document() | {"name": "展示会フォロー ２０２６"})
    assert await _found(admin, "ﾌｫﾛｰ2026") == [("journey", "展示会フォロー ２０２６")]
    assert await _found(admin, "ふぉろー") == [("journey", "展示会フォロー ２０２６")]
    assert tuple({kind for kind, _ in await _found(admin, "thanks")}) == ("template",)


async def test_what_was_deleted_is_not_found(as_role):
    rep = await as_role("rep")
    made = (await rep.post("/api/v1/contacts", json={"email": "a@b.example", "last_name": "渡辺"})).json()
    assert len(await _found(rep, "渡辺")) == 1
    await rep.delete(f"/api/v1/contacts/{made['id']}")
    assert await _found(rep, "渡辺") == []


async def test_nobody_searches_without_signing_in(client):
    assert (await client.get(API, params={"q": "森"})).status_code == 401


async def test_a_word_that_everybody_has_costs_no_more_than_a_bounded_look(as_role, sessions):
    rep = await as_role("rep")
    async with transaction(sessions) as session:
        await session.execute(
            text(
                "insert into contact (id, email, search_key) select gen_random_uuid(), 'p' || n || '@tabi.example',"
                " '山田' || n || ' p' || n || '@tabi.example' from generate_series(1, 1000) n"
            )
        )
    assert repository.CANDIDATES < 1000
    assert len(await _found(rep, "山田", limit=20)) == 20
