"""What the browser client was built into: the shell and its assets, read once. Knows no request."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "dist"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_WANTED = re.compile(rb"[\"'`(/]([\w.-]+-[\w-]{8}\.(?:js|css|woff2|svg))[\"'`)]")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file whose name changes with its bytes."""

    media_type: str
    body: bytes
    packed: bytes | None
    """The same as gzip; None where that is no shorter."""


@dataclass(frozen=True, slots=True)
class Built:
    """All of it."""

    shell: str
    assets: dict[str, Asset]


@cache
def read_built(folder: Path = FOLDER) -> Built:
    """Return what stands in a folder."""
    assets = {
        path.name: Asset(TYPES[path.suffix], path.read_bytes(), _packed(path))
        for path in sorted((folder / "assets").iterdir())
        if path.suffix in TYPES
    }
    return Built((folder / "index.html").read_text("utf-8"), assets)


def shell_for(built: Built, *, prefix: str, demo: bool) -> bytes:
    """Return the shell, told where it lies and whether it is a demo."""
    told = built.shell.replace("{{prefix}}", escape(prefix)).replace("{{demo}}", "yes" if demo else "")
    return told.encode()


def wanted_by(body: bytes) -> set[str]:
    """Return the names of the assets that a file of the build asks for."""
    return {name.decode() for name in _WANTED.findall(body)}


def etag_of(body: bytes) -> str:
    """Return a strong ETag of some bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def _packed(path: Path) -> bytes | None:
    packed = path.with_name(f"{path.name}.gz")
    return packed.read_bytes() if packed.is_file() else None
