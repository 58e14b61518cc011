"""Installs the texts under templates/emails that are missing, so that the gallery's journeys can be published."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import yaml
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.ids import NewId, new_id
from backend.models import Template
from backend.templates import repository
from backend.templates.schemas import TemplateText
from backend.templates.service import add_version

EMAILS = Path(__file__).parent.parent.parent / "templates" / "emails"


@dataclass(frozen=True, slots=True)
class EmailFolder:
    """One folder of templates/emails: meta.yaml (name, preheader), subject.txt, body.mjml, text.txt?, sample.json."""

    key: str
    name: str
    text: TemplateText
    sample: dict[str, Any]


def read_folder(folder: Path) -> EmailFolder:
    """A folder as a template; raises OSError or ValueError when a part is missing or not readable."""
    meta: dict[str, Any] = yaml.safe_load((folder / "meta.yaml").read_text("utf-8"))
    plain = folder / "text.txt"
    text = TemplateText(
        subject=(folder / "subject.txt").read_text("utf-8").strip(),
        preheader=str(meta.get("preheader", "")),
        body=(folder / "body.mjml").read_text("utf-8"),
        text_body=plain.read_text("utf-8") if plain.exists() else "",
    )
    sample: dict[str, Any] = orjson.loads((folder / "sample.json").read_bytes())
    return EmailFolder(folder.name, str(meta["name"]), text, sample)


def read_folders(root: Path = EMAILS) -> list[EmailFolder]:
    """All folders by key."""
    return [read_folder(folder) for folder in sorted(root.iterdir()) if (folder / "meta.yaml").exists()]


async def seed_templates(
    session: AsyncSession, root: Path = EMAILS, *, new_id: NewId = new_id, created_by: UUID | None = None
) -> list[str]:
    """Installs every text whose key is not in use yet; the keys installed. Edited texts stay as they are."""
    taken = await repository.keys(session)
    installed: list[str] = []
    for email in read_folders(root):
        if email.key in taken:
            continue
        template = Template(id=new_id(), key=email.key, name=email.name)
        session.add(template)
        await session.flush()
        await add_version(session, template, email.text, number=1, created_by=created_by, new_id=new_id)
        installed.append(email.key)
    return installed
