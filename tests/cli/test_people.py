"""Accounts and tokens at a shell."""

from pathlib import Path

import pytest

from app.config import Settings
from app.main import create_app
from tests.archive.files import row, written
from tests.cli.conftest import Run
from tests.client import ApiClient
from tests.contract import Contract

PASSWORD = "un mot de passe assez long"


@pytest.mark.slow
def test_accounts_from_creation_to_block(guide: Run, contract: Contract) -> None:
    made = guide(
        "user", "create", "zoe", "--name", "Zoé", "--department", "IT", "--password-stdin", stdin=PASSWORD + "\n"
    )
    assert (made.code, made.err) == (0, "Created zoe. A token for it: bonsens token zoe\n")
    assert guide("user", "role", "zoe", "guide", "editor").err == "zoe is editor of guide.\n"
    token = guide("token", "zoe").out.decode().strip()
    with ApiClient(create_app(Settings()), contract) as client:
        editor = client.as_(token)
        assert editor.get("/v1/me").json()["username"] == "zoe"
        assert editor.get("/v1/campaigns/guide").json()["role"] == "editor"
        credentials = {"username": "zoe", "password": PASSWORD}
        assert client.post("/v1/auth/token", json=credentials).status_code == 200
        assert guide("user", "block", "zoe").err == "zoe is blocked.\n"
        assert editor.get("/v1/campaigns/guide").json()["role"] == "reader"
        # The server's log of the requests above comes first.
        listed = guide("user", "list").out.decode()
        assert "\n".join(listed.splitlines()[-2:]) == "chef\tLa Chef\t\tadmin\nzoe\tZoé\tIT\tblocked"
        assert guide("user", "block", "zoe", "--lift").err == "zoe is no longer blocked.\n"
        assert guide("user", "password", "zoe", stdin="un autre mot de passe\n").code == 0
        assert editor.get("/v1/me").status_code == 401
        assert client.post("/v1/auth/token", json=credentials).status_code == 401


def test_what_is_refused_is_one_sentence(guide: Run) -> None:
    refusals = {
        ("token", "nobody"): "Refused: There is no user “nobody”.\n",
        ("user", "block", "nobody"): "Refused: There is no user “nobody”.\n",
        ("user", "create", "chef", "--name", "x"): "Refused: The username “chef” is taken. Choose another one.\n",
        (
            "user",
            "create",
            "[red]",
            "--name",
            "x",
        ): "Refused: A username has 1 to 64 characters out of a-z, 0-9, . _ @ - and begins with a letter or a digit.\n",
        ("user", "role", "chef", "nowhere", "editor"): "Refused: There is no such campaign.\n",
        ("user", "role", "chef", "guide", "editor", "--as", "x"): "Refused: There is no user “x”.\n",
        ("user", "create", "z", "--name", "z", "--password-stdin"): "Refused: A password has at least 15 characters. "
        "Four words that have nothing to do with each other are a good one.\n",
    }
    for arguments, sentence in refusals.items():
        ended = guide(*arguments)
        assert (ended.code, ended.out, ended.err) == (1, b"", sentence), arguments


def test_an_author_of_imported_texts_gets_no_token(guide: Run, tmp_path: Path) -> None:
    path = written(tmp_path / "history.jsonl", row("a.md", 1, author="auteur"))
    assert guide("import", "revisions", str(path), "--campaign", "guide").code == 0
    assert guide("token", "auteur").err == "Refused: auteur is the author of imported texts and cannot sign in.\n"


def test_who_acts_must_be_clear(guide: Run) -> None:
    assert guide("user", "create", "second", "--name", "Second", "--admin").code == 0
    ended = guide("campaign", "close", "guide")
    assert (ended.code, ended.err) == (
        1,
        "Refused: There are 2 site admins. Say in whose name to act: --as USERNAME.\n",
    )
    assert guide("campaign", "close", "guide", "--as", "second").code == 0


SIGN_ON = """
[providers.entra]
title = "Sign in"
issuer = "https://id.example.com"
client_id = "bonsens"
client_secret_env = "NOBODY_NEEDS_IT_HERE"
"""


def test_an_account_is_linked_with_somebody_at_a_provider(
    guide: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide("user", "create", "ada", "--name", "Ada")
    assert "names no provider entra" in guide("user", "link", "ada", "entra", "ada-1").err
    file = tmp_path / "sign-on.toml"
    file.write_text(SIGN_ON)
    monkeypatch.setenv("BONSENS_SIGN_ON", str(file))
    assert guide("user", "link", "ada", "entra", "ada-1").err.endswith("ada is ada-1 of entra.\n")
    again = guide("user", "link", "ada", "entra", "ada-2")
    assert (again.code, "linked with another one" in again.err) == (1, True)
    assert guide("user", "link", "ada", "other", "ada-1").code == 1


def test_leavers_are_closed_by_a_list_that_may_be_repeated(guide: Run, tmp_path: Path) -> None:
    for username in ("ada", "ben"):
        guide("user", "create", username, "--name", username.title())
    file = tmp_path / "leavers.txt"
    file.write_text("\ufeffBEN\n\n ben \nnobody\n", encoding="utf-8")
    assert "1 would be disabled, 0 were disabled before, 1 are unknown" in guide("leavers", str(file), "--dry-run").err
    first = guide("leavers", str(file))
    assert "no account nobody" in first.err
    assert "1 disabled, 0 were disabled before, 1 are unknown" in first.err
    assert "0 disabled, 1 were disabled before, 1 are unknown" in guide("leavers", str(file)).err
    assert guide("user", "list").out.decode().splitlines()[:2] == ["ada\tAda\t", "ben\tBen\t\tdisabled"]
    assert guide("leavers", str(tmp_path / "none")).code == 1
