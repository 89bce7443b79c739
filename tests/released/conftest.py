"""Databases as the releases left them."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.conftest import run
from tests.postgres import Cluster
from tests.released.samples import POSTGRESQL, RELEASES, SQLITE, load_postgresql, load_sqlite, told_by
from tests.released.telling import Json

__all__ = ["database_url", "run", "sample"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A database that a release left, and what the release told of it."""

    url: str
    told: Json


@pytest.fixture(params=[(release, kind) for release in RELEASES for kind in (SQLITE, POSTGRESQL)], ids="-".join)
def sample(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sample]:
    """Yield a database that a release left, to which the commands are pointed."""
    release, kind = request.param
    cluster: Cluster | None = None
    name = f"released_{uuid.uuid4().hex[:12]}"
    if kind == SQLITE:
        url = load_sqlite(release, tmp_path)
    else:
        # Asked for by name, so that a test on SQLite starts no server.
        cluster = request.getfixturevalue("postgres")
        url = load_postgresql(release, cluster, name)
    monkeypatch.setenv("BONSENS_DATABASE_URL", url)
    yield Sample(url, told_by(release, kind))
    if cluster is not None:
        cluster.drop_database(name)


@pytest.fixture
def database_url(sample: Sample) -> str:
    """Return the URL of the sample, so that ``world`` is what was released."""
    return sample.url
