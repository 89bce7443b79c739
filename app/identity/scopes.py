"""What a personal token may be used for: one table from the act that a route states to the scope that it needs.

Pure. A token never does more than its person may; a scope only narrows that.
"""

from enum import StrEnum


class Scope(StrEnum):
    """One of the things that a token may be made for."""

    READ = "read"
    """Read what its person can read."""
    WRITE = "write"
    """Write, comment, vote, review: what its person does in campaigns."""
    ADMIN = "admin"
    """Look after campaigns, members and accounts."""


_READ_OR_WRITE = (Scope.READ, Scope.WRITE)
_ADMIN = (Scope.ADMIN, Scope.ADMIN)
SCOPES: dict[str, tuple[Scope, Scope] | None] = {
    # act: scope to read with it, and to write; None where no token will do
    **dict.fromkeys(("signed-in", "read", "read-latest", "reader", "contributor", "editor"), _READ_OR_WRITE),
    **dict.fromkeys(("edit", "vote", "comment", "ask", "review", "arrange", "answer"), _READ_OR_WRITE),
    **dict.fromkeys(
        ("configure", "archive", "announce", "import", "open", "extend", "close", "reopen", "reopen-voting"), _ADMIN
    ),
    **dict.fromkeys(("open-corrections", "close-corrections", "compile-proof", "compile-release"), _ADMIN),
    **dict.fromkeys(("redact", "undo-account", "admin", "site-admin"), _ADMIN),
    "in-person": None,
}


def scope_for(act: str, *, writes: bool) -> Scope | None:
    """Return the scope that an act needs, None where no token will do: also for an act that is not in the table."""
    scopes = SCOPES.get(act)
    return None if scopes is None else scopes[writes]
