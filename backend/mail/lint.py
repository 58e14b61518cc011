"""What is wrong with a template, as codes with line and parameters; the UI words them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from time import thread_time
from typing import Any, Final, Literal

from backend.mail import footer
from backend.mail.errors import RenderError
from backend.mail.fields import NAMES, Identity, is_known, sample_facts, sample_identity
from backend.mail.language import HTML, TEXT, MailEnvironment, parse
from backend.mail.render import CompiledTemplate, Rendered, TemplateSource, compile_template

MAX_CPU: Final = 0.15
"""Seconds one mail may take; ordinary ones take a third of a millisecond."""
Part = Literal["subject", "preheader", "body", "text_body", "template"]


@dataclass(frozen=True, slots=True)
class TemplateIssue:
    """One finding. An `error` keeps the template from being saved; `line` counts from 1 within `part`.

    Codes: template_syntax, template_unsupported, unknown_field, template_too_large, template_too_slow,
    template_too_deep, template_failed, mjml_invalid, html_invalid, subject_empty, body_empty (errors);
    fails_without_data, footer_appended, sender_identity_missing (warnings).
    """

    code: str
    severity: Literal["error", "warning"]
    part: Part
    message: str
    line: int | None = None
    params: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class Checked:
    """A template that was looked at: its issues, and the mail it made when it could make one."""

    issues: list[TemplateIssue]
    compiled: CompiledTemplate | None = None
    rendered: Rendered | None = None

    @property
    def broken(self) -> bool:
        """Whether it may not be saved or published."""
        return any(issue.severity == "error" for issue in self.issues)


def list_template_issues(subject: str, body: str, text_body: str = "", preheader: str = "") -> list[TemplateIssue]:
    """Everything wrong with a template, tried on a sample contact. Takes at most a second or so, whatever it holds."""
    return check_template(TemplateSource(subject, body, preheader, text_body)).issues


def check_template(
    source: TemplateSource, facts: Mapping[str, Any] | None = None, identity: Identity | None = None
) -> Checked:
    """Parses all parts, compiles, renders for `facts` (a sample contact when None) and for a contact without data."""
    issues = [
        *_part_issues(TEXT, "subject", source.subject),
        *_part_issues(TEXT, "preheader", source.preheader),
        *_part_issues(HTML, "body", source.body),
        *_part_issues(TEXT, "text_body", source.text_body),
    ]
    if not source.subject.strip():
        issues.append(TemplateIssue("subject_empty", "error", "subject", "The subject is empty."))
    if not source.body.strip():
        issues.append(TemplateIssue("body_empty", "error", "body", "The body is empty."))
    if any(issue.severity == "error" for issue in issues):
        return Checked(issues)
    try:
        compiled = compile_template(source)
        began = thread_time()
        rendered = compiled.render(sample_facts() if facts is None else facts, identity or sample_identity())
        if thread_time() - began > MAX_CPU:
            raise RenderError("template_too_slow", "Making one mail takes too long; shorten the template.")
    except RenderError as error:
        return Checked([*issues, _issue(error, "body" if error.line else "template")])
    return Checked([*issues, *_warnings(compiled, identity)], compiled, rendered)


def _warnings(compiled: CompiledTemplate, identity: Identity | None) -> list[TemplateIssue]:
    found: list[TemplateIssue] = []
    try:
        compiled.render({}, identity or sample_identity())
    except RenderError as error:
        message = f"The mail cannot be made for a contact without data: {error.message}"
        found.append(TemplateIssue("fails_without_data", "warning", "template", message, params={"reason": error.code}))
    if compiled.footer_appended:
        missing = sorted(footer.ON_ITS_OWN - compiled.names)
        message = "The legal footer with the opt-out link is added at the end of the mail."
        found.append(TemplateIssue("footer_appended", "warning", "body", message, params={"missing": missing}))
    if identity is not None and identity.missing():
        message = "The organisation's identity is incomplete; the law wants it under every marketing mail."
        params = {"missing": identity.missing()}
        found.append(TemplateIssue("sender_identity_missing", "warning", "template", message, params=params))
    return found


def _part_issues(environment: MailEnvironment, part: Part, source: str) -> list[TemplateIssue]:
    unknown: dict[str, int] = {}

    def look(name: str, line: int) -> None:
        # A group on its own (`{{ company }}`) would print its Python form.
        if not is_known(name):
            unknown.setdefault(name, line)

    try:
        parse(environment, source, look)
    except RenderError as error:
        return [_issue(error, part)]
    return [_unknown(name, line, part) for name, line in unknown.items()]


def _unknown(name: str, line: int, part: Part) -> TemplateIssue:
    close = get_close_matches(name, NAMES, n=1)
    params = {"name": name, "suggestion": close[0] if close else None}
    return TemplateIssue("unknown_field", "error", part, f"There is no field {name}.", line, params)


def _issue(error: RenderError, part: Part) -> TemplateIssue:
    return TemplateIssue(error.code, "error", part, error.message, error.line, error.params)
