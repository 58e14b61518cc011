"""How people and companies are addressed."""

import pytest

from backend.mail.names import addressee, onchu, salutation, sama

YAMADA = {"last_name": "山田", "first_name": "花子", "company.name": "東西商事株式会社", "department": "営業部"}


@pytest.mark.parametrize(
    ("facts", "lines"),
    [
        (YAMADA, ["東西商事株式会社　営業部", "山田 花子 様"]),
        (YAMADA | {"first_name": ""}, ["東西商事株式会社　営業部", "山田 様"]),
        (YAMADA | {"department": None}, ["東西商事株式会社", "山田 花子 様"]),
        (YAMADA | {"title": "課長"}, ["東西商事株式会社　営業部", "山田 花子 様"]),
        ({"last_name": "山田", "first_name": "花子"}, ["山田 花子 様"]),
        (YAMADA | {"last_name": "", "first_name": "花子"}, ["東西商事株式会社　営業部", "ご担当者様"]),
        ({}, ["ご担当者様"]),
        (YAMADA | {"locale": "en"}, ["花子 山田", "東西商事株式会社"]),
    ],
)
def test_nobody_is_addressed_without_an_honorific_or_with_two(facts: dict[str, str], lines: list[str]) -> None:
    block = addressee(facts)
    assert block.split("\n") == lines
    assert not ("様" in block and "御中" in block)


def test_a_name_that_carries_an_honorific_gets_no_second_one() -> None:
    assert sama("山田 様") == "山田 様"
    assert onchu("東西商事株式会社 御中") == "東西商事株式会社 御中"
    assert onchu("営業部") == "営業部 御中"
    assert onchu("") == ""


def test_a_missing_family_name_is_the_person_in_charge() -> None:
    assert salutation({"last_name": "  ", "first_name": "花子"}) == "ご担当者様"
    assert salutation({"locale": "en"}) == "Sir or Madam"
