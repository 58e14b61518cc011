"""Lint: each code once, and no code where nothing is wrong."""

from typing import Any

import pytest

from tests.workflows.journey.builders import END, chain, journey, mail, wait
from workflows.journey.graph import JourneyGraph, empty_graph
from workflows.journey.lint import WARNINGS, Issue, lint
from workflows.journey.run import MAX_HOPS

LISTEN = {"type": "wait_for", "event": "opened", "of": "mail", "within": "P1D"}
UPDATE = {"type": "update_contact", "add_tags": ["x"]}


def branch(when: Any, **edges: str) -> dict[str, Any]:
    return {"type": "branch", "cases": [{"id": "a", "when": when}], "next": {"a": "end", "else": "end", **edges}}


def codes(graph: JourneyGraph, **known: Any) -> list[tuple[str, str | None, str | None]]:
    return [(issue.code, issue.node, issue.field) for issue in lint(graph, **known)]


def of_node(config: dict[str, Any]) -> list[tuple[str, str | None]]:
    """Codes and fields of a node between a mail with a pause and the end."""
    graph = journey(chain(mail=mail(), pause=wait(), n=config))
    found = lint(graph)
    assert {issue.node for issue in found} <= {"n"}, found
    return [(issue.code, issue.field) for issue in found]


def of_field(op: str, field: str, value: Any = None) -> list[str]:
    return [code for code, _ in of_node(branch({"field": field, "op": op, "value": value}))]


class TestNothingWrong:
    def test_a_journey_as_people_draw_it_has_no_issues(self) -> None:
        graph = journey(
            {
                "mail": mail(next={"sent": "pause"}),
                "pause": wait("P2D", next={"done": "read"}),
                "read": {**LISTEN, "next": {"happened": "hot", "timed_out": "back"}},
                "back": {"type": "goto", "max_visits": 2, "next": {"again": "mail", "exhausted": "end"}},
                "hot": branch({"field": "score", "op": "gte", "value": 50}),
                "end": END,
            },
            exits=[{"when": {"stage_at_least": "sql"}, "reason": "qualified"}],
            settings={"send_window": {"days": "mon-fri", "from": "09:00", "to": "18:00"}},
        )
        assert lint(graph, templates={"thanks"}, senders=set()) == []

    def test_an_empty_journey_has_no_issues(self) -> None:
        assert lint(empty_graph("空", "sequence")) == []

    def test_errors_stand_before_warnings(self) -> None:
        graph = journey({"n": {"type": "update_contact"}, "end": END})
        assert [issue.severity for issue in lint(graph)] == ["error", "error", "warning"]
        assert lint(graph)[-1] == Issue("update_empty", "warning", "n", None, {})
        assert "update_empty" in WARNINGS


class TestShape:
    def test_a_draft_without_an_entry(self) -> None:
        assert codes(journey({})) == [("entry_missing", None, "entry.node")]

    def test_an_entry_that_was_removed(self) -> None:
        assert codes(journey({"end": END}, "gone")) == [("entry_dangling", None, "entry.node")]

    def test_a_node_nobody_can_come_to(self) -> None:
        assert codes(journey({"end": END, "island": END})) == [("node_unreachable", "island", None)]

    def test_a_port_that_leads_nowhere(self) -> None:
        nodes = {"mail": mail(next={"sent": "read"}), "read": {**LISTEN, "next": {"happened": "gone"}}}
        assert codes(journey(nodes)) == [
            ("port_unconnected", "read", "next.timed_out"),
            ("port_dangling", "read", "next.happened"),
        ]

    def test_a_missing_date_must_lead_somewhere(self) -> None:
        dated = {"type": "wait", "relative_to": {"field": "consent_on"}, "next": {"done": "end"}}
        assert codes(journey({"n": dated, "end": END})) == [
            ("port_unconnected", "n", "next.missing"),
            ("port_unconnected", "n", "next.past"),
        ]

    def test_an_edge_left_over_from_another_kind(self) -> None:
        assert of_node(wait(next={"happened": "end"})) == [("port_unknown", "next.happened")]

    def test_failed_may_stay_open(self) -> None:
        assert lint(journey(chain(mail=mail()))) == []


