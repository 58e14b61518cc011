"""The fields a mail text may name, and how a contact's facts become the data a template sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from markupsafe import Markup, escape

from backend.mail.names import addressee


class Field(NamedTuple):
    """One name an author can write between `{{` and `}}`."""

    name: str
    label_ja: str
    label_en: str
    sample: str | int


FIELDS: Final = (
    Field(
        "addressee",
        "宛名（会社名・部署・氏名 様）",
        "Full form of address",
        "東西商事株式会社　営業企画部\n山田 花子 様",
    ),
    Field("salutation", "宛名（姓 様）", "Short form of address", "山田 様"),
    Field("last_name", "姓", "Last name", "山田"),
    Field("first_name", "名", "First name", "花子"),
    Field("last_kana", "セイ", "Last name (kana)", "ヤマダ"),
    Field("first_kana", "メイ", "First name (kana)", "ハナコ"),
    Field("email", "メールアドレス", "E-mail address", "yamada.hanako@tozai-shoji.example"),
    Field("company.name", "会社名", "Company", "東西商事株式会社"),
    Field("company.industry", "会社の業種", "Company's industry", "卸売業"),
    Field("company.employees", "従業員数", "Employees", 320),
    Field("company.prefecture", "会社の都道府県", "Company's prefecture", "東京都"),
    Field("company.stage", "会社のステージ", "Company's stage", "lead"),
    Field("department", "部署", "Department", "営業企画部"),
    Field("title", "役職", "Job title", "課長"),
    Field("phone", "電話番号", "Phone", "03-0000-0000"),
    Field("industry", "業種", "Industry", "卸売業"),
    Field("prefecture", "都道府県", "Prefecture", "東京都"),
    Field("source", "流入元", "Source", "資料請求フォーム"),
    Field("memo", "メモ", "Memo", ""),
    Field("stage", "ステージ", "Stage", "lead"),
    Field("score", "スコア", "Score", 35),
    Field("tags", "タグ", "Tags", ""),
    Field("locale", "言語", "Language", "ja"),
    Field("timezone", "タイムゾーン", "Time zone", "Asia/Tokyo"),
    Field("consent_on", "同意日", "Consent date", "2026-10-01"),
    Field("consent_method", "同意方法", "Consent method", "資料請求フォーム"),
    Field("domain_class", "ドメイン区分", "Domain class", "corporate"),
    Field("attributes.", "カスタム項目（attributes.キー名）", "Custom field (attributes.key)", ""),
    Field("sender.name", "差出人名", "Sender's name", "佐藤 健太"),
    Field("sender.email", "差出人アドレス", "Sender's address", "sato@tabiji.example"),
    Field("organization.name", "自社名", "Our company", "株式会社タビジ"),
    Field("organization.legal_name", "自社の正式名称", "Our legal name", "株式会社タビジ"),
    Field("organization.postal_address", "自社の住所", "Our postal address", "東京都千代田区丸の内1-1-1"),
    Field("organization.contact_line", "問い合わせ先", "Our contact", "お問い合わせ: info@tabiji.example"),
    Field("unsubscribe_url", "配信停止リンク", "Unsubscribe link", "https://tabiji.example/u/sample"),
    Field("legal_footer", "法定フッター（送信者情報と配信停止）", "Legal footer", ""),
)
"""Everything an author may name, in the order the editor offers it. `attributes.` stands for any custom field."""

GROUPS: Final = frozenset({"company", "attributes", "sender", "organization", "steps"})
NAMES: Final = frozenset(field.name for field in FIELDS)
_EMPTY: Final = {name: "" for name in NAMES if "." not in name}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends, as the law wants it named: the From address and the organisation behind it."""

    sender_name: str
    sender_email: str
    name: str = ""
    legal_name: str = ""
    postal_address: str = ""
    contact_line: str = ""
    reply_to: str | None = None

    def missing(self) -> list[str]:
        """What the law demands under marketing mail and is not filled in yet."""
        wanted = {
            "legal_name": self.legal_name or self.name,
            "postal_address": self.postal_address,
            "contact_line": self.contact_line,
        }
        return [name for name, value in wanted.items() if not value.strip()]


def is_known(name: str) -> bool:
    """Whether a dotted name is one of the fields, or one custom attribute."""
    if name.startswith("steps."):
        return name.count(".") == 2 and not name.endswith(".")
    return name in NAMES or (name.startswith("attributes.") and name.count(".") == 1 and len(name) > 11)


class Brought(dict[str, Any]):
    """What steps brought, by step and field; empty text where there is nothing."""

    def __missing__(self, key: str) -> "Brought":
        return _NOTHING

    def __str__(self) -> str:
        return ""


_NOTHING: Final = Brought()


def template_data(facts: Mapping[str, Any], identity: Identity) -> dict[str, Any]:
    """The data of one render, from flat facts (`company.name`, `attributes.budget`): plain values only.

    Facts that are missing or null are empty text.
    """
    data: dict[str, Any] = dict(_EMPTY)
    groups: dict[str, dict[str, Any]] = {"company": {}, "attributes": {}}
    for name, value in facts.items():
        if "." in name:
            group, _, key = name.partition(".")
            if group in groups:
                groups[group][key] = value
        else:
            data[name] = value
    data.update(groups)
    results: Mapping[str, Mapping[str, Any]] = facts.get("steps") or {}
    data["steps"] = Brought({node: Brought(result) for node, result in results.items()})
    data["sender"], data["organization"] = _identity_data(identity)
    return data


def form_of_address(facts: Mapping[str, Any]) -> tuple[Markup, str]:
    """`addressee`, as markup with its lines broken by <br>, and as text."""
    text = addressee(facts)
    return Markup("<br>").join([escape(line) for line in text.split("\n")]), text


@lru_cache(maxsize=64)
def _identity_data(identity: Identity) -> tuple[dict[str, Any], dict[str, Any]]:
    organization = {
        "name": identity.name,
        "legal_name": identity.legal_name or identity.name,
        "postal_address": identity.postal_address,
        "contact_line": identity.contact_line,
    }
    return {"name": identity.sender_name, "email": identity.sender_email}, organization


def sample_facts() -> dict[str, Any]:
    """A made-up contact that has every field, for previews and for the check at save."""
    computed = {"addressee", "salutation", "unsubscribe_url", "legal_footer"}
    skipped = ("sender.", "organization.", "attributes.")
    facts: dict[str, Any] = {
        f.name: f.sample for f in FIELDS if f.name not in computed and not f.name.startswith(skipped)
    }
    return facts | {"tags": ["展示会2026"]}


def sample_identity() -> Identity:
    """The sender that stands in until one is chosen."""
    sample = {field.name: str(field.sample) for field in FIELDS}
    return Identity(
        sender_name=sample["sender.name"],
        sender_email=sample["sender.email"],
        name=sample["organization.name"],
        legal_name=sample["organization.legal_name"],
        postal_address=sample["organization.postal_address"],
        contact_line=sample["organization.contact_line"],
    )
