"""Plants defects in the formats, so that a test can be seen to find them; knows no test."""

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import typst

from app.text import markdown
from app.text.flanking import FlankingParser

Plant: TypeAlias = Callable[[pytest.MonkeyPatch, Path], None]
"""Puts a defect into the program until the test ends; the folder is its own."""

_COMPILER = typst.Compiler
_TEMPLATES = Path(str(files("app.guides.formats") / "templates"))


def set_with(*changes: tuple[str, str]) -> Plant:
    """Plant other words in the templates of the book for those that stand there."""

    def plant(patch: pytest.MonkeyPatch, folder: Path) -> None:
        root = folder / "templates"
        shutil.copytree(_TEMPLATES, root)
        written = {path: path.read_text("utf-8") for path in root.glob("*.typ")}
        for right, wrong in changes:
            assert any(right in words for words in written.values()), right
            written = {path: words.replace(right, wrong) for path, words in written.items()}
        for path, words in written.items():
            path.write_text(words, "utf-8")

        def compiler(template: Path, **options: Any) -> typst.Compiler:
            return _COMPILER(root / Path(template).name, **{**options, "root": root})

        patch.setattr("typst.Compiler", compiler)

    return plant


def having(*replaced: tuple[object, str, object]) -> Plant:
    """Plant other values or functions for those of modules and classes."""

    def plant(patch: pytest.MonkeyPatch, _folder: Path) -> None:
        for owner, name, wrong in replaced:
            patch.setattr(owner, name, wrong)

    return plant


def read_without(*rules: str) -> Plant:
    """Plant a reader of Markdown that lacks some of its rules."""

    def plant(patch: pytest.MonkeyPatch, _folder: Path) -> None:
        reader = markdown.reader(FlankingParser())
        reader.disable(list(rules))
        patch.setattr(markdown, "_READER", reader)

    return plant
