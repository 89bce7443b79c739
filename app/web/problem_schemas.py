"""What problem documents look like, type by type, read from the classes of errors. Knows none of them by name."""

import ast
import functools
import inspect
import operator
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import models_json_schema

from app.errors import DomainError, Invalid, every_problem, facts_of
from app.web.problems import MEDIA_TYPE, TYPE_PREFIX, FieldError, Problem, status_of
from app.words.saying import Language, tell, title_of

Json = dict[str, Any]


class _Told(Problem):
    """A problem whose members are described where they are added: looking for docstrings takes half of the time."""

    model_config = ConfigDict(use_attribute_docstrings=False)


def families() -> dict[str, list[type[DomainError]]]:
    """Return the classes of errors by the type of problem that they become."""
    found: dict[str, list[type[DomainError]]] = {}
    for kind in sorted(every_problem(), key=lambda kind: kind.__name__):
        found.setdefault(kind.problem, []).append(kind)
    return found


def component_name(problem: str) -> str:
    """Return what the component of a type is called: ``EditConflictProblem``."""
    return "".join(word.title() for word in problem.split("-")) + "Problem"


def problem_components() -> Json:
    """Return the schema of each type of problem, and of what its members are made of."""
    models = [_model(problem, kinds) for problem, kinds in families().items()]
    _, schema = models_json_schema(
        [(model, "serialization") for model in models], ref_template="#/components/schemas/{model}"
    )
    components: Json = schema["$defs"]
    return components


def _model(problem: str, kinds: list[type[DomainError]]) -> type[BaseModel]:
    """Return one type of problem as a model; what only some of its classes tell is not required."""
    members: dict[str, Any] = {
        "type": _always(TYPE_PREFIX + problem, "Which problem it is; decide by this."),
        "status": _always(status_of(kinds[0]), "The status of the answer."),
    }
    if issubclass(kinds[0], Invalid):
        members["errors"] = (
            list[FieldError],
            Field(default_factory=list, description="Which fields are wrong, and why."),
        )
    told = {kind: facts_of(kind) for kind in kinds}
    for name in dict.fromkeys(name for facts in told.values() for name in facts):
        hint = functools.reduce(operator.or_, dict.fromkeys(facts[name] for facts in told.values() if name in facts))
        always = all(name in facts for facts in told.values())
        described = next(text for kind in kinds if name in told[kind] and (text := _described(kind, name)))
        members[name] = (
            hint,
            Field(description=described) if always else Field(default_factory=type(None), description=described),
        )
    sentence = tell(title_of(problem), Language.ENGLISH)
    return create_model(component_name(problem), __base__=_Told, __doc__=f"{sentence}.", **members)


def _always(value: str | int, described: str) -> tuple[type, Any]:
    return type(value), Field(description=described, json_schema_extra={"const": value})


def _described(kind: type[DomainError], name: str) -> str | None:
    return next((text for above in kind.__mro__ if (text := _docstrings(above).get(name))), None)


@functools.cache
def _docstrings(kind: type) -> Mapping[str, str]:
    """Return the text below each field of a class."""
    if kind.__module__ == "builtins":
        return {}
    (declared,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(declared, ast.ClassDef)
    found = {}
    for field, text in zip(declared.body, declared.body[1:], strict=False):
        match field, text:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                found[name] = inspect.cleandoc(said)
    return found


def responses_of(problems: Iterable[str]) -> Json:
    """Return the responses, by status, of an operation that answers with these types of problems."""
    by_status: dict[int, list[str]] = {}
    kinds = families()
    for problem in sorted(set(problems)):
        by_status.setdefault(status_of(kinds[problem][0]), []).append(problem)
    return {str(status): _response(found) for status, found in sorted(by_status.items())}


def _response(problems: list[str]) -> Json:
    references = {TYPE_PREFIX + name: f"#/components/schemas/{component_name(name)}" for name in problems}
    schema: Json = {"oneOf": [{"$ref": reference} for reference in references.values()]}
    if len(references) == 1:
        (schema,) = schema["oneOf"]
    else:
        schema["discriminator"] = {"propertyName": "type", "mapping": references}
    told = "; or: ".join(tell(title_of(problem), Language.ENGLISH) for problem in problems)
    return {"description": f"{told}.", "content": {MEDIA_TYPE: {"schema": schema}}}
