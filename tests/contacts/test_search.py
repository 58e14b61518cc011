import pytest
from sqlalchemy import text

from backend.contacts.search import words
from backend.kit.db import transaction
from backend.kit.text import company_key, fold, grams

PEOPLE = (
    {
        "email": "taro@tabi.example",
        "last_name": "森",
        "first_name": "太郎",
        "last_kana": "モリ",
        "first_kana": "タロウ",
    },
    {"email": "next@next21.example", "last_name": "渡辺", "company": "ＮＥＸＴ２１電機㈱"},
    {"email": "zenith@100percent.example", "last_name": "山田", "company": "株式会社ｾﾞﾆｽ"},
)


def test_folding_forgets_width_case_kana_forms_and_blanks():
    assert fold("㈱ ﾀﾋﾞｼﾞ Ｗｏｒｋｓ") == fold("たびじworks（株）") == "タビジworks"


def test_company_forms_are_cut_wherever_they_stand():
    assert {company_key(name) for name in ("㈱旅路", "旅路（株）", "㍿旅路", "株式会社 旅路", "旅路")} == {"旅路"}


def test_words_that_are_only_a_company_form_ask_for_nothing():
    assert words("株式会社 ㈱") == []
    assert grams("森") == ["森"]
    assert grams("山田太") == ["山田", "田太"]


@pytest.mark.pg
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("森", {"taro@tabi.example"}),
        ("もり", {"taro@tabi.example"}),
        ("ﾓﾘﾀﾛｳ", {"taro@tabi.example"}),
        ("森太郎", {"taro@tabi.example"}),
        ("森　太郎", {"taro@tabi.example"}),
        ("太郎 TABI", {"taro@tabi.example"}),
        ("next21電機", {"next@next21.example"}),
        ("電機 株式会社", {"next@next21.example"}),
        ("ゼニス", {"zenith@100percent.example"}),
        ("ぜにす 山田", {"zenith@100percent.example"}),
        ("山田 渡辺", set()),
        ("%", set()),
        ("_", set()),
        ("", {person["email"] for person in PEOPLE}),
    ],
)
async def test_nobody_is_missed_because_of_how_a_name_is_typed(as_role, query, found):
    rep = await as_role("rep")
    for person in PEOPLE:
        await rep.post("/api/v1/contacts", json=person)
    items = (await rep.get("/api/v1/contacts", params={"q": query})).json()["items"]
    assert {item["email"] for item in items} == found


@pytest.mark.pg
async def test_a_search_among_many_is_served_by_the_index(sessions):
    async with transaction(sessions) as session:
        await session.execute(
            text(
                """
                insert into contact (id, email, search_key)
                select gen_random_uuid(), 'p' || n || '@tabi.example', '山田' || md5(n::text) || ' p' || n
                from generate_series(1, 5000) n
                """
            )
        )
        await session.execute(text("analyze contact"))
        plan = await session.scalars(
            text(
                "explain select id from contact where search_grams(search_key) @> array['49', '99', '9p']"
                " and search_key like '%499p%'"
            )
        )
        assert "ix_contact_search" in "\n".join(plan)
