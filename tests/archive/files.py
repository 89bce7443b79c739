"""Files of revisions for tests, as plain rows with keyword overrides."""

import json
import lzma
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def row(page: str, seq: int, text: str | None = None, **more: Any) -> Row:
    facts = {"page": page, "path": f"securite/{page}", "seq": seq, "author": "Zoé", "date": "2021-03-04T05:06:07+01:00"}
    return {**facts, "comment": f"état {seq}", "text": f"# {page}\n\nTexte {seq}.\n" if text is None else text, **more}


def written(path: Path, *rows: Row | str | bytes) -> Path:
    """Write rows, or raw lines, to a file, packed where its name says so, and return its path."""
    lines = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in rows
    ]
    data = b"".join(line + b"\n" for line in lines)
    path.write_bytes(lzma.compress(data) if path.suffix == ".xz" else data)
    return path
