"""What the editor is told about a text."""

import pytest

from backend.mail.fields import Identity
from backend.mail.lint import check_template, list_template_issues
from backend.mail.render import TemplateSource

GOOD = "<p>{{ addressee }}</p><p>{{ legal_footer }}</p>"


@pytest.mark.parametrize(
    ("parts", "code", "part", "line"),
    [
        (("{{ last_nam }}", GOOD), "unknown_field", "subject", 1),
        (("件名", "一\n二{{ company.nam }}"), "unknown_field", "body", 2),
        (("件名", "<p>{{ company }}</p>"), "unknown_field", "body", 1),
        (("件名", "<p>{% if last_name %}</p>"), "template_syntax", "body", 1),
        (("件名", "<p>{{ last_name|nope }}</p>"), "template_unsupported", "body", 1),
        (("件名", GOOD, "{{ foo }}"), "unknown_field", "text_body", 1),
        (("", GOOD), "subject_empty", "subject", None),
        (("件名", "  "), "body_empty", "body", None),
        (("件名", "<mjml><mj-body>"), "mjml_invalid", "template", None),
    ],
)
def test_what_is_wrong_is_named_with_part_and_line(
    parts: tuple[str, ...], code: str, part: str, line: int | None
) -> None:
    issues = [issue for issue in list_template_issues(*parts) if issue.severity == "error"]
    assert [(issue.code, issue.part, issue.line) for issue in issues] == [(code, part, line)]


def test_a_misspelt_field_comes_with_a_suggestion() -> None:
    (issue,) = [i for i in list_template_issues("{{ last_nam }}", GOOD) if i.severity == "error"]
    assert issue.params == {"name": "last_nam", "suggestion": "last_name"}


def test_a_loop_variable_is_no_unknown_field() -> None:
    assert (
        list_template_issues("件名", "{% for tag in tags %}{{ tag }}{{ loop.index }}{% endfor %}{{ legal_footer }}")
        == []
    )


def test_a_template_that_never_ends_is_refused_at_save() -> None:
    body = "{% for i in range(1000) %}{% for j in range(1000) %}x{% endfor %}{% endfor %}"
    assert [i.code for i in list_template_issues("件名", body)] == ["template_too_slow"]


def test_a_missing_opt_out_is_said_and_repaired() -> None:
    (issue,) = list_template_issues("件名", "<p>本文</p>")
    assert (issue.code, issue.severity) == ("footer_appended", "warning")


def test_a_sender_without_postal_address_is_a_warning() -> None:
    identity = Identity("佐藤", "sato@tabiji.example", legal_name="株式会社タビジ")
    issues = check_template(TemplateSource("件名", GOOD), identity=identity).issues
    assert [(i.code, i.params) for i in issues] == [
        ("sender_identity_missing", {"missing": ["postal_address", "contact_line"]})
    ]


def test_a_text_that_fails_without_data_is_a_warning() -> None:
    issues = list_template_issues("件名", GOOD + "{{ score + 1 }}")
    assert [(i.code, i.severity) for i in issues] == [("fails_without_data", "warning")]
