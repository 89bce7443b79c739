"""The files around the code agree with it: settings, lock files, deployment, targets."""

import json
import re
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.config import Settings

ROOT = Path(__file__).parents[1]
LOCKS = {
    "requirements.lock": ("book", "dev", "bench", "build"),
    "requirements-runtime.lock": ("book", "build"),
}
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(\S+)", re.MULTILINE)


PINNED_ACTION = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def unpinned_actions(workflow: str) -> list[str]:
    """Return the actions of a workflow that a tag moved by somebody else would change."""
    used = re.findall(r"^\s*(?:- )?uses:\s*(.+?)\s*$", workflow, re.MULTILINE)
    return [action for action in used if not PINNED_ACTION.fullmatch(action)]


def test_actions_are_pinned_by_commit() -> None:
    workflows = [path.read_text() for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    assert "uses:" in "".join(workflows)
    assert [action for workflow in workflows for action in unpinned_actions(workflow)] == []
    assert unpinned_actions("steps:\n  - uses: actions/checkout@v4\n") == ["actions/checkout@v4"]


def test_templates_can_be_read() -> None:
    forms = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    assert forms
    for form in map(yaml.safe_load, (path.read_text() for path in forms)):
        assert {"name", "description", "body"} <= form.keys()
        assert len({field["id"] for field in form["body"]}) == len(form["body"])


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall((ROOT / lock).read_text()))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_and_hashes_everything(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    for number, line in enumerate(lines):
        assert not line.startswith("-"), f"{lock} holds the option {line}"
        if PIN.match(line):
            assert lines[number + 1].strip().startswith("--hash=sha256:"), f"{line} has no hash"


@pytest.mark.parametrize(("lock", "extras"), LOCKS.items())
def test_lock_meets_pyproject(lock: str, extras: tuple[str, ...]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in extras for line in project["optional-dependencies"][extra]),
    ]
    locked = pins(lock)
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {lock}: make lock"
        assert requirement.specifier.contains(version), f"{requirement} against {version} in {lock}: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_pins_packages_with_the_extras_that_others_ask_for(lock: str) -> None:
    """An older pip takes ``coverage[toml]`` for another package than a pinned ``coverage``, and then has no hash."""
    pinned = re.findall(r"^([a-z0-9-]+)(\[[a-z0-9,-]+\])?==", (ROOT / lock).read_text(), re.MULTILINE)
    extras = {name: set(filter(None, listed.strip("[]").split(","))) for name, listed in pinned}
    for name in extras:
        for line in metadata.requires(name) or () if is_installed(name) else ():
            wanted = Requirement(line)
            if wanted.extras and wanted.marker is None:
                assert wanted.extras <= extras[canonicalize_name(wanted.name)], f"{name} asks for {wanted}: make lock"


def is_installed(name: str) -> bool:
    """Tell whether a locked package is one of this platform's."""
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def test_the_api_has_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert json.loads((ROOT / "docs" / "openapi.json").read_text())["info"]["version"] == project["version"]


def test_runtime_lock_is_part_of_the_whole() -> None:
    assert pins("requirements-runtime.lock").items() <= pins("requirements.lock").items()


def test_compose_names_settings_that_exist() -> None:
    known = {f"BONSENS_{name.upper()}" for name in Settings.model_fields}
    for name, service in compose()["services"].items():
        used = {variable for variable in service["environment"] if variable.startswith("BONSENS_")}
        assert used <= known, name
    example = set(re.findall(r"^(BONSENS_\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example <= known


def test_compose_services_are_confined() -> None:
    for name, service in compose()["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert name == "postgres" or service["image"] == "bonsens", name


def test_compose_holds_no_secret() -> None:
    for service in compose()["services"].values():
        for variable, value in service["environment"].items():
            if any(word in variable for word in ("PASSWORD", "KEYS")):
                assert value.startswith("${"), variable


def test_image_runs_as_nobody_special() -> None:
    final = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.search(r"^USER \d+$", final, re.MULTILINE)
    assert "root" not in re.findall(r"^USER (\S+)$", final, re.MULTILINE)


def test_every_target_has_a_help_line() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  make ([\w-]+)", listed, re.MULTILINE)) == phony
