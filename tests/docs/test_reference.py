"""What exists is documented, and what is documented exists: settings, commands, problems, routes, links."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from typer._click import Command
from typer.core import TyperGroup

from app.audit.acts import CATALOGUE
from app.campaigns.rules import RIGHTS, Act
from app.cli.root import COMMANDS, load_command
from app.config import Settings
from app.errors import every_problem
from app.main import create_app
from app.pages.rules import Kind
from app.web.openapi import openapi_text
from app.words.saying import Language, tell, title_of
from tests.docs.examples import examples_in

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted(DOCS.glob("**/*.md")),
]
WORDS_ON_A_PAGE = 700
MOST_LINES, MOST_BYTES = 120, 1_500_000
"""Of the README, and of all its pictures."""
SETTINGS = Settings(database_url="sqlite://", token_keys=f"test:{'x' * 32}")


def text_of(page: str) -> str:
    return (DOCS / page).read_text()


def rows_of(page: str) -> dict[str, list[str]]:
    """Return the rows of all tables of a page by the code in their first cell."""
    rows = re.findall(r"^\| `([^`]+)`[^|]*\|(.*)\|$", text_of(page), re.MULTILINE)
    return {first: [cell.strip() for cell in rest.split(" | ")] for first, rest in rows}


def options_by_command(commands: Mapping[str, Command] | None = None, *names: str) -> dict[str, set[str]]:
    """Return every command as it is typed, with its options."""
    found: dict[str, set[str]] = {}
    for name, command in (commands or {name: load_command(name) for name in COMMANDS}).items():
        if isinstance(command, TyperGroup):
            found |= options_by_command(command.commands, *names, name)
        else:
            spelt = (option for parameter in command.params for option in parameter.opts + parameter.secondary_opts)
            found[" ".join(("bonsens", *names, name))] = {option for option in spelt if option.startswith("--")}
    return found


def test_the_order_of_packages_is_drawn_from_the_configuration() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    drawn = [
        "\n".join(re.sub(r"[()]", "", line).replace(" : ", " · ") for line in contract["layers"])
        for contract in contracts
        if contract["type"] == "layers"
    ]
    blocks = re.findall(r"^```\n(.*?)\n```$", text_of("adr/0001-layered-packages.md"), re.MULTILINE | re.DOTALL)
    assert blocks == drawn


@pytest.mark.parametrize("page", sorted((DOCS / "adr").glob("0*.md")), ids=lambda page: page.stem)
def test_a_decision_is_told_on_a_page(page: Path) -> None:
    assert len(page.read_text().split()) <= WORDS_ON_A_PAGE


@pytest.mark.slow
def test_openapi_is_the_generated_one() -> None:
    assert text_of("openapi.json") == openapi_text(create_app(SETTINGS)), "run: make docs"


def test_every_setting_is_documented() -> None:
    documented = {name: row for name, row in rows_of("deployment.md").items() if name.startswith("BONSENS_")}
    fields = {f"BONSENS_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    assert documented.keys() == fields.keys()
    for name, default in fields.items():
        assert documented[name][0] == ("none" if default is None else f"`{default}`"), name


def test_every_command_is_documented() -> None:
    documented = rows_of("administration.md")
    for command, options in options_by_command().items():
        assert command in documented, command
        assert set(re.findall(r"`(--[a-z-]+)`", " ".join(documented[command]))) == options, command
    assert options_by_command().keys() == {name for name in documented if name.startswith("bonsens ")}


def spoken_commands(page: Path) -> Iterator[str]:
    """Yield each mention of a command: lines of shell blocks, run or not, and code in running text."""
    for example in examples_in(page):
        yield from re.findall(r"(?:^|\| |; )(bonsens [a-z].*)$", example.commands, re.MULTILINE)
    yield from re.findall(r"`(bonsens [a-z][^`\n]*)`", page.read_text())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_mentioned_command_exists(page: Path) -> None:
    known = options_by_command()
    for line in spoken_commands(page):
        command = max((name for name in known if f"{line} ".startswith(f"{name} ")), key=len, default=None)
        assert command is not None, line
        assert set(re.findall(r"\s(--[a-z-]+)", line)) <= known[command] | {"--help"}, line


def test_every_problem_is_documented() -> None:
    sections = dict(re.findall(r"^### ([a-z-]+)\n\n(.*?)(?=^#|\Z)", text_of("problems.md"), re.MULTILINE | re.DOTALL))
    assert sections.keys() == {kind.problem for kind in every_problem()}
    for name, section in sections.items():
        assert f"“{tell(title_of(name), Language.ENGLISH)}”" in section, name
        assert re.search(r"\b[45]\d\d\b", section), f"{name} has no status"


def test_every_act_is_documented_with_its_facts() -> None:
    documented = rows_of("audit.md")
    assert documented.keys() == CATALOGUE.keys()
    for name, act in CATALOGUE.items():
        assert re.findall(r"`([a-z_]+)`", documented[name][0]) == [fact.name for fact in fields(act)], name


@pytest.mark.slow
def test_every_route_is_documented() -> None:
    paths = create_app(SETTINGS).openapi()["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods if method != "head"}
    documented = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?]+)`", text_of("api.md").split("## Every route")[1])
    spelt = {f"{method} {path if path.endswith('z') else '/v1' + path}" for method, path in documented}
    assert spelt == routes


def test_table_of_rights_is_the_code() -> None:
    documented = rows_of("concepts.md")
    for act in Act:
        least = ["–" if role is None else role.value for role in RIGHTS[act]]
        shown = [re.split(",| when", cell)[0] for cell in documented[act.value]]
        assert shown == least, act


def test_every_kind_of_page_is_documented() -> None:
    assert set(Kind) <= set(re.findall(r"`([a-z]+)`", text_of("concepts.md")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_resolve(page: Path) -> None:
    for target in links_of(page):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        linked = (page.parent / unquote(name)) if name else page
        assert linked.exists(), f"{page.name} links to {target}"
        assert not anchor or anchor in anchors_of(linked), f"{page.name} links to {target}"


def test_the_readme_takes_a_minute() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= MOST_LINES
    pictures = [target for target in links_of(ROOT / "README.md") if target.startswith("docs/pictures/")]
    assert sum((ROOT / picture).stat().st_size for picture in set(pictures)) <= MOST_BYTES


def links_of(page: Path) -> Iterator[str]:
    """Yield where the links of a page lead; what stands in code is none."""
    for token in MarkdownIt().enable("table").parse(page.read_text()):
        for child in token.children or ():
            if child.type in {"link_open", "image"}:
                yield str(child.attrs.get("href") or child.attrs["src"])


def test_links_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](b.md) `[c](d)` ![e](f.png)\n\n| [g](h) |\n|---|\n\n```\n[i](j)\n```\n")
    assert [*links_of(page)] == ["b.md", "f.png", "h"]


def anchors_of(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to a page's headings."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
