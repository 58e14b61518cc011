"""Accounts, sessions and tokens as the API takes and shows them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from backend.kit.ids import IdText
from backend.kit.text import EmailAddress

Role = Literal["admin", "marketer", "rep", "viewer"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]


class Login(BaseModel):
    """Credentials of a sign-in."""

    email: Annotated[str, Field(min_length=1, max_length=320)]
    password: Password


class AccountView(BaseModel):
    """A person who signs in."""

    id: IdText
    email: str
    name: str
    role: Role
    locale: str
    created_at: datetime
    disabled_at: datetime | None


class ColleagueView(BaseModel):
    """Somebody who can be given work: by name, without what only admins see."""

    id: IdText
    name: str
    role: Role


class SessionView(BaseModel):
    """Who is signed in; `csrf_token` goes into X-CSRF-Token of every change (empty for API tokens)."""

    account: AccountView
    csrf_token: str


class AccountNew(BaseModel):
    """A new account with its first password."""

    email: EmailAddress
    name: Name
    role: Role
    password: Password


class AccountPatch(BaseModel):
    """Changes of an account; absent fields stay. One's own password change needs `current_password`."""

    name: Name | None = None
    role: Role | None = None
    disabled: bool | None = None
    password: Password | None = None
    current_password: Password | None = None
    locale: Literal["ja", "en"] | None = None


class TokenNew(BaseModel):
    """A new API token; its role is at most the account's."""

    name: Name
    role: Role


class TokenView(BaseModel):
    """A token without its secret."""

    id: IdText
    account_id: str
    account_email: str
    name: str
    role: Role
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class TokenCreated(TokenView):
    """A new token; `secret` is shown this once."""

    secret: str
