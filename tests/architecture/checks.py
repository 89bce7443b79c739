"""The rules of the source, each a function from a source tree to its findings; knows no test."""

import ast
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from app.audit.acts import CATALOGUE
from tests.architecture.source import TREES, Import, Module, calls, imports, last_part, modules, nodes, text_files

Check = Callable[[Path], list[str]]

EDGE = (
    *("app/*/*router.py", "app/*/wire.py", "app/cli/*", "app/site/*", "app/web/*", "app/main.py", "app/serve.py"),
    *("app/identity/asking.py", "app/identity/once.py", "app/identity/proxied.py", "app/identity/services.py"),
    "app/identity/sharing.py",
    "app/reviews/decisions/errors.py",
)
LATE = {"app/cli/root.py", "app/guides/formats/__init__.py"}
PURE = (
    "app/text/*",
    "app/words/*",
    "app/*/rules.py",
    "app/reviews/errors.py",
    "app/audit/acts.py",
    "app/credits/lines.py",
    "app/reviews/votes/arithmetic.py",
    "app/guides/book.py",
    "app/guides/anchors.py",
    "app/guides/assemble.py",
    "app/guides/typefaces.py",
    "app/guides/crediting.py",
    "app/guides/erratum.py",
    "app/guides/formats/*",
    "app/webhooks/signing.py",
    "app/digests.py",
    "app/errors.py",
)
IO_MODULES = (
    *("asyncio", "http", "logging", "multiprocessing", "os", "shutil", "socket", "sqlite3", "subprocess"),
    *("tempfile", "threading", "urllib.request", "random", "secrets", "time", "uuid"),
    *(
        "alembic",
        "fastapi",
        "httpx",
        "psycopg",
        "pydantic_settings",
        "sqlalchemy",
        "sqlmodel",
        "starlette",
        "structlog",
    ),
)
NO_IO = {"os.path.commonprefix"}  # Compares sequences and touches no path.
# Reading package data is not listed: fonts and templates are part of the program.
IO_CALLS = {
    "open",
    "print",
    "input",
    "now",
    "today",
    "utcnow",
    "write_text",
    "write_bytes",
    "mkdir",
    "unlink",
    "touch",
}
LOCKED = {
    "Alone": "app/campaigns/locking.py",
    "LockedPage": "app/pages/access.py",
    "Held": "app/moderation/redacting.py",
}
LONGEST_CHAIN = 9
ANY_A_THOUSAND = 4.0
"""How many ``Any`` a thousand lines of ``app`` may hold."""
LONGEST_FUNCTION = 40
"""How many lines a function may have, from its ``def`` to its end."""
VAGUE = {"utils.py", "constants.py"}
# Written so that this file does not match itself.
NEW_LINE = "\n"
LEAKS = re.compile(
    r"(?<![\w.])/(?:work|root|Users)/\w|(?<![\w.])/home/(?!app\b)\w|(?<![\w.])/opt/(?:pypi|wheels)"
    r"|files\.python[h]osted\.org|(?:test\.)?py[p]i\.org/(?:simple|pypi)|--(?:extra-)?index-ur[l]|--find-link[s]"
    r"|://[^\s/:@\"'<>${}]+:[^\s/@\"'<>${}]+@(?!localhost|127\.0\.0\.1|host\b|postgres\b|db\b|example)[a-z]"
)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)


def web_stays_at_the_edge(root: Path) -> list[str]:
    """HTTP appears in routers, the site, ``web/``, the actor and main; nowhere else."""
    return [
        module.at(found.node, f"imports {found.target}, which belongs at the edge")
        for module in modules(root)
        if not matches(module.path, EDGE)
        for found in imports(module)
        if any(found.is_in(package) for package in ("fastapi", "starlette", "app.web"))
        # The table list and the tables themselves: no HTTP comes with them.
        if not (module.path == "app/tables.py" and found.target == "app.web.models")
    ]


def pure_modules_do_no_io(root: Path) -> list[str]:
    """Pure modules import no I/O, no clock, no chance, and from ``app`` only pure modules."""
    known = {module.name: module.path for module in modules(root)}
    findings = []
    for module in modules(root):
        if matches(module.path, PURE):
            findings += [
                module.at(found.node, f"is pure and imports {found.target}")
                for found in imports(module)
                if _is_impure(found, known)
            ]
            findings += [
                module.at(call, f"is pure and calls {name}()") for name, call in calls(module.tree) if name in IO_CALLS
            ]
    return findings


def _is_impure(found: Import, known: Mapping[str, str]) -> bool:
    if found.is_in("app"):
        path = known.get(found.target) or known.get(found.target.rpartition(".")[0], "")
        return not matches(path, PURE)
    return found.target not in NO_IO and any(found.is_in(name) for name in IO_MODULES)


def jose_in_one_module(root: Path) -> list[str]:
    return [
        module.at(found.node, "imports jose, whose defaults are unsafe outside identity/tokens.py")
        for module in modules(root)
        if module.path != "app/identity/tokens.py"
        for found in imports(module)
        if found.is_in("jose")
    ]


