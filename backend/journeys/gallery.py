"""The gallery: ready-made journeys shipped as YAML files in `templates/journeys`."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from backend.journeys.documents import read_document
from backend.journeys.errors import GalleryItemNotFound
from backend.journeys.schemas import GalleryItem

ORDER = ("nurture_followup", "lost_deal", "is_first_contact")
"""How the gallery is shown; other files follow by name."""


@lru_cache(maxsize=4)
def load_gallery(templates_dir: Path) -> tuple[GalleryItem, ...]:
    """Every item, in the order shown. Files are read once a process; a broken one fails loudly by its name."""
    files = (templates_dir / "journeys").glob("*.yaml")
    return tuple(_item(file) for file in sorted(files, key=_position))


def gallery_item(templates_dir: Path, key: str) -> GalleryItem:
    """The item under `key`."""
    for item in load_gallery(templates_dir):
        if item.key == key:
            return item
    raise GalleryItemNotFound(f"the gallery has no journey {key!r}", key=key)


def _position(file: Path) -> tuple[int, str]:
    return (ORDER.index(file.stem) if file.stem in ORDER else len(ORDER), file.stem)


def _item(file: Path) -> GalleryItem:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    graph = read_document(content["journey"])
    return GalleryItem(key=file.stem, name=graph.name, kind=graph.kind, description=content["description"], graph=graph)
