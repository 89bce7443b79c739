"""Settings from the environment, and the token keys that they name."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.config import MINIMUM_SECRET_LENGTH, KeysInvalid, Settings, token_keys

SECRET = "x" * MINIMUM_SECRET_LENGTH


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BONSENS_DATABASE_URL", "sqlite:///elsewhere.sqlite")
    monkeypatch.setenv("BONSENS_CORS_ORIGINS", '["https://intranet.example"]')
    monkeypatch.setenv("BONSENS_MAX_TEXT_BYTES", "4096")
    settings = Settings()
    assert settings.database_url == "sqlite:///elsewhere.sqlite"
    assert settings.cors_origins == ["https://intranet.example"]
    assert settings.max_text_bytes == 4096
    with pytest.raises(ValidationError):
        settings.max_text_bytes = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token_hours", 0),
        ("token_hours", 24 * 366 + 1),
        ("max_text_bytes", 10),
        ("max_body_bytes", 0),
        ("sign_in_attempts", 0),
        ("log_format", "xml"),
    ],
)
def test_settings_have_bounds(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate({name: value})


def test_keys_are_listed_signing_one_first() -> None:
    settings = Settings(token_keys=f" new:{SECRET}:with:colons , old:{SECRET}\n")
    assert list(token_keys(settings).items()) == [("new", f"{SECRET}:with:colons"), ("old", SECRET)]


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        (SECRET, "must read kid:secret"),
        (f":{SECRET}", "must read kid:secret"),
        (f"a:{SECRET},", "must read kid:secret"),
        (f"a:{SECRET[1:]}", "'a' is shorter than 32"),
        (f"a:{SECRET},a:{SECRET}", "'a' is given twice"),
    ],
)
def test_bad_keys_are_refused_without_being_shown(listed: str, reason: str) -> None:
    with pytest.raises(KeysInvalid, match=reason) as refusal:
        token_keys(Settings(token_keys=listed))
    assert SECRET[1:] not in str(refusal.value)


def test_a_key_is_drawn_once_and_kept_for_the_owner_alone(tmp_path: Path) -> None:
    settings = Settings(token_key_file=tmp_path / "new" / "keys", token_keys=None)
    with ThreadPoolExecutor(8) as pool:
        drawn = list(pool.map(lambda _: token_keys(settings), range(8)))
    assert all(keys == drawn[0] for keys in drawn)
    assert stat.S_IMODE(settings.token_key_file.stat().st_mode) == 0o600
    other = Settings(token_key_file=tmp_path / "other", token_keys=None)
    assert token_keys(other) != drawn[0]


MAIL = {"public_url": "https://guide.example", "smtp_url": "smtps://mail.example", "mail_from": "guide@example.org"}


def test_mail_needs_a_public_address_and_a_sender() -> None:
    assert Settings.model_validate(MAIL).sends_mail
    assert not Settings.model_validate({**MAIL, "smtp_url": None}).sends_mail
    for missing, named in (("public_url", "BONSENS_PUBLIC_URL"), ("mail_from", "say from whom")):
        with pytest.raises(ValidationError, match=named):
            Settings.model_validate({name: value for name, value in MAIL.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("smtp_url", "mail.example"),
        ("smtp_url", "http://mail.example"),
        ("smtp_url", "smtps://"),
        ("smtp_url", "smtps://mail.example/path"),
        ("smtp_url", "smtp://user:password@example.org"),
        ("smtp_url", "smtps://mail.example:port"),
        ("mail_from", "guide"),
        ("mail_from", "Le guide"),
        ("mail_from", "guide@example.org\nBcc: x@example.org"),
        ("mail_from", "guïde@example.org"),
    ],
)
def test_a_way_out_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate({**MAIL, name: value})


def test_a_password_is_not_shown_and_goes_in_the_clear_to_this_machine_only() -> None:
    settings = Settings.model_validate({**MAIL, "smtp_url": "smtp://user:p%40ss-word@127.0.0.1"})
    assert "p%40ss" not in repr(settings)


DRAWN = "k1:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.mark.parametrize(
    "secret",
    [
        "x" * 40,
        "ab" * 20,
        "0123456789abcdef" * 3,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "please-change-me-before-you-deploy-this",
        "correct-password-of-this-guide-42-xyzq",
    ],
)
def test_a_secret_that_others_guess_is_refused_where_they_come(secret: str) -> None:
    here = {"token_keys": f"k1:{secret}"}
    for public in (None, "http://localhost:8000", "http://127.0.0.1/guide"):
        assert token_keys(Settings.model_validate({**here, "public_url": public})) == {"k1": secret}
    with pytest.raises(KeysInvalid, match="easily guessed") as refusal:
        token_keys(Settings.model_validate({**here, "public_url": "https://guide.example.org"}))
    assert secret not in str(refusal.value)
    assert token_keys(Settings(token_keys=DRAWN, public_url="https://guide.example.org"))


@pytest.mark.parametrize(
    "origin",
    ["*", "null", "https://*.example", "https://a.example/", "https://a.example/path", "a.example", "file://x"],
)
def test_only_an_origin_is_an_origin(origin: str) -> None:
    with pytest.raises(ValidationError, match="cors_origins"):
        Settings(cors_origins=[origin])
    assert Settings(cors_origins=["https://a.example:8443"]).cors_origins == ["https://a.example:8443"]
