"""The document of the routes (OpenAPI 3.1), made from the routes themselves and their types."""

import http
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from desktop import __version__
from desktop.sync.protocol import (
    PROTOCOL_HEADER,
    SCHOOL_HEADER,
    Line,
    Problem,
    ProblemCode,
)
from desktop.sync.server.answers import JSON
from desktop.sync.server.problems import BAD_MEDIA, STATUS, TOO_SLOW
from desktop.sync.server.routes import Access, Parameter, Route

_REF: Final = "#/components/schemas/{name}"
_OPEN: Final = frozenset({Access.ANYONE, Access.WATCHER})
_WITH_SESSION: Final = frozenset({Access.FIRST_PASSWORD, Access.MEMBER})
_SUCCESS: Final = range(200, 300)

_OF_ALL: Final = (
    Parameter(SCHOOL_HEADER, "The school's code.", {"type": "string"}, "header"),
    Parameter(
        PROTOCOL_HEADER,
        "The number of the protocol that the client speaks.",
        {"type": "integer", "minimum": 1},
        "header",
    ),
)
_PROBLEMS_OF_ALL: Final = (
    ProblemCode.MALFORMED,
    ProblemCode.NOT_FOUND,  # no such school
    ProblemCode.CLIENT_TOO_OLD,
    ProblemCode.SERVER_TOO_OLD,
    ProblemCode.WAIT,
    ProblemCode.UNAVAILABLE,
)
_PROBLEMS_OF_SESSIONS: Final = (ProblemCode.SIGN_IN, ProblemCode.MUST_CHANGE)


def document(routes: Sequence[Route]) -> dict[str, Any]:
    """Every route with its headers, what it takes and gives, and each way it can be refused."""
    schemas, components = _schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sổ Trường: the school's server",
            "version": __version__,
            "description": "JSON over TLS. Bodies may be packed (Content-Encoding: zstd), answers "
            "are where the client reads it. Instants are UTC microseconds. An answer that is not "
            "2xx is a Problem; its sentence is for the person, its code for the program.",
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[Mapping[Any, Any], dict[str, Any]]:
    """The schema of each type by the type, and all that they refer to by name."""
    types = [Problem, Line]
    types += [kind for route in routes for kind in (route.takes, route.gives) if kind is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
    return dict(zip(types, schemas, strict=True)), components


def _operation(route: Route, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    parameters = (*(() if route.access in _OPEN else _OF_ALL), *route.parameters)
    operation: dict[str, Any] = {
        "summary": route.told,
        "operationId": route.run.__name__.strip("_"),
        "parameters": [_parameter(parameter) for parameter in parameters],
        "responses": {
            str(status): _response(route, status, schemas) for status in sorted(_statuses(route))
        },
    }
    if route.access in _WITH_SESSION:
        operation["security"] = [{"session": []}]
    if route.takes is not None or route.streams:
        content = (
            {media: {"schema": _BINARY} for media in route.media}
            if route.streams
            else {JSON: {"schema": schemas[route.takes]}}
        )
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _statuses(route: Route) -> set[int]:
    if route.access in _OPEN:
        return {*route.statuses, *(STATUS[code] for code in route.problems)}
    codes = {*_PROBLEMS_OF_ALL, *route.problems}
    if route.access in _WITH_SESSION:
        codes |= set(_PROBLEMS_OF_SESSIONS)
    statuses = {*route.statuses, *(STATUS[code] for code in codes)}
    if route.takes is not None or route.streams:
        statuses |= {STATUS[ProblemCode.TOO_LARGE], TOO_SLOW, BAD_MEDIA}
    return statuses


def _response(route: Route, status: int, schemas: Mapping[Any, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {"description": http.HTTPStatus(status).phrase}
    if route.method == "HEAD":
        return said
    if status not in _SUCCESS:
        said["content"] = {JSON: {"schema": schemas[Problem]}}
    elif route.gives is not None:
        said["content"] = {JSON: {"schema": schemas[route.gives]}}
    elif route.media:
        said["content"] = {media: {"schema": _BINARY} for media in route.media}
    return said


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.required,
        "description": parameter.told,
        "schema": parameter.schema,
    }


_BINARY: Final = {"type": "string", "format": "binary"}
