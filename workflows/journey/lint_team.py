"""The part of lint about the team and other systems: tasks, owners, notifications, webhooks, lists, other journeys."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from workflows.journey.conditions import RESULTS, FieldTest, ListTest, leaves
from workflows.journey.flow import is_zero
from workflows.journey.graph import JourneyGraph, conditions_of
from workflows.journey.lint_values import Finding
from workflows.journey.nodes.assign import AssignNode
from workflows.journey.nodes.assignee import Assignee
from workflows.journey.nodes.base import BaseNode
from workflows.journey.nodes.create_task import CreateTaskNode
from workflows.journey.nodes.enroll import EnrollNode
from workflows.journey.nodes.notify import NotifyNode
from workflows.journey.nodes.update_contact import UpdateContactNode
from workflows.journey.nodes.webhook import STATUS, WebhookNode

Placed = tuple[str | None, Finding]
"""A finding and the node it is about; None: the journey."""


@dataclass(frozen=True, slots=True)
class Catalog:
    """Ids that exist in this installation; None: not known, not checked. `itself` is the journey being looked at."""

    accounts: Collection[str] | None = None
    journeys: Collection[str] | None = None
    lists: Collection[str] | None = None
    secrets: Collection[str] | None = None
    itself: str | None = None


def team_findings(graph: JourneyGraph, catalog: Catalog | None) -> Iterator[Placed]:
    """What is wrong or doubtful."""
    known = catalog or Catalog()
    for node_id, node in graph.nodes.items():
        for finding in _node(node, known):
            yield node_id, finding
    for path, condition in conditions_of(graph):
        node_id = path.split(".")[1] if path.startswith("nodes.") else None
        field = path if node_id is None else path.removeprefix(f"nodes.{node_id}.")
        for test in leaves(condition):
            if isinstance(test, ListTest):
                for finding in _unknown("unknown_list", field, "list", [test.in_list], known.lists):
                    yield node_id, finding
            elif isinstance(test, FieldTest) and test.field.startswith(RESULTS) and not _brings(graph, test.field):
                yield node_id, Finding("result_unknown", field, {"field": test.field})


def _node(node: BaseNode, known: Catalog) -> Iterator[Finding]:
    match node:
        case CreateTaskNode():
            if not node.subject.strip():
                yield Finding("text_missing", "subject", {})
            if is_zero(node.hold):
                yield Finding("wait_zero", "hold", {})
            yield from _assignee(node.assignee, "assignee", known, needed=not node.assignee.keep_owner)
        case AssignNode():
            yield from _assignee(node.to, "to", known, needed=True)
        case NotifyNode():
            yield from _notify(node, known)
        case WebhookNode():
            yield from _address(node.url, node.secret, known)
        case EnrollNode():
            yield from _enroll(node, known)
        case UpdateContactNode():
            for field in ("add_lists", "remove_lists"):
                yield from _unknown("unknown_list", field, "list", getattr(node, field), known.lists)
        case _:
            return


def _assignee(rule: Assignee, field: str, known: Catalog, *, needed: bool) -> Iterator[Finding]:
    if rule.among and not rule.names_somebody:
        yield Finding("weights_zero", f"{field}.among", {})
    elif needed and not rule.names_somebody:
        yield Finding("assignee_missing", field, {})
    yield from _unknown("unknown_account", field, "account", rule.accounts(), known.accounts)


def _notify(node: NotifyNode, known: Catalog) -> Iterator[Finding]:
    if not node.via:
        yield Finding("channel_missing", "via", {})
    if not node.subject.strip():
        yield Finding("text_missing", "subject", {})
    told = node.owner or node.accounts or node.roles
    if not told and {"in_app", "mail"} & set(node.via):
        yield Finding("recipient_missing", "accounts", {})
    yield from _unknown("unknown_account", "accounts", "account", node.accounts, known.accounts)
    if "webhook" in node.via:
        yield from _address(node.url, node.secret, known)


def _address(url: str | None, secret: str | None, known: Catalog) -> Iterator[Finding]:
    if not url:
        yield Finding("url_missing", "url", {})
    elif not _is_web(url):
        yield Finding("url_wrong", "url", {})
    if secret is None:
        yield Finding("webhook_unsigned", "secret", {})
    else:
        yield from _unknown("unknown_secret", "secret", "secret", [secret], known.secrets)


_SCHEMES: Final = ("https://", "http://")


def _is_web(url: str) -> bool:
    rest = next((url[len(scheme) :] for scheme in _SCHEMES if url.lower().startswith(scheme)), "")
    host = rest.split("/")[0]
    return bool(host) and "@" not in host and not any(char.isspace() for char in url)


def _enroll(node: EnrollNode, known: Catalog) -> Iterator[Finding]:
    if node.journey is None:
        yield Finding("journey_missing", "journey", {})
        return
    if node.journey == known.itself:
        yield Finding("enroll_itself", "journey", {})
    yield from _unknown("unknown_journey", "journey", "journey", [node.journey], known.journeys)


def _unknown(
    code: str, field: str, name: str, used: Iterable[str], existing: Collection[str] | None
) -> Iterator[Finding]:
    for one in used if existing is not None else ():
        if existing is not None and one not in existing:
            yield Finding(code, field, {name: one})


def _brings(graph: JourneyGraph, field: str) -> bool:
    """Whether the step named by `steps.<node>.<field>` exists and brings that field."""
    _, node_id, name = field.split(".", 2) if field.count(".") > 1 else ("", "", "")
    match graph.nodes.get(node_id):
        case WebhookNode() as node:
            return name == STATUS or name in node.take
        case CreateTaskNode():
            return name in ("task", "outcome")
        case AssignNode():
            return name == "owner"
        case EnrollNode():
            return name == "enrolled"
        case _:
            return False
