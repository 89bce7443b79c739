"""The file of sign-on: what it may say, and that a service which cannot use it does not start."""

from pathlib import Path

import pytest

from app.config import Settings
from app.identity.sso.settings import NOBODY, SignOnInvalid, read_sign_on
from app.main import create_app
from tests.conftest import TOKEN_KEYS

PUBLIC = "https://guide.example"
GOOD = """
[providers.entra]
title = "Sign in with your work account"
issuer = "https://login.example/tenant/v2.0"
client_id = "bonsens"
client_secret_env = "A_SECRET"
"""
HEADER = """
[trusted_header]
title = "Sign in"
peers = ["10.1.0.0/16", "::1/128"]
username = "X-Remote-User"
"""


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "s3cret")


def read(tmp_path: Path, text: str) -> str:
    """Return what a file is refused for, nothing where it is taken."""
    file = tmp_path / "sign-on.toml"
    file.write_text(text, encoding="utf-8")
    try:
        read_sign_on(file, PUBLIC)
    except SignOnInvalid as refused:
        return str(refused)
    return ""


def test_a_file_names_providers_and_their_secrets(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("from a file\n")
    file = tmp_path / "sign-on.toml"
    other = GOOD.replace("entra", "other").replace('_env = "A_SECRET"', f'_file = "{key}"')
    file.write_text(GOOD + other.replace("tenant", "other") + HEADER)
    read_on = read_sign_on(file, PUBLIC)
    assert [provider.secret for provider in read_on.providers.values()] == ["s3cret", "from a file"]
    assert read_on.providers["entra"].trust.algorithms == {"RS256"}
    assert read_on.header is not None
    assert [str(peer) for peer in read_on.header.peers] == ["10.1.0.0/16", "::1/128"]


def test_nothing_is_needed_where_nobody_signs_on() -> None:
    assert read_sign_on(None, None) is NOBODY


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[providers", "cannot be read"),
        (GOOD.replace("title", "titel"), "titel"),
        (GOOD.replace("https://", "http://"), "issuer"),
        (GOOD.replace("https://", "https://me:secret@"), "issuer"),
        (GOOD.replace("A_SECRET", "NO_SECRET"), "NO_SECRET"),
        (GOOD.replace('_env = "A_SECRET"', '_file = "/nowhere/key"'), "/nowhere/key"),
        (GOOD + 'client_secret_file = "x"\n', "client_secret_env or client_secret_file"),
        (GOOD.replace('client_secret_env = "A_SECRET"', ""), "client_secret_env or client_secret_file"),
        (GOOD + 'scopes = ["profile"]\n', "scope openid"),
        (GOOD + 'audiences = ["bonsens"]\n', "audiences"),
        (GOOD + 'algorithms = ["HS256"]\n', "algorithms"),
        (GOOD + 'algorithms = ["none"]\n', "algorithms"),
        (GOOD + "algorithms = []\n", "algorithms"),
        (GOOD + 'link_by = "mail"\n', "link_by"),
        (GOOD + GOOD.replace("entra", "other"), "one issuer"),
        (GOOD.replace("entra", "trusted-header"), "trusted-header"),
        (GOOD.replace("entra", '"a/b"'), "providers"),
        (GOOD + '[providers.entra.roles]\nclaim = "g"\n[providers.entra.roles.campaigns.a]\nboss = ["x"]\n', "boss"),
        (HEADER.replace("10.1.0.0/16", "10.1.2.3/16"), "peers"),
        (HEADER.replace("10.1.0.0/16", "anybody"), "peers"),
        (HEADER.replace('["10.1.0.0/16", "::1/128"]', "[]"), "peers"),
        (HEADER.replace("X-Remote-User", "X Remote"), "username"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(tmp_path: Path, text: str, named: str) -> None:
    assert named in read(tmp_path, text)
    assert "s3cret" not in read(tmp_path, text)


def test_a_service_does_not_start_without_its_public_url(tmp_path: Path) -> None:
    file = tmp_path / "sign-on.toml"
    file.write_text(GOOD)
    with pytest.raises(SignOnInvalid, match="BONSENS_PUBLIC_URL"):
        create_app(Settings(database_url="sqlite://", token_keys=TOKEN_KEYS, sign_on=file))
