"""What every table shares: naming of constraints, UUIDv7 keys, UTC times, JSONB."""

from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PgUUID
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[UUID, mapped_column(PgUUID(as_uuid=True), primary_key=True)]
"""Primary key; made by `backend.kit.ids.new_id` (time-ordered, so inserts stay at the right edge of the index)."""


class Base(DeclarativeBase):
    """Declarative base. Times are timestamptz and must be aware; dicts and lists of dicts are JSONB."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        list[str]: ARRAY(Text),
        str: Text,
        UUID: PgUUID(as_uuid=True),
    }