class TestLoops:
    def test_a_loop_without_a_wait(self) -> None:
        again = {"type": "goto", "max_visits": 9, "next": {"again": "mail"}}
        assert codes(journey(chain(mail=mail(), back=again))) == [("loop_without_wait", "mail", None)]

    def test_a_wait_of_no_time_does_not_break_a_loop(self) -> None:
        again = {"type": "goto", "max_visits": 9, "next": {"again": "mail"}}
        found = codes(journey(chain(mail=mail(), pause=wait("PT0S"), back=again)))
        assert ("loop_without_wait", "mail", None) in found
        assert ("wait_zero", "pause", "for") in found
        listen = {**LISTEN, "within": "P0D"}
        found = codes(journey(chain(mail=mail(), pause=listen, back=again)))
        assert ("loop_without_wait", "mail", None) in found
        assert ("wait_zero", "pause", "within") in found

    def test_a_reaction_or_a_past_date_may_pass_at_once(self) -> None:
        back = {"type": "goto", "max_visits": 9, "next": {"again": "mail", "exhausted": "end"}}
        listen = {**LISTEN, "next": {"happened": "back", "timed_out": "end"}}
        graph = journey({"mail": mail(next={"sent": "read"}), "read": listen, "back": back, "end": END})
        assert codes(graph) == [("loop_without_wait", "mail", None)]
        dated = {
            "type": "wait",
            "relative_to": {"field": "consent_on"},
            "next": {"done": "end", "missing": "back", "past": "end"},
        }
        graph = journey({"mail": mail(next={"sent": "date"}), "date": dated, "back": back, "end": END})
        assert codes(graph) == [("loop_without_wait", "mail", None)]

    def test_a_loop_that_nobody_bounds(self) -> None:
        first = mail(next={"sent": "pause", "failed": "end"})
        graph = journey({"mail": first, "pause": wait(next={"done": "mail"}), "end": END})
        assert codes(graph) == [("loop_without_goto", "mail", None)]
        assert lint(graph)[0].params == {"nodes": ["mail", "pause"]}

    def test_two_loops_apart_are_two_issues(self) -> None:
        loop = {"a": mail(next={"sent": "b", "failed": "c"}), "b": mail(next={"sent": "a"})}
        other = {"c": mail(next={"sent": "d", "failed": "end"}), "d": mail(next={"sent": "c"})}
        assert self.loops_without_wait({**loop, **other, "end": END}) == [["a", "b"], ["c", "d"]]

    def test_a_bridge_between_two_loops_is_not_on_a_loop(self) -> None:
        nodes = {
            "a": mail(next={"sent": "a", "failed": "bridge"}),
            "bridge": mail(next={"sent": "z"}),
            "z": mail(next={"sent": "z", "failed": "end"}),
            "end": END,
        }
        assert self.loops_without_wait(nodes) == [["a"], ["z"]]

    @staticmethod
    def loops_without_wait(nodes: dict[str, Any]) -> list[Any]:
        return [issue.params["nodes"] for issue in lint(journey(nodes)) if issue.code == "loop_without_wait"]

    def test_a_goto_that_leads_ahead(self) -> None:
        goto = {"type": "goto", "max_visits": 1, "next": {"again": "end"}}
        assert of_node(goto) == [("goto_not_a_loop", "next.again")]
        assert of_node({**goto, "next": {"again": "gone"}}) == [("port_dangling", "next.again")]

    def test_more_steps_in_a_row_than_the_machine_goes_at_once(self) -> None:
        assert lint(journey(chain(**{f"n{n}": UPDATE for n in range(MAX_HOPS - 1)}))) == []
        found = lint(journey(chain(**{f"n{n}": UPDATE for n in range(MAX_HOPS)})))
        assert [(one.code, one.params) for one in found] == [("path_too_long", {"nodes": 101, "most": 100})]


class TestMails:
    def test_a_mail_without_a_template(self) -> None:
        assert of_node({"type": "send_email"}) == [("template_missing", "template")]
        empty = {"type": "send_email", "variants": [{"id": "a"}]}
        assert of_node(empty) == [("template_missing", "variants.0.template")]

    def test_an_unpublished_mail_does_not_fail_silently_inside_a_journey(self) -> None:
        variants = [{"id": "a", "template": "thanks"}, {"id": "b", "template": "no"}]
        graph = journey(chain(mail=mail(), two=mail(variants=variants)))
        assert codes(graph, templates=["thanks"]) == [("unknown_template", "two", "variants.1.template")]
        assert codes(graph, templates=[])[0] == ("unknown_template", "mail", "template")
        assert codes(graph) == []

    def test_a_sender_that_does_not_exist(self) -> None:
        graph = journey(chain(mail=mail(sender="s1")))
        assert codes(graph, senders={"s1"}) == []
        assert codes(graph, senders=set()) == [("unknown_sender", "mail", "sender")]

    def test_variants_nobody_would_get(self) -> None:
        variants = [{"id": "a", "template": "x", "weight": 0}]
        assert of_node(mail(variants=variants)) == [("weights_zero", "variants")]

    def test_arms_nobody_would_take(self) -> None:
        assert of_node({"type": "split", "arms": [{"id": "a", "weight": 0}]}) == [("weights_zero", "arms")]
        assert of_node({"type": "split", "arms": [{"id": "a", "weight": 1}]}) == []


