"""Every fact of expected.json, found by the pure reader in either encoding."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from backend.contacts.importing.plan import Plan, PlannedContact, make_plan
from backend.contacts.importing.records import Record
from backend.contacts.importing.sheet import Sheet, read_sheet
from backend.contacts.importing.values import read_date, read_employees
from backend.kit.csv_export import FORMULA_STARTS
from backend.kit.text import company_key, squeezed, trim
from backend.organization.domains import DomainClassifier
from tests.contacts.conftest import DATA


@dataclass(frozen=True)
class Reading:
    """A list read to the end."""

    sheet: Sheet
    plan: Plan

    def column(self, name: str) -> list[str]:
        """Cells of all records that are not blank."""
        index = self.sheet.header.index(name)
        return [record.cells[index] for record in self.filled()]

    def filled(self) -> list[Record]:
        return [record for record in self.sheet.records if any(trim(cell) for cell in record.cells)]


@pytest.fixture(scope="module", params=["leads-2000.csv", "leads-2000-cp932.csv"])
def reading(request: pytest.FixtureRequest) -> Reading:
    sheet = read_sheet((DATA / request.param).read_bytes())
    return Reading(sheet, make_plan(sheet, sheet.proposal))


def test_the_header_is_recognised_without_help(reading: Reading, expected: dict[str, Any]):
    assert reading.sheet.header == expected["header"]
    assert None not in reading.sheet.proposal.values()


def test_records_and_their_physical_lines_are_counted_despite_newlines_in_cells(reading, expected):
    rows = expected["rows"]
    assert len(reading.sheet.records) == rows["records"]
    assert reading.sheet.records[-1].line == rows["physical_lines"]
    assert (
        sum(any("\n" in cell for cell in record.cells) for record in reading.sheet.records)
        == (rows["records_with_newline_inside"])
    )


def test_every_rejected_row_is_named_with_line_reason_and_value(reading, expected):
    found = [
        {"row": issue.row, "line": issue.line, "reason": issue.reason, "value": issue.value}
        for issue in reading.plan.issues
        if issue.kind == "rejected"
    ]
    assert found == expected["rejected"]["rows"]
    assert reading.plan.by_reason() == expected["rejected"]["by_reason"]
    assert len(found) == expected["rejected"]["count"]


def test_repeated_addresses_merge_into_their_first_row(reading, expected):
    groups: dict[str, dict[str, Any]] = {}
    by_email = {contact.email: contact for contact in reading.plan.contacts}
    for issue in reading.plan.issues:
        if issue.kind == "merged":
            first = by_email[issue.value]
            group = groups.setdefault(issue.value, {"email": issue.value, "rows": [first.row], "lines": [first.line]})
            assert issue.into_row == first.row
            group["rows"].append(issue.row)
            group["lines"].append(issue.line)
    facts = expected["contacts"]
    assert sorted(groups.values(), key=lambda group: group["rows"]) == facts["duplicate_groups"]
    assert reading.plan.count("merged") == facts["rows_merged_into_an_earlier_row"]
    assert len(reading.plan.contacts) == facts["distinct"]
    assert len(reading.plan.contacts) + reading.plan.count("merged") == facts["rows_with_valid_email"]


def test_a_company_is_one_however_it_is_spelled(reading, expected):
    facts = expected["companies"]
    spellings: dict[str, set[str]] = {}
    rows: Counter[str] = Counter()
    for name in reading.column("会社名"):
        if company_key(name):
            spellings.setdefault(company_key(name), set()).add(name)
            rows[company_key(name)] += 1
    assert len(spellings) == facts["distinct_in_all_rows"]
    accepted = {contact.company_key for contact in reading.plan.contacts if contact.company_key}
    assert len(accepted) == facts["distinct_in_accepted_rows"]
    without = sum(not contact.company_key for contact in reading.plan.contacts)
    assert without == facts["accepted_contacts_without_company"]
    for fact in facts["most_spellings"]:
        assert rows[fact["key"]] == fact["rows"]
        if reading.sheet.encoding == "utf-8":
            assert sorted(spellings[fact["key"]]) == sorted(fact["spellings"])
    distinct = len(set().union(*spellings.values()))
    assert distinct == (facts["distinct_spellings_in_all_rows"] if reading.sheet.encoding == "utf-8" else 1226)


def test_industries_agree_by_contact_and_by_row(reading, expected):
    by_contact = Counter(contact.industry or "(empty)" for contact in reading.plan.contacts)
    by_row = Counter(squeezed(cell) or "(empty)" for cell in reading.column("業種"))
    assert by_contact == expected["industries"]["by_contact"]
    assert by_row == expected["industries"]["by_row"]


def test_look_alike_domains_are_in_no_class(reading, expected):
    classifier = DomainClassifier(json.loads((DATA / "domains.json").read_text(encoding="utf-8")))
    classes = Counter(classifier.classify(contact.email) for contact in reading.plan.contacts)
    assert classes == expected["domains"]["contacts_by_class"]
    domains = {contact.email.partition("@")[2] for contact in reading.plan.contacts}
    assert len(domains) == expected["domains"]["distinct"]


def test_consent_dates_are_read_in_every_form_and_impossible_days_are_not(reading, expected):
    read = [read_date(cell) for cell in reading.column("同意日")]
    assert Counter(form for _, form in read) == expected["consent_dates"]["rows_by_form"]
    days = sorted(day for day, _ in read if day)
    assert days[0] == date.fromisoformat(expected["consent_dates"]["earliest"])
    assert days[-1] == date.fromisoformat(expected["consent_dates"]["latest"])


def test_numbers_of_employees_are_read_or_left_out_never_guessed(reading, expected):
    read = [read_employees(cell) for cell in reading.column("従業員数")]
    facts = expected["employees"]
    numbers = [number for number, _ in read if number is not None]
    assert len(numbers) == facts["rows"]["number"]
    assert sum(numbers) == facts["sum_of_numbers"]
    assert sum(not readable for _, readable in read) == facts["rows"]["unparseable"]
    assert sum(number is None and readable for number, readable in read) == facts["rows"]["empty"]


def test_names_are_kept_as_given(reading, expected):
    pairs = list(zip(reading.column("姓"), reading.column("名"), strict=True))
    assert (
        sum(not trim(last) and not trim(first) for last, first in pairs) == expected["names"]["rows_without_any_name"]
    )
    only_family = sum(bool(trim(last)) and not trim(first) for last, first in pairs)
    assert only_family == expected["names"]["rows_with_only_family_name_cell"]


def test_dangerous_memos_are_known(reading, expected):
    index = reading.sheet.header.index("メモ")
    memos = {row: record.cells[index] for row, record in enumerate(reading.sheet.records, start=1)}
    formulas = [row for row, memo in memos.items() if memo.startswith(("=", "+", "-", "@"))]
    assert formulas == expected["memo"]["rows_starting_like_a_formula"]
    assert all(memos[row].startswith(FORMULA_STARTS) for row in formulas)
    assert [row for row, memo in memos.items() if "<" in memo] == expected["memo"]["rows_with_markup"]


def test_one_row_of_every_kind_of_untidiness_comes_out_right(reading, expected):
    contacts: dict[int, PlannedContact] = {contact.row: contact for contact in reading.plan.contacts}
    for fact in expected["spot_checks"]:
        contact = contacts[fact["row"]]
        last_name = fact["last_name"].replace("𠮷", "吉") if reading.sheet.encoding == "cp932" else fact["last_name"]
        assert (contact.line, contact.email) == (fact["line"], fact["email"]), fact["what"]
        assert contact.texts["last_name"] == last_name, fact["what"]
        assert contact.texts["first_name"] == fact["first_name"], fact["what"]
        assert contact.company_key == fact["company_key"], fact["what"]
        assert contact.industry == fact["industry"], fact["what"]
        assert contact.employees == fact["employees"], fact["what"]
        consent = date.fromisoformat(fact["consent_date"]) if fact["consent_date"] else None
        assert contact.consent_on == consent, fact["what"]
