"""Users and tokens on the wire."""

from datetime import datetime

from pydantic import BaseModel, Field


class UserIn(BaseModel):
    username: str = Field(max_length=64)
    name: str = Field(max_length=200)
    department: str | None = Field(default=None, max_length=200)
    password: str | None = Field(default=None, max_length=1000)
    site_admin: bool = False


class UserOut(BaseModel):
    id: int
    username: str
    name: str
    department: str | None
    site_admin: bool
    blocked: bool
    created_at: datetime


class UsersOut(BaseModel):
    items: list[UserOut]
    next: str | None


class CredentialsIn(BaseModel):
    username: str = Field(max_length=64, pattern=r"^[^\x00]*$")
    password: str = Field(max_length=1000)


class TokenOut(BaseModel):
    access_token: str
    token_type: str
    expires_at: datetime


class PersonOut(BaseModel):
    id: int
    name: str
    department: str | None
