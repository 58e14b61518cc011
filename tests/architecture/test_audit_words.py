"""Everything the log can say is said in words on its page, in both languages."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints, is_typeddict

import pytest

from backend.accounts.schemas import AccountPatch
from backend.attention.mail_schemas import MailFilter
from backend.attention.schemas import DeliveryFilter
from backend.attention.settling import ONE_AT_A_TIME, SETTLED
from backend.audit.vocabulary import Action, Detail, ObjectType
from backend.companies.schemas import CompanyPatch
from backend.contacts.schemas import ContactPatch
from backend.enrollments.filter import EnrollmentFilter
from backend.execution.operations import OPERATIONS
from backend.journeys.version_schemas import VersionRename
from backend.lists.schemas import ListNew
from backend.organization.schemas import Domains, OrganizationPut, SenderPatch
from backend.tasks.schemas import TaskChange
from workflows.journey.pacing import Cap

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "frontend/src"
REGISTRY: dict[str, Any] = json.loads((FRONTEND / "features/audit/registry.json").read_text())
CHANGED = (
    *(AccountPatch, CompanyPatch, ContactPatch, ListNew, OrganizationPut, Domains, Cap, SenderPatch, TaskChange),
    VersionRename,
)
"""Models whose fields stand under `changes` and `set`."""
FILTERS = (DeliveryFilter, EnrollmentFilter, MailFilter)
"""Models whose fields stand under `filter`."""
NOT_WRITTEN = {
    False: {
        "reason": "stands beside the detail",
        "current_password": "a secret",
        "domains": "told by its classes",
        "cap": "told by its parts",
        "attributes": "told by their keys, which users name",
        "assignee_id": "told by name",
        "status": "of a task: an action of its own",
    },
    True: {"journey_id": "is the object"},
}
"""Fields of models and of filters that never stand there."""
REJECTED = re.compile(r'"rejected", "([a-z_]+)"')
RETURNED = re.compile(r'return "([a-z_]+)"')
REFUSED = re.compile(r"(?:refusals|event = ).*")
WORD = re.compile(r'"([a-z_]+)"')


def _texts(language: str) -> dict[str, Any]:
    texts = {path.parts[-3]: path for path in FRONTEND.glob(f"features/*/i18n/{language}.json")}
    texts["common"] = FRONTEND / f"shared/i18n/{language}.json"
    return {namespace: json.loads(path.read_text()) for namespace, path in texts.items()}


def _said(texts: Mapping[str, Any], patterns: list[str], code: str) -> bool:
    def found(pattern: str) -> bool:
        namespace, path = pattern.split(":")
        place: Any = texts[namespace]
        for part in path.split("."):
            place = place.get(part.replace("{}", code)) if isinstance(place, dict) else None
        return isinstance(place, str)

    return any(found(pattern) for pattern in patterns)


def _fields() -> dict[str, Any]:
    """Every name that can stand in a detail, with its type."""
    told = dict(get_type_hints(Detail))
    for group in REGISTRY["groups"]:
        told.pop(group, None)
    told |= {"assignee": str, "stage_by_hand": bool}
    for model in (*CHANGED, *FILTERS):
        for name, field in model.model_fields.items():
            if name not in NOT_WRITTEN[model in FILTERS]:
                told[name] = told[name] | field.annotation if name in told else field.annotation
    return told


def _codes(name: str, kind: Any) -> Iterator[tuple[str, str]]:
    """Literals of a type, however deep, with the name they stand under."""
    if is_typeddict(kind):
        for inner, hint in get_type_hints(kind).items():
            yield from _codes(inner, hint)
    elif get_origin(kind) is Literal:
        yield from ((name, code) for code in get_args(kind))
    else:
        for part in get_args(kind):
            yield from _codes(name, part)


def _open_codes() -> Iterator[tuple[str, str]]:
    """Codes that no type lists."""
    import_module("backend.worker")  # who knows every kind of operation
    yield from (("kind", kind) for kind in OPERATIONS)
    galleries = [path.stem for path in (ROOT / "templates/journeys").glob("*.yaml")]
    yield from (("started_from", place) for place in (*galleries, "document", "empty"))
    plan = (ROOT / "backend/contacts/importing/plan.py").read_text()
    yield from (("by_reason", reason) for reason in REJECTED.findall(plan))
    refusals = RETURNED.findall((ROOT / "workflows/journey/interventions.py").read_text())
    for source in ("execution/shunting.py", "attention/settling.py"):
        for line in REFUSED.findall((ROOT / "backend" / source).read_text()):
            refusals += WORD.findall(line)
    yield from (("refused", reason) for reason in (*refusals, SETTLED, ONE_AT_A_TIME))


@pytest.fixture(params=["ja", "en"])
def texts(request: pytest.FixtureRequest) -> dict[str, Any]:
    """All texts of a language, by namespace."""
    return _texts(request.param)


def test_nobody_reads_the_bare_name_of_an_action_nor_filters_by_objects_without_a_name(texts):
    assert set(texts["audit"]["action"]) == {action.replace(".", "_") for action in get_args(Action)}
    assert set(texts["audit"]["object"]) == set(get_args(ObjectType))


def test_no_detail_is_shown_under_the_name_it_has_in_the_database(texts):
    shown = set(_fields()) - set(REGISTRY["unsaid"])
    assert {name for name in shown if not _said(texts, REGISTRY["names"], name)} == set()


def test_no_code_is_shown_as_a_value(texts):
    codes = {pair for name, kind in _fields().items() for pair in _codes(name, kind)} | set(_open_codes())
    assert len(codes) > 60
    bare = {(name, code) for name, code in codes if not _said(texts, REGISTRY["codes"].get(name, []), code)}
    assert bare == set()


def test_every_object_that_has_a_page_is_linked_by_a_name_that_exists():
    assert set(REGISTRY["pages"]) <= {*get_args(ObjectType), *get_type_hints(Detail)}
