"""Imports as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from backend.kit.ids import IdText

ImportStatus = Literal["mapped", "checked", "queued", "running", "done", "cancelled", "failed"]


class SampleRow(BaseModel):
    """One of the first records, cells in the order of the header."""

    row: int
    line: int
    cells: list[str]


class DomainCounts(BaseModel):
    """Contacts by class of their mail domain."""

    corporate: int
    free_mail: int
    competitor: int
    own: int


class Unreadable(BaseModel):
    """Cells that hold something that cannot be read; the rows are imported without it."""

    consent_on: int
    employees: int


class ImportReport(BaseModel):
    """What a dry run found: every record is new, updated, merged into an earlier row, or rejected."""

    records: int
    new: int
    updated: int
    merged: int
    rejected: int
    by_reason: dict[str, int]
    companies: int
    new_companies: int
    without_company: int
    domains: DomainCounts
    unreadable: Unreadable


class Import(BaseModel):
    """An uploaded list on its way: mapped, checked by a dry run, queued, running, over."""

    id: IdText
    file_name: str
    encoding: Literal["utf-8", "cp932"]
    delimiter: str
    header: list[str]
    records: int
    sample_rows: list[SampleRow]
    mapping: dict[str, str | None]
    fields: list[str]
    status: ImportStatus
    report: ImportReport | None
    operation_id: str | None
    created_at: datetime
    finished_at: datetime | None


class ImportRow(BaseModel):
    """An import in a list."""

    id: IdText
    file_name: str
    status: ImportStatus
    report: ImportReport | None
    operation_id: str | None
    created_at: datetime
    finished_at: datetime | None


class MappingPut(BaseModel):
    """Column to field; null leaves a column out. Fields: those listed by the import, or `attributes.<key>`."""

    mapping: Annotated[dict[str, str | None], Field(max_length=300)]


class ImportIssueRow(BaseModel):
    """A record that was rejected, or merged into an earlier one."""

    row: int
    line: int
    kind: Literal["rejected", "merged"]
    reason: str
    value: str
    into_row: int | None
