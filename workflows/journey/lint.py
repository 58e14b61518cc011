"""Lint: what is wrong or doubtful in a document, as codes. The UI translates the codes; it knows no rules of its own.

An *error* keeps a draft from being published; a *warning* says what usually goes wrong, and why.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from workflows.journey import flow
from workflows.journey.conditions import EngagementTest, leaves
from workflows.journey.graph import JourneyGraph, conditions_of
from workflows.journey.lint_rules import rule_findings
from workflows.journey.lint_team import Catalog, team_findings
from workflows.journey.lint_values import condition_findings, node_findings
from workflows.journey.nodes.branch import BranchNode
from workflows.journey.nodes.exit import ExitNode
from workflows.journey.nodes.goto import GotoNode
from workflows.journey.nodes.send_email import SendEmailNode
from workflows.journey.nodes.wait import WaitNode
from workflows.journey.nodes.wait_for import WaitForNode
from workflows.journey.run import MAX_HOPS
from workflows.journey.schedule import zone_named
from workflows.journey.state import GOAL

Severity = Literal["error", "warning"]
WARNINGS: Final = frozenset(
    {
        "branch_right_after_send",
        "of_not_always_sent",
        "goto_not_a_loop",
        "update_empty",
        "cap_below_pace",
        "webhook_unsigned",
        "enroll_itself",
    }
)
"""Codes that do not keep a draft from being published."""


class Issue(NamedTuple):
    """One finding: its code, the node it concerns (None: the journey), the field within, and values for the text."""

    code: str
    severity: Severity
    node: str | None
    field: str | None
    params: Mapping[str, Any]


def lint(
    graph: JourneyGraph,
    *,
    templates: Collection[str] | None = None,
    senders: Collection[str] | None = None,
    now: datetime | None = None,
    catalog: Catalog | None = None,
) -> list[Issue]:
    """All issues, errors first, else in the order of the document.

    `templates` and `senders` are the keys that exist, `now` is the present; None leaves that check out.
    """
    found = [
        *_entry(graph),
        *_settings(graph, now),
        *_exits(graph),
        *_nodes(graph),
        *_ports(graph),
        *_mails(graph, templates, senders),
        *_loops(graph),
        *_references(graph),
        *(_issue(found.code, node, found.field, **found.params) for node, found in team_findings(graph, catalog)),
    ]
    return sorted(found, key=lambda issue: issue.severity == "warning")


def _issue(code: str, node: str | None, field: str | None, /, **params: Any) -> Issue:
    return Issue(code, "warning" if code in WARNINGS else "error", node, field, params)


def _entry(graph: JourneyGraph) -> Iterator[Issue]:
    first = graph.entry.node
    if first is None:
        yield _issue("entry_missing", None, "entry.node")
    elif first not in graph.nodes:
        yield _issue("entry_dangling", None, "entry.node", to=first)
    else:
        reached = flow.reach(flow.edges_of(graph), [first])
        for node_id in graph.nodes:
            if node_id not in reached:
                yield _issue("node_unreachable", node_id, None)


def _settings(graph: JourneyGraph, now: datetime | None) -> Iterator[Issue]:
    zone, window = graph.settings.timezone, graph.settings.send_window
    if zone not in ("contact", "organization") and zone_named(zone) is None:
        yield _issue("timezone_unknown", None, "settings.timezone", timezone=zone)
    if window is not None and (not window.days or window.from_ == window.to):
        yield _issue("window_empty", None, "settings.send_window")
    for found in rule_findings(graph, now):
        yield _issue(found.code, None, found.field, **found.params)
    if graph.goal is not None:
        for found in condition_findings(graph.goal.when, "goal.when"):
            yield _issue(found.code, None, found.field, **found.params)


def _exits(graph: JourneyGraph) -> Iterator[Issue]:
    for index, exit_ in enumerate(graph.exits):
        if exit_.reason == GOAL:
            yield _issue("reason_reserved", None, f"exits.{index}.reason", reason=exit_.reason)
        for found in condition_findings(exit_.when, f"exits.{index}.when"):
            yield _issue(found.code, None, found.field, **found.params)


def _nodes(graph: JourneyGraph) -> Iterator[Issue]:
    for node_id, node in graph.nodes.items():
        if isinstance(node, ExitNode) and node.reason == GOAL:
            yield _issue("reason_reserved", node_id, "reason", reason=node.reason)
        for found in node_findings(node):
            yield _issue(found.code, node_id, found.field, **found.params)


def _ports(graph: JourneyGraph) -> Iterator[Issue]:
    for node_id, node in graph.nodes.items():
        ports = node.ports()
        for port in ports:
            if port.required and port.id not in node.next:
                yield _issue("port_unconnected", node_id, f"next.{port.id}", port=port.id)
        known = {port.id for port in ports}
        for port_id, target in node.next.items():
            if port_id not in known:
                yield _issue("port_unknown", node_id, f"next.{port_id}", port=port_id)
            elif target not in graph.nodes:
                yield _issue("port_dangling", node_id, f"next.{port_id}", port=port_id, to=target)


def _mails(graph: JourneyGraph, templates: Collection[str] | None, senders: Collection[str] | None) -> Iterator[Issue]:
    for node_id, node in graph.nodes.items():
        if not isinstance(node, SendEmailNode):
            continue
        chosen = {f"variants.{index}.template": one.template for index, one in enumerate(node.variants)}
        for field, template in (chosen or {"template": node.template}).items():
            if template is None:
                yield _issue("template_missing", node_id, field)
            elif templates is not None and template not in templates:
                yield _issue("unknown_template", node_id, field, template=template)
        if senders is not None and node.sender is not None and node.sender not in senders:
            yield _issue("unknown_sender", node_id, "sender", sender=node.sender)


def _loops(graph: JourneyGraph) -> Iterator[Issue]:
    edges, instant = flow.edges_of(graph), flow.instant_edges(graph)
    for tangle in flow.loops(instant):
        yield _issue("loop_without_wait", tangle[0], None, nodes=tangle)
    if not flow.loops(instant) and (run := flow.longest_run(instant)) > MAX_HOPS:
        yield _issue("path_too_long", None, None, nodes=run, most=MAX_HOPS)
    gotos = [node_id for node_id, node in graph.nodes.items() if isinstance(node, GotoNode)]
    bounded = {node_id: () if node_id in gotos else targets for node_id, targets in edges.items()}
    for tangle in flow.loops(bounded):
        yield _issue("loop_without_goto", tangle[0], None, nodes=tangle)
    for node_id in gotos:
        again = _existing(graph, graph.nodes[node_id].next.get("again"))
        if again and node_id not in flow.reach(edges, again):
            yield _issue("goto_not_a_loop", node_id, "next.again", to=again[0])


def _references(graph: JourneyGraph) -> Iterator[Issue]:
    """Nodes and exits that look at an earlier mail."""
    edges = flow.edges_of(graph)
    for node_id, field, of, event in _looks_at(graph):
        mail = graph.nodes.get(of)
        if not isinstance(mail, SendEmailNode):
            yield _issue("of_not_a_send", node_id, field, of=of)
        elif node_id is not None:
            yield from _upstream(graph, edges, node_id, field, of, event)


def _upstream(graph: JourneyGraph, edges: flow.Edges, node_id: str, field: str, of: str, event: str) -> Iterator[Issue]:
    after = _existing(graph, graph.nodes[of].next.get("sent"))
    if node_id not in flow.reach(edges, after):
        yield _issue("of_not_upstream", node_id, field, of=of)
        return
    if event == "sent":
        return  # asking whether a mail was sent is right anywhere behind it
    if node_id in flow.reach(edges, _existing(graph, graph.entry.node), without={of}):
        yield _issue("of_not_always_sent", node_id, field, of=of)
    waits = {key for key, node in graph.nodes.items() if isinstance(node, (WaitNode, WaitForNode))}
    if isinstance(graph.nodes[node_id], BranchNode) and node_id in flow.reach(edges, after, without=waits):
        yield _issue("branch_right_after_send", node_id, field, of=of, event=event)


def _existing(graph: JourneyGraph, node_id: str | None) -> list[str]:
    return [node_id] if node_id is not None and node_id in graph.nodes else []


def _looks_at(graph: JourneyGraph) -> Iterator[tuple[str | None, str, str, str]]:
    """Node (None: an exit), field, the mail it looks at, and for what."""
    for node_id, node in graph.nodes.items():
        if isinstance(node, WaitForNode):
            yield node_id, "of", node.of, node.event
    for path, condition in conditions_of(graph):
        node_id = path.split(".")[1] if path.startswith("nodes.") else None
        field = path if node_id is None else path.removeprefix(f"nodes.{node_id}.")
        tests = {(one.of, one.engagement) for one in leaves(condition) if isinstance(one, EngagementTest)}
        for of, event in sorted(tests):
            yield node_id, field, of, event
