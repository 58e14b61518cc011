"""Typed settings from the environment. `tabiji up` fills in what the embedded stack provides."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its meaning and unit; environment variables carry the same names in upper case."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")

    database_url: str = Field(description="PostgreSQL >= 15, postgresql://user:password@host:port/name")
    database_pool: int = Field(default=10, ge=2, le=100, description="connections a process keeps")
    temporal_address: str = "127.0.0.1:7233"
    temporal_namespace: str = "default"
    temporal_api_key: SecretStr | None = None
    temporal_tls: bool = False

    public_url: str = Field(default="http://127.0.0.1:8400", description="base of links in mails; no trailing slash")
    secret_key: SecretStr = Field(description="signs links in mails and sessions; 32 bytes or more; keep it for years")
    environment: Literal["embedded", "production"] = "production"
    secure_cookies: bool = True

    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_tls: Literal["none", "starttls", "tls"] = "none"
    smtp_connections: int = Field(default=16, ge=1, le=200, description="connections a worker process keeps open")
    smtp_timeout: float = Field(default=30.0, gt=0, description="seconds an SMTP command may take")
    message_id_domain: str = "tabiji.example"

    cohort_capacity: int = Field(default=500, ge=1, le=2000)
    chunk_size: int = Field(default=200, ge=1, le=500)
    advance_budget: float = Field(
        default=30.0, gt=0, description="seconds one advance activity works before it says more"
    )

    webhook_allow_private: bool = Field(
        default=False, description="let webhooks call private and loopback addresses; for tests and demonstrations"
    )

    frontend_dist: Path | None = Field(default=None, description="built UI to serve; None serves the API only")
    templates_dir: Path = Path(__file__).parent.parent / "templates"
    inbox_smtp_port: int | None = Field(default=None, description="port of the dev inbox; embedded stack only")


def load_settings() -> Settings:
    """Settings of this process. Raises pydantic's ValidationError naming every missing or wrong variable."""
    return Settings()  # pyright: ignore[reportCallIssue]
