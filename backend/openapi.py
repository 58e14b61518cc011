"""`python -m backend.openapi`: print the OpenAPI document; needs neither servers nor settings."""

import sys

import orjson
from pydantic import SecretStr

from backend.app import create_app
from backend.settings import Settings


def document_settings() -> Settings:
    """Settings that let the application be built, and nothing more."""
    url = "postgresql://nowhere/none"
    return Settings(database_url=url, secret_key=SecretStr("x" * 32), environment="embedded")


def document() -> bytes:
    """The document as stable, sorted JSON."""
    schema = create_app(document_settings()).openapi()
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


if __name__ == "__main__":
    sys.stdout.buffer.write(document() + b"\n")
