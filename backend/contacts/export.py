"""Columns of the contacts file; the importer knows all of these headers."""

from typing import Final

COLUMNS: Final = {
    "会社名": "company_name",
    "部署": "department",
    "役職": "title",
    "姓": "last_name",
    "名": "first_name",
    "セイ": "last_kana",
    "メイ": "first_kana",
    "メールアドレス": "email",
    "電話番号": "phone",
    "業種": "industry",
    "従業員数": "company_employees",
    "都道府県": "prefecture",
    "流入元": "source",
    "同意日": "consent_on",
    "同意方法": "consent_method",
    "メモ": "memo",
    "ステージ": "stage",
    "スコア": "score",
    "タグ": "tags",
}
"""Header and field."""
