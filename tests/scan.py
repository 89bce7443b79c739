"""Asks every GET route that the document promises, with every id there is, as one caller.

Knows no route: what a new route shows is scanned from its first day.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx2

from tests.client import ApiClient
from tests.world import World

Known = Mapping[str, Sequence[object]]
"""Values to try for each parameter of a path or a query, by its name."""
NO_QUESTIONS: Known = {"hall_id": [], "code": [], "question_id": [], "receipt": [], "text": []}
"""For where nobody asks anything."""


def scan(world: World, caller: str | None, known: Known) -> dict[str, httpx2.Response]:
    """Return the answer of every GET route for every combination of its parameters, by path with query.

    A parameter that is neither in ``known`` nor an enumeration or a boolean is left out of the query; one of a
    path, and one that a route requires, must be known. Nobody signs in through a provider here.
    """
    client: ApiClient = world.as_(caller)
    # One id for all, so that two scans can be compared.
    client.headers["x-request-id"] = "scanning"
    return {url: client.get(url) for url in _urls(world.app.openapi(), {"provider": [], **known})}


def _urls(document: Mapping[str, Any], known: Known) -> Iterator[str]:
    for template, operations in document["paths"].items():
        # Those that operations share are headers.
        parameters = [one for one in operations.get("get", {}).get("parameters", []) if "$ref" not in one]
        if "get" not in operations:
            continue
        names = [parameter["name"] for parameter in parameters if parameter["in"] == "path"]
        queries = {
            parameter["name"]: _values(parameter, known) for parameter in parameters if parameter["in"] == "query"
        }
        for path_values in itertools.product(*(known[name] for name in names)):
            path = template.format(**dict(zip(names, path_values, strict=True)))
            for values in itertools.product(*queries.values()):
                query = "&".join(
                    f"{name}={value}" for name, value in zip(queries, values, strict=True) if value is not None
                )
                yield f"{path}?{query}" if query else path


def _values(parameter: Mapping[str, Any], known: Known) -> list[object]:
    schema = parameter["schema"]
    listed = [value for part in (schema, *schema.get("anyOf", [])) for value in part.get("enum", [])]
    listed += [part["const"] for part in schema.get("anyOf", []) if "const" in part]
    if parameter.get("required"):
        return listed or [*known[parameter["name"]]]
    # The default among listed values is what leaving it out means.
    return [*([] if listed and "default" in schema else [None]), *known.get(parameter["name"], listed)]
