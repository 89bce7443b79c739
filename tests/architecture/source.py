"""Reads a source tree into modules with their imports and calls; knows no rule."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TREES = ("app", "tests", "benchmarks", "migrations")
NOT_SOURCE = {".hypothesis", ".git", ".venv", "__pycache__", "var", "build", "node_modules"}


@dataclass(frozen=True, slots=True)
class Module:
    """One parsed file; ``path`` is relative to the root, with slashes."""

    path: str
    name: str
    tree: ast.Module

    def at(self, node: ast.stmt | ast.expr, finding: str) -> str:
        return f"{self.path}:{node.lineno}: {finding}"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name, as absolute dotted path: ``from a import b`` gives ``a.b``."""

    target: str
    node: ast.stmt

    def is_in(self, package: str) -> bool:
        return self.target == package or self.target.startswith(f"{package}.")


def modules(root: Path, *trees: str) -> list[Module]:
    """Return the parsed Python files of folders of ``root`` (default: ``app``), in path order."""
    found = []
    for tree in trees or ("app",):
        for file in sorted((root / tree).rglob("*.py")):
            relative = file.relative_to(root)
            if NOT_SOURCE.isdisjoint(relative.parts):
                name = ".".join(relative.with_suffix("").parts).removesuffix(".__init__")
                found.append(Module(relative.as_posix(), name, _parsed(file.read_bytes(), str(file))))
    return found


def imports(module: Module) -> Iterator[Import]:
    """Yield every import of the module, those inside functions too."""
    for node in nodes(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node)
        elif isinstance(node, ast.ImportFrom):
            origin = _origin(module, node)
            for alias in node.names:
                yield Import(f"{origin}.{alias.name}", node)


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return all nodes of a tree, in no order that matters; most checks look at each of them."""
    return tuple(ast.walk(tree))


@cache
def _parsed(source: bytes, file: str) -> ast.Module:
    """Return the tree of a file; every check reads them all."""
    return ast.parse(source, file)


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with the last part of what is called: ``a.b()`` gives ``b``."""
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            yield last_part(node.func), node


def last_part(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def text_files(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the path and text of each file that would be published; binary files are left out."""
    for place, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCE and not name.endswith("_cache"))
        for file in (Path(place, name) for name in sorted(names) if name not in NOT_SOURCE):
            content = file.read_bytes()
            if b"\0" not in content:
                yield file.relative_to(root).as_posix(), content.decode("utf-8", "replace")


def is_generated(folder: str) -> bool:
    return folder in NOT_SOURCE or folder.endswith(("_cache", ".egg-info"))


def _origin(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module.name.split(".")
    kept = package[: len(package) - node.level + module.path.endswith("__init__.py")]
    return ".".join([*kept, *([node.module] if node.module else [])])
