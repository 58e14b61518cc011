"""What an import will do: a record becomes a contact, merges into an earlier one, or is rejected with its reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from backend.contacts.importing.columns import ATTRIBUTE
from backend.contacts.importing.records import Record
from backend.contacts.importing.sheet import Sheet
from backend.contacts.importing.values import DateForm, read_date, read_employees, read_tags, split_name
from backend.kit.text import company_key, is_email, normal_email, squeezed, trim

TEXTS: Final = (
    *("last_name", "first_name", "last_kana", "first_kana", "department", "title", "phone", "prefecture"),
    *("source", "consent_method", "memo"),
)
"""Fields kept as they were given, cut at both ends."""


@dataclass(slots=True)
class PlannedContact:
    """One contact as the file describes it; blanks are what the file does not say."""

    row: int
    line: int
    email: str
    texts: dict[str, str]
    company: str = ""
    company_key: str = ""
    industry: str = ""
    employees: int | None = None
    employees_read: bool = True
    consent_on: date | None = None
    consent_form: DateForm = "empty"
    tags: list[str] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def fill_from(self, later: "PlannedContact") -> None:
        """Take from a later row of the same address what this one does not say; nothing known is replaced."""
        self.texts = {name: self.texts[name] or later.texts[name] for name in self.texts}
        if not self.company_key:
            self.company, self.company_key = later.company, later.company_key
        self.industry = self.industry or later.industry
        self.employees = self.employees if self.employees is not None else later.employees
        self.consent_on = self.consent_on or later.consent_on
        self.tags = list(dict.fromkeys([*self.tags, *later.tags]))
        self.attributes = {**later.attributes, **self.attributes}


@dataclass(frozen=True, slots=True)
class Issue:
    """A record that became no contact of its own."""

    row: int
    line: int
    kind: str
    reason: str
    value: str
    into_row: int | None = None
    """The earlier row it was merged into."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Contacts in the order of their first rows, and all other records."""

    contacts: list[PlannedContact]
    issues: list[Issue]
    unreadable: Counter[str]

    def by_reason(self) -> dict[str, int]:
        """Rejected records by reason."""
        return dict(Counter(issue.reason for issue in self.issues if issue.kind == "rejected"))

    def count(self, kind: str) -> int:
        """Records of a kind of issue."""
        return sum(issue.kind == kind for issue in self.issues)


def read_row(row: int, record: Record, columns: Sequence[str | None]) -> PlannedContact | Issue:
    """One record by itself: a contact, or the reason why not. `columns` are the fields of the cells."""
    if not any(trim(cell) for cell in record.cells):
        return Issue(row, record.line, "rejected", "blank_row", "")
    if any(trim(cell) for cell in record.cells[len(columns) :]):
        return Issue(row, record.line, "rejected", "too_many_cells", str(len(record.cells)))
    cells = {name: cell for name, cell in zip(columns, record.cells, strict=False) if name is not None}
    raw = cells.get("email", "")
    email = normal_email(raw)
    if not email:
        return Issue(row, record.line, "rejected", "missing_email", raw)
    if not is_email(email):
        return Issue(row, record.line, "rejected", "invalid_email", raw)
    return _contact(row, record.line, email, cells)


def _contact(row: int, line: int, email: str, cells: Mapping[str, str]) -> PlannedContact:
    company = trim(cells.get("company", ""))
    employees, employees_read = read_employees(cells.get("employees", ""))
    consent_on, consent_form = read_date(cells.get("consent_on", ""))
    attributes = {name.partition(".")[2]: trim(cell) for name, cell in cells.items() if ATTRIBUTE.fullmatch(name)}
    return PlannedContact(
        row=row,
        line=line,
        email=email,
        texts=_texts(cells),
        company=company,
        company_key=company_key(company),
        industry=squeezed(cells.get("industry", "")),
        employees=employees,
        employees_read=employees_read,
        consent_on=consent_on,
        consent_form=consent_form,
        tags=read_tags(cells.get("tags", "")),
        attributes={name: value for name, value in attributes.items() if value},
    )


def _texts(cells: Mapping[str, str]) -> dict[str, str]:
    texts = {name: trim(cells.get(name, "")) for name in TEXTS}
    for whole, last, first in (("full_name", "last_name", "first_name"), ("full_kana", "last_kana", "first_kana")):
        if cells.get(whole) and not texts[last] and not texts[first]:
            texts[last], texts[first] = split_name(cells[whole])
    return texts


def make_plan(sheet: Sheet, mapping: Mapping[str, str | None]) -> Plan:
    """Read all records; a later row with a known address merges into the earlier one."""
    columns = [mapping.get(name) for name in sheet.header]
    known: dict[str, PlannedContact] = {}
    issues: list[Issue] = []
    unreadable: Counter[str] = Counter()
    for row, record in enumerate(sheet.records, start=1):
        read = read_row(row, record, columns)
        if isinstance(read, Issue):
            issues.append(read)
            continue
        unreadable["employees"] += not read.employees_read
        unreadable["consent_on"] += read.consent_form == "unparseable"
        first = known.setdefault(read.email, read)
        if first is not read:
            first.fill_from(read)
            issues.append(Issue(row, record.line, "merged", "same_address", read.email, first.row))
    return Plan(list(known.values()), issues, unreadable)
