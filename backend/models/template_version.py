"""One immutable wording: Jinja2 subject and text, MJML or HTML body.

Published journeys point here, so an edit never changes mails of people already on the way.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from backend.models.base import Base, Id


class TemplateVersion(Base):
    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: Mapped[Id]
    template_id: Mapped[UUID] = mapped_column(ForeignKey("template.id", ondelete="CASCADE"))
    number: Mapped[int]
    subject: Mapped[str]
    preheader: Mapped[str] = mapped_column(server_default="")
    body: Mapped[str]
    text_body: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