class TestReferences:
    def test_waiting_for_something_that_is_no_mail(self) -> None:
        assert of_node({**LISTEN, "of": "pause"}) == [("of_not_a_send", "of")]
        assert of_node({**LISTEN, "of": "gone"}) == [("of_not_a_send", "of")]
        assert of_node(branch({"engagement": "sent", "of": "gone"})) == [("of_not_a_send", "cases.0.when")]

    def test_waiting_for_a_mail_that_is_sent_later(self) -> None:
        graph = journey(chain(read={**LISTEN, "of": "mail"}, mail=mail()))
        assert codes(graph) == [("of_not_upstream", "read", "of")]

    def test_a_way_on_which_the_mail_was_never_sent(self) -> None:
        nodes = {
            "fork": {"type": "split", "arms": [{"id": "a"}, {"id": "b"}], "next": {"a": "mail", "b": "read"}},
            "mail": mail(next={"sent": "read"}),
            "read": {**LISTEN, "next": {"happened": "end", "timed_out": "end"}},
            "end": END,
        }
        assert codes(journey(nodes)) == [("of_not_always_sent", "read", "of")]

    def test_a_mail_that_can_only_have_failed(self) -> None:
        nodes = {
            "mail": mail(next={"sent": "end", "failed": "read"}),
            "read": {**LISTEN, "next": {"happened": "end", "timed_out": "end"}},
            "end": END,
        }
        assert codes(journey(nodes)) == [("of_not_upstream", "read", "of")]

    def test_the_not_opened_path_fires_at_once_because_it_has_no_delay(self) -> None:
        graph = journey(chain(mail=mail(), asks=branch({"engagement": "opened", "of": "mail"})))
        (issue,) = lint(graph)
        expected = {"of": "mail", "event": "opened"}
        assert issue == Issue("branch_right_after_send", "warning", "asks", "cases.0.when", expected)

    def test_steps_in_between_are_no_delay(self) -> None:
        asks = branch({"not": {"engagement": "clicked", "of": "mail"}})
        (issue,) = lint(journey(chain(mail=mail(), tag=UPDATE, asks=asks)))
        assert issue.code == "branch_right_after_send"
        assert lint(journey(chain(mail=mail(), pause=wait(), asks=asks))) == []
        assert lint(journey(chain(mail=mail(), read=LISTEN, asks=asks))) == []

    def test_asking_whether_a_mail_was_sent_needs_no_delay(self) -> None:
        assert lint(journey(chain(mail=mail(), asks=branch({"engagement": "sent", "of": "mail"})))) == []

    def test_an_unfinished_mail_has_nothing_behind_it(self) -> None:
        nodes = {"mail": mail(), "read": {**LISTEN, "next": {"happened": "end", "timed_out": "end"}}, "end": END}
        found = codes(journey(nodes, entry="read"))
        assert ("of_not_upstream", "read", "of") in found

    def test_a_draft_without_entry_still_knows_its_references(self) -> None:
        nodes = chain(mail=mail(), read=LISTEN)
        assert codes(journey(nodes, entry="gone")) == [("entry_dangling", None, "entry.node")]

    def test_exits_are_checked_too(self) -> None:
        exits = [
            {"when": {"engagement": "replied", "of": "gone"}, "reason": "r"},
            {"when": {"engagement": "replied", "of": "mail"}, "reason": "r"},
            {"when": {"field": "nope", "op": "is_set"}, "reason": "r"},
        ]
        graph = journey(chain(mail=mail()), exits=exits)
        assert codes(graph) == [
            ("field_unknown", None, "exits.2.when"),
            ("of_not_a_send", None, "exits.0.when"),
        ]


