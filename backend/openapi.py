"""`python -m backend.openapi`: print the OpenAPI document; needs neither servers nor settings."""

import sys

import orjson
from pydantic import SecretStr

from backend.app import create_app
from backend.settings import Settings


def document() -> bytes:
    """The document as stable, sorted JSON."""
    settings = Settings(
        database_url="postgresql://nowhere/none", secret_key=SecretStr("x" * 32), environment="embedded"
    )  # pyright: ignore[reportCallIssue]
    schema = create_app(settings).openapi()
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


if __name__ == "__main__":
    sys.stdout.buffer.write(document() + b"\n")
