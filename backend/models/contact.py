"""A person. `email` is normalised (NFKC, trimmed, lower case); `search_key` folds width, kana and company forms.

`deleted_at` hides a row; `erased_at` says that nothing personal is left in it, only what statistics hang on.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id

ERASED: Final = "@erased.invalid"
"""End of the address that takes the place of an erased person's; by RFC 2606 no mail ever reaches it."""


class Contact(Base):
    __tablename__ = "contact"
    __table_args__ = (
        CheckConstraint("domain_class in ('corporate', 'free_mail', 'competitor', 'own')", name="domain_class"),
        Index(None, "created_at", "id"),
        Index(None, "stage"),
        Index(None, "score", "id"),
        Index("ix_contact_live", "id", postgresql_where=text("deleted_at is null")),  # counting without the rows
        Index("ix_contact_deleted", "id", postgresql_where=text("deleted_at is not null")),
        Index("ix_contact_outsider", "id", postgresql_where=text("domain_class in ('competitor', 'own')")),
        Index("ix_contact_tags", "tags", postgresql_using="gin"),
        Index("ix_contact_search", text("search_grams(search_key)"), postgresql_using="gin"),
    )

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)
    last_name: Mapped[str] = mapped_column(server_default="")
    first_name: Mapped[str] = mapped_column(server_default="")
    last_kana: Mapped[str] = mapped_column(server_default="")
    first_kana: Mapped[str] = mapped_column(server_default="")
    company_id: Mapped[UUID | None] = mapped_column(ForeignKey("company.id", ondelete="SET NULL"), index=True)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    department: Mapped[str] = mapped_column(server_default="")
    title: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str] = mapped_column(server_default="")
    industry: Mapped[str] = mapped_column(server_default="")
    prefecture: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str] = mapped_column(server_default="")
    memo: Mapped[str] = mapped_column(server_default="")
    stage: Mapped[str] = mapped_column(server_default="lead")
    score: Mapped[int] = mapped_column(server_default=text("0"))
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    attributes: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    timezone: Mapped[str | None]
    locale: Mapped[str] = mapped_column(server_default="ja")
    consent_on: Mapped[date | None]
    consent_method: Mapped[str] = mapped_column(server_default="")
    domain_class: Mapped[str] = mapped_column(server_default="corporate")
    search_key: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deleted_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