class TestValues:
    @pytest.mark.parametrize(
        ("op", "field", "value"),
        [
            ("eq", "title", "部長"),
            ("in", "prefecture", ["東京都", "大阪府"]),
            ("contains", "email", "@"),
            ("gte", "score", 50),
            ("lt", "company.employees", 99.5),
            ("eq", "consent_on", "2026-04-01"),
            ("ne", "stage", "disqualified"),
            ("in", "company.stage", ["lead", "internal"]),
            ("contains", "tags", "vip"),
            ("is_set", "phone", None),
            ("is_not_set", "tags", None),
            ("eq", "attributes.plan", "gold"),
            ("gt", "attributes.seats", 5),
            ("eq", "attributes.trial", False),
        ],
    )
    def test_right_values_are_left_alone(self, op: str, field: str, value: Any) -> None:
        assert of_field(op, field, value) == []

    @pytest.mark.parametrize(
        ("op", "field", "value", "code"),
        [
            ("eq", "nickname", "x", "field_unknown"),
            ("gte", "title", "x", "op_not_for_field"),
            ("contains", "score", "5", "op_not_for_field"),
            ("eq", "tags", "vip", "op_not_for_field"),
            ("contains", "consent_on", "2026", "op_not_for_field"),
            ("gte", "stage", "lead", "op_not_for_field"),
            ("gte", "score", "50", "value_type_wrong"),
            ("gte", "score", None, "value_type_wrong"),
            ("eq", "score", True, "value_type_wrong"),
            ("eq", "title", 5, "value_type_wrong"),
            ("eq", "title", "", "value_type_wrong"),
            ("eq", "title", ["x"], "value_type_wrong"),
            ("in", "title", "x", "value_type_wrong"),
            ("in", "title", [], "value_type_wrong"),
            ("in", "title", ["x", 5], "value_type_wrong"),
            ("contains", "title", "", "value_type_wrong"),
            ("contains", "tags", 5, "value_type_wrong"),
            ("eq", "stage", "vip", "value_type_wrong"),
            ("gt", "consent_on", "yesterday", "value_type_wrong"),
            ("gt", "consent_on", 2026, "value_type_wrong"),
            ("eq", "attributes.plan", None, "value_type_wrong"),
        ],
    )
    def test_a_condition_that_can_never_hold_is_said_so(self, op: str, field: str, value: Any, code: str) -> None:
        assert of_field(op, field, value) == [code]

    def test_a_link_is_only_clicked(self) -> None:
        assert of_node({**LISTEN, "link": "/a"}) == [("link_without_click", "link")]
        assert of_node({**LISTEN, "link": "/a", "event": "clicked"}) == []
        looks = {"engagement": "opened", "of": "mail", "link": "/a"}
        assert of_node(branch(looks)) == [("link_without_click", "cases.0.when")]

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("memo", "text", None),
            ("memo", None, None),
            ("memo", 5, "value_type_wrong"),
            ("score", 5, None),
            ("score", 5.5, "value_type_wrong"),
            ("score", None, "value_type_wrong"),
            ("stage", "mql", None),
            ("stage", "vip", "value_type_wrong"),
            ("stage", None, "value_type_wrong"),
            ("consent_on", "2026-04-01", None),
            ("consent_on", None, None),
            ("consent_on", "soon", "value_type_wrong"),
            ("timezone", "Asia/Tokyo", None),
            ("timezone", None, None),
            ("timezone", "Tokyo time", "value_type_wrong"),
            ("timezone", 9, "value_type_wrong"),
            ("attributes.plan", "gold", None),
            ("attributes.plan", None, None),
            ("nickname", "x", "field_unknown"),
            ("email", "x@example.com", "field_not_settable"),
            ("company.name", "x", "field_not_settable"),
            ("tags", "x", "field_not_settable"),
            ("domain_class", "own", "field_not_settable"),
        ],
    )
    def test_what_a_journey_may_set(self, field: str, value: Any, code: str | None) -> None:
        expected = [] if code is None else [(code, f"set.{field}")]
        assert of_node({"type": "update_contact", "set": {field: value}}) == expected

    @pytest.mark.parametrize(
        ("field", "code"),
        [("consent_on", None), ("attributes.renewal", None), ("nope", "field_unknown"), ("score", "value_type_wrong")],
    )
    def test_waiting_for_a_date_needs_a_date(self, field: str, code: str | None) -> None:
        dated = {"type": "wait", "relative_to": {"field": field}, "next": {"missing": "end", "past": "end"}}
        assert of_node(dated) == ([] if code is None else [(code, "relative_to.field")])

    def test_a_day_that_never_comes(self) -> None:
        never = {"type": "wait", "until": {"time": "09:00", "weekdays": []}}
        assert of_node(never) == [("window_empty", "until.weekdays")]
        assert of_node({"type": "wait", "until": {"time": "09:00", "weekdays": ["mon"]}}) == []

    @pytest.mark.parametrize(
        ("window", "expected"),
        [
            ({"days": [], "from": "09:00", "to": "18:00"}, ["window_empty"]),
            ({"days": ["mon"], "from": "09:00", "to": "09:00"}, ["window_empty"]),
            ({"days": ["mon"], "from": "22:00", "to": "02:00"}, []),
        ],
    )
    def test_a_window_that_never_opens(self, window: dict[str, Any], expected: list[str]) -> None:
        graph = journey(chain(mail=mail()), settings={"send_window": window})
        assert [issue.code for issue in lint(graph)] == expected

    @pytest.mark.parametrize("zone", ["contact", "organization", "Asia/Tokyo", "UTC"])
    def test_zones_there_are(self, zone: str) -> None:
        assert lint(journey({"end": END}, settings={"timezone": zone})) == []

    def test_a_zone_there_is_not(self) -> None:
        graph = journey({"end": END}, settings={"timezone": "Asia/Osaka"})
        assert codes(graph) == [("timezone_unknown", None, "settings.timezone")]
