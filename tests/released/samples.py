"""Loads what the releases left into databases of the tests' own; knows no table."""

import json
import lzma
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests.postgres import Cluster
from tests.released.telling import Json

SAMPLES = Path(__file__).parent
RELEASES = sorted(folder.name for folder in SAMPLES.glob("v*"))
SQLITE, POSTGRESQL = "bonsens.sqlite", "postgresql.sql"


def told_by(release: str, kind: str) -> Json:
    """Return what the release told of the campaigns in its database, by slug."""
    told: Json = json.loads((SAMPLES / release / f"{kind}.told.json").read_text("utf-8"))
    return told


def load_sqlite(release: str, folder: Path) -> str:
    """Write the release's file into a folder and return its URL."""
    file = folder / f"{release}.sqlite"
    file.write_bytes(_kept(release, SQLITE))
    return f"sqlite:///{file}"


def load_postgresql(release: str, cluster: Cluster, name: str) -> str:
    """Make a database from the release's dump and return its URL."""
    url = cluster.create_database(name)
    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute(_kept(release, POSTGRESQL))
    return url


def _kept(release: str, kind: str) -> bytes:
    return lzma.decompress((SAMPLES / release / f"{kind}.xz").read_bytes())
