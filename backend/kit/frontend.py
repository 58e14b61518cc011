"""Serving the built UI: hashed assets for ever, index.html always fresh, every unknown page is the app's own route."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

from backend.kit.errors import NotFound

NOT_PAGES = ("api/", "t/", "u/", "assets/", "healthz", "readyz")
"""Paths that never fall back to the app."""


def frontend_router(dist: Path) -> APIRouter:
    """Routes for the files in `dist`; include it last."""
    router = APIRouter(include_in_schema=False)
    root = dist.resolve()

    @router.api_route("/{path:path}", methods=["GET", "HEAD"])
    async def page(path: str) -> FileResponse:
        return _response(root, path)

    return router


def _response(root: Path, path: str) -> FileResponse:
    file = _file(root, path)
    if file is not None and file.name != "index.html":
        forever = path.startswith("assets/")
        caching = "public, max-age=31536000, immutable" if forever else "public, max-age=3600"
        return FileResponse(file, headers={"Cache-Control": caching})
    index = root / "index.html"
    if path.startswith(NOT_PAGES) or not index.is_file():
        raise NotFound("there is nothing at this address")
    return FileResponse(index, headers={"Cache-Control": "no-cache"})


def _file(root: Path, path: str) -> Path | None:
    if "\0" in path:
        return None
    file = (root / path).resolve()
    return file if file.is_relative_to(root) and file.is_file() else None