def migrations_import_nothing_of_app(root: Path) -> list[str]:
    # env.py opens the database and compares with the models; what ran on a database must not change with the code.
    return [
        module.at(found.node, f"imports {found.target}; copy what a migration needs of app into migrations/frozen")
        for module in modules(root, "migrations")
        if module.path != "migrations/env.py"
        for found in imports(module)
        if found.is_in("app")
    ]


def no_import_in_functions(root: Path) -> list[str]:
    return [
        module.at(node, "imports inside a function")
        for module in modules(root, *TREES)
        for function in nodes(module.tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]


def few_late_imports(root: Path) -> list[str]:
    """Modules are imported late by the table of commands, and where a format's packages may be absent."""
    return [
        module.at(call, f"calls {name}(); that is left to {', '.join(sorted(LATE))}")
        for module in modules(root, "app")
        if module.path not in LATE
        for name, call in calls(module.tree)
        if name in {"import_module", "__import__"}
    ]


def only_db_commits(root: Path) -> list[str]:
    return [
        module.at(call, "commits; transactions end in app/db.py")
        for module in modules(root)
        if module.path != "app/db.py"
        for name, call in calls(module.tree)
        if name == "commit"
    ]


def one_writer_of_revisions(root: Path) -> list[str]:
    """Revision rows are made by ``append_revision`` and blanked by ``purge`` in ``app/pages``, at one place each."""
    findings = []
    for module in modules(root):
        allowed, inside = _allowed_writes(module), []
        for name, call in _revision_writes(module.tree):
            if name in allowed:
                inside.append(module.at(call, "is a second place that writes revisions"))
            else:
                findings.append(module.at(call, "writes a revision outside append_revision"))
        findings += inside[1:]
    return findings


def _allowed_writes(module: Module) -> set[str]:
    if not module.path.startswith("app/pages/"):
        return set()
    functions = {node.name for node in module.tree.body if isinstance(node, ast.FunctionDef)}
    makes = {"Revision", "insert"} if "append_revision" in functions else set()
    return makes | ({"update"} if "purge" in functions else set())


def _revision_writes(tree: ast.AST) -> list[tuple[str, ast.Call]]:
    return [
        (name, call)
        for name, call in calls(tree)
        if name == "Revision" or (name in {"insert", "update", "delete"} and _names_revision(call.args))
    ]


def _names_revision(arguments: list[ast.expr]) -> bool:
    parts = (node for argument in arguments for node in ast.walk(argument) if isinstance(node, ast.expr))
    return any(last_part(node) == "Revision" for node in parts)


def no_free_acts(root: Path) -> list[str]:
    """Nothing but the catalogue spells the name of an act of the audit log, whole or in parts."""
    kinds = {name.partition(".")[0] for name in CATALOGUE}
    return [
        module.at(node, f"spells the act {node.value!r}; name it by the catalogue")
        for module in modules(root)
        if module.path != "app/audit/acts.py"
        for node in nodes(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if node.value in CATALOGUE or (node.value.endswith(".") and node.value[:-1] in kinds)
    ]


def tables_imports_every_models(root: Path) -> list[str]:
    """``app/tables.py`` imports each ``models.py``, and only main imports ``app/tables.py``."""
    tree = modules(root)
    seen = {found.target for module in tree if module.name == "app.tables" for found in imports(module)}
    findings = [
        f"{module.path}:1: is not imported by app/tables.py, so its tables are in no migration"
        for module in tree
        if module.path.endswith("/models.py") and module.name not in seen
    ]
    return findings + [
        module.at(found.node, "imports the list of all tables")
        for module in tree
        if module.name != "app.main"
        for found in imports(module)
        if found.is_in("app.tables")
    ]


def models_know_no_other_domain(root: Path) -> list[str]:
    """A ``models.py`` imports its own package, ``app.text`` and single modules of ``app``."""
    return [
        module.at(found.node, f"imports {found.target} of another domain; name foreign keys by string")
        for module in modules(root)
        if module.path.endswith("/models.py")
        for found in imports(module)
        if found.is_in("app") and (root / "app" / found.target.split(".")[1]).is_dir()
        if not found.is_in(module.name.rpartition(".")[0]) and not found.is_in("app.text")
    ]


def no_router_imports_a_router(root: Path) -> list[str]:
    """What two routers share stands in a service or in a ``wire.py``; main alone mounts routers."""
    known = {module.name for module in modules(root)}
    return [
        module.at(found.node, f"is a router and imports {found.target} of another")
        for module in modules(root)
        if module.path.endswith("router.py")
        for found in imports(module)
        if found.is_in("app") and _module_of(found, known).endswith("router")
    ]


def pages_are_shallow(root: Path) -> list[str]:
    """No chain of imports inside ``app/pages`` is longer than what a reader can hold."""
    wing = {module.name: module for module in modules(root) if module.name.startswith("app.pages.")}
    below = {
        name: {_module_of(found, wing.keys()) for found in imports(module)} & wing.keys() - {name}
        for name, module in wing.items()
    }

    @cache
    def chain(name: str) -> tuple[str, ...]:
        return (name, *max((chain(lower) for lower in sorted(below[name])), key=len, default=()))

    longest = max((chain(name) for name in below), key=len, default=())
    if len(longest) <= LONGEST_CHAIN:
        return []
    return [f"{wing[longest[0]].path}:1: begins a chain of {len(longest)} imports: {' > '.join(longest)}"]


def locks_are_made_where_they_are_taken(root: Path) -> list[str]:
    """A type that says what is locked is made only by the functions that lock it."""
    return [
        module.at(call, f"makes a {name}, which says that something is locked")
        for module in modules(root)
        for name, call in calls(module.tree)
        if module.path != LOCKED.get(name, module.path)
    ]


def _module_of(found: Import, known: Collection[str]) -> str:
    return found.target if found.target in known else found.target.rpartition(".")[0]


def few_any(root: Path) -> list[str]:
    """Fewer ``Any`` than four a thousand lines of ``app``: each use of the name counts, imports and texts do not."""
    uses, lines = count_any(root)
    if uses < ANY_A_THOUSAND * lines / 1000:
        return []
    return [f"app:1: {uses} times Any in {lines} lines; say which type it is"]


def count_any(root: Path) -> tuple[int, int]:
    """Return how often ``app`` uses ``Any``, and its lines."""
    tree = modules(root)
    uses = sum(isinstance(node, ast.expr) and last_part(node) == "Any" for part in tree for node in nodes(part.tree))
    return uses, sum(len((root / module.path).read_text().splitlines()) for module in tree)


def rows_stay_at_home(root: Path) -> list[str]:
    """No function or field that other modules see has a ``Row``: its columns are known to its statement alone."""
    return [
        module.at(annotation, "hands on a Row; make it a value with named fields")
        for module in modules(root)
        for annotation in _seen_types(module.tree.body)
        if any(isinstance(node, ast.expr) and last_part(node) == "Row" for node in ast.walk(annotation))
    ]


def _seen_types(body: list[ast.stmt]) -> Iterator[ast.expr]:
    """Yield the annotations of public functions and of the fields and methods of public classes."""
    for node in body:
        match node:
            case ast.FunctionDef() if not node.name.startswith("_"):
                arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                yield from (part.annotation for part in arguments if part.annotation is not None)
                yield from (node.returns,) if node.returns is not None else ()
            case ast.ClassDef() if not node.name.startswith("_"):
                yield from _seen_types(node.body)
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                yield node.annotation


def one_select(root: Path) -> list[str]:
    """Queries are written with one ``select``: the one whose columns are as many as it takes."""
    return [
        module.at(found.node, f"imports {found.target}; take {found.target.replace('sqlmodel', 'sqlalchemy')}")
        for module in modules(root)
        for found in imports(module)
        if found.target in {f"sqlmodel.{name}" for name in ("select", "delete", "func", "or_", "and_")}
    ]


def statements_stand_above(root: Path) -> list[str]:
    """A module's queries stand above its functions; only what a query is made with may stand above it."""
    findings = []
    for module in modules(root):
        made_with = {name for node in module.tree.body if _is_query(node) for name, _ in calls(node)}
        is_below = False
        for node in module.tree.body:
            if is_below and _is_query(node):
                findings.append(module.at(node, "writes a query below a function; put it above the first"))
            is_below = is_below or (isinstance(node, ast.FunctionDef) and node.name not in made_with)
    return findings


def _is_query(node: ast.stmt) -> bool:
    if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
        return False
    return any(name in {"select", "insert", "update", "delete"} for name, _ in calls(node.value))


def functions_are_short(root: Path) -> list[str]:
    """No function is longer than what a reader sees at once; a migration is a list and is never changed."""
    return [
        module.at(node, f"{node.name} has {lines} lines; let it say what it does, and name its parts")
        for module in modules(root, "app", "tests", "benchmarks")
        for node in nodes(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def no_vague_module_names(root: Path) -> list[str]:
    return [
        f"{module.path}:1: name a module for what it knows"
        for module in modules(root, *TREES)
        if Path(module.path).name in VAGUE
    ]


def no_leak_of_the_machine(root: Path) -> list[str]:
    """No published file holds a path of somebody's machine, a package index or a password in a URL."""
    return [
        f"{path}:{text.count(NEW_LINE, 0, found.start()) + 1}: holds {found.group()!r}"
        for path, text in text_files(root)
        for found in LEAKS.finditer(text)
    ]


CHECKS: tuple[Check, ...] = (
    web_stays_at_the_edge,
    pure_modules_do_no_io,
    jose_in_one_module,
    migrations_import_nothing_of_app,
    no_import_in_functions,
    few_late_imports,
    only_db_commits,
    one_writer_of_revisions,
    no_free_acts,
    tables_imports_every_models,
    models_know_no_other_domain,
    no_router_imports_a_router,
    pages_are_shallow,
    locks_are_made_where_they_are_taken,
    few_any,
    rows_stay_at_home,
    one_select,
    statements_stand_above,
    functions_are_short,
    no_vague_module_names,
    no_leak_of_the_machine,
)
