"""Refuses what a route does not take: unknown parameters of the query, and bodies where there is none.

Knows no route. Members of bodies are refused by the schemas themselves.
"""

from collections.abc import Callable
from itertools import chain, islice
from typing import Annotated, Any
from weakref import WeakKeyDictionary

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams

from app.errors import Mistakes
from app.fields import NAMED_AT_MOST, nearest, shown
from app.words.codes import Word
from app.words.saying import Said

# Walking through a route's dependencies for each request would cost more than all the rest of this.
_KNOWN: WeakKeyDictionary[Callable[..., Any], frozenset[str] | None] = WeakKeyDictionary()


async def _of_others(request: Request) -> QueryParams:
    return request.query_params


ParametersOfOthers = Annotated[QueryParams, Depends(_of_others)]
"""For a route that others call with parameters of their own: whoever asks for these is not refused any."""


async def only_what_is_taken(request: Request) -> None:
    """As a dependency of all routes: raise Mistakes for what this one does not take."""
    route: APIRoute = request.scope["route"]
    if request.scope["query_string"]:
        found = _refused_parameters(route, request.query_params)
        if found:
            raise Mistakes(found)
    if route.body_field is None and await _has_body(request):
        raise Mistakes((("body", Said.of(Word.BODY_UNEXPECTED)),))


def _refused_parameters(route: APIRoute, given: QueryParams) -> tuple[tuple[str, Said], ...]:
    known = _known_parameters(route)
    if known is None:
        return ()
    unknown = ((name, _unknown(name, known)) for name in map(shown, given) if name not in known)
    twice = ((name, Said.of(Word.GIVEN_TWICE)) for name in given if name in known and len(given.getlist(name)) > 1)
    found = chain(islice(unknown, NAMED_AT_MOST), twice)
    return tuple((f"query.{name}", reason) for name, reason in found)


def _unknown(name: str, known: frozenset[str]) -> Said:
    near = nearest(name, sorted(known))
    return Said.of(Word.FIELD_UNKNOWN) if near is None else Said.of(Word.FIELD_UNKNOWN_NEAR, near=near)


def _known_parameters(route: APIRoute) -> frozenset[str] | None:
    """Return the names that a route takes in its query; None for any."""
    if route.endpoint not in _KNOWN:
        _KNOWN[route.endpoint] = _parameters_of(route)
    return _KNOWN[route.endpoint]


def _parameters_of(route: APIRoute) -> frozenset[str] | None:
    if _asks_for_those_of_others(route.dependant):
        return None
    return frozenset(field.alias for field in get_flat_params(route.dependant) if isinstance(field.field_info, Query))


def _asks_for_those_of_others(dependant: Dependant) -> bool:
    return any(below.call is _of_others or _asks_for_those_of_others(below) for below in dependant.dependencies)


async def _has_body(request: Request) -> bool:
    if "transfer-encoding" in request.headers:
        async for chunk in request.stream():
            if chunk:
                return True
        return False
    # Without either header HTTP/1.1 has no body, and nothing need be waited for.
    return request.headers.get("content-length", "0") != "0"
