"""Templates over HTTP."""

from uuid import UUID

from fastapi import APIRouter

from backend.kit.errors import Invalid
from backend.kit.pagination import Cursor, Limit, Page, cut, decode_cursor, encode_cursor
from backend.kit.web import DbSession, Marketer, Now, Reader, State, errors
from backend.mail.fields import FIELDS
from backend.mail.lint import TemplateIssue
from backend.mail.stored import source_of
from backend.models import Template, TemplateVersion
from backend.templates import repository, service
from backend.templates.errors import TemplateHasErrors, TemplateKeyTaken, TemplateNotFound, TestNotSent
from backend.templates.schemas import (
    FieldView,
    Preview,
    PreviewRequest,
    TemplateIssueView,
    TemplateNew,
    TemplateRow,
    TemplateSave,
    TemplateView,
    TestSend,
    TestSent,
)

router = APIRouter(tags=["templates"])


@router.get("/templates")
async def list_templates(session: DbSession, _: Reader, cursor: Cursor = None, limit: Limit = 50) -> Page[TemplateRow]:
    """All templates by name."""
    after = None
    if cursor is not None:
        name, template_id = decode_cursor(cursor, 2)
        after = (str(name), _uuid(template_id))
    rows, more = cut(await repository.templates(session, after=after, limit=limit + 1), limit)
    items = [_row(template, version) for template, version in rows]
    return Page(items=items, next_cursor=encode_cursor(rows[-1][0].name, rows[-1][0].id) if more else None)


@router.post("/templates", status_code=201, responses=errors(TemplateHasErrors, TemplateKeyTaken))
async def create_template(new: TemplateNew, session: DbSession, actor: Marketer, state: State) -> TemplateView:
    """A new template with its first version."""
    return await _view(*await service.create_template(session, actor, new, state.new_id))


@router.get("/templates/fields")
async def list_template_fields(_: Reader) -> list[FieldView]:
    """Everything a mail text may name between `{{` and `}}`."""
    return [FieldView(name=f.name, label_ja=f.label_ja, label_en=f.label_en, sample=str(f.sample)) for f in FIELDS]


@router.post("/templates/preview", responses=errors(TemplateNotFound))
async def preview_template(request: PreviewRequest, session: DbSession, _: Reader, state: State) -> Preview:
    """What a wording looks like, with its issues; nothing is stored."""
    contact_id = _uuid(request.contact_id) if request.contact_id else None
    checked = await service.preview(session, request, contact_id, state.settings)
    made = checked.rendered
    return Preview(
        subject=made.subject if made else "",
        html=made.html if made else "",
        text=made.text if made else "",
        issues=[_issue(issue) for issue in checked.issues],
    )


@router.get("/templates/{template_id}", responses=errors(TemplateNotFound))
async def get_template(template_id: UUID, session: DbSession, _: Reader) -> TemplateView:
    """A template with its latest wording and what the check says about it."""
    return await _view(*await service.get_template(session, template_id))


@router.put("/templates/{template_id}", responses=errors(TemplateNotFound, TemplateHasErrors))
async def save_template(
    template_id: UUID, save: TemplateSave, session: DbSession, actor: Marketer, state: State
) -> TemplateView:
    """A new version; mails of journeys already published keep their wording."""
    return await _view(*await service.save_template(session, actor, template_id, save, state.new_id))


@router.post("/templates/{template_id}/test", responses=errors(TemplateNotFound, TestNotSent))
async def send_test_mail(
    template_id: UUID, test: TestSend, session: DbSession, actor: Marketer, state: State, now: Now
) -> TestSent:
    """Send the latest version to one address."""
    contact_id = _uuid(test.contact_id) if test.contact_id else None
    reply = await service.send_test(session, actor, template_id, test.to, contact_id, state.settings, now)
    return TestSent(to=test.to, reply=reply)


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise Invalid("This is not an id.", value=str(value)[:80]) from None


def _row(template: Template, version: TemplateVersion) -> TemplateRow:
    return TemplateRow(
        id=str(template.id),
        key=template.key,
        name=template.name,
        subject=version.subject,
        version=version.number,
        updated_at=template.updated_at,
    )


async def _view(template: Template, version: TemplateVersion) -> TemplateView:
    return TemplateView(
        id=str(template.id),
        key=template.key,
        name=template.name,
        version=version.number,
        version_id=str(version.id),
        subject=version.subject,
        preheader=version.preheader,
        body=version.body,
        text_body=version.text_body,
        created_at=template.created_at,
        updated_at=template.updated_at,
        issues=[_issue(issue) for issue in await service.issues_of(source_of(version))],
    )


def _issue(issue: TemplateIssue) -> TemplateIssueView:
    return TemplateIssueView(
        code=issue.code,
        severity=issue.severity,
        part=issue.part,
        message=issue.message,
        line=issue.line,
        params=issue.params,
    )
