"""Refuses a release on errors of the pre-flight, unless an admin says why it is released all the same.

Knows no finding by name; how much one matters is the pre-flight's to say.
"""

from sqlmodel import Session

from app.campaigns.standing import Standing
from app.guides.crediting import Facts
from app.guides.errors import ReleaseFinding, ReleaseRefused
from app.guides.preflight import Finding, preflight_errors


def overridden(session: Session, standing: Standing, reason: str | None) -> Facts | None:
    """Return what a manifest says of the errors that a release is sealed in spite of; None where there are none.

    Raises ReleaseRefused where there are, and no reason is given.
    """
    errors = [_told(found) for found in preflight_errors(session, standing)]
    if not errors:
        return None
    if reason is None or not reason.strip():
        raise ReleaseRefused(errors)
    return {"reason": reason, "findings": [error.model_dump() for error in errors]}


def _told(found: Finding) -> ReleaseFinding:
    said = found.said
    return ReleaseFinding(page=found.page, line=found.line, code=said.word.value, parameters=dict(said.parameters))
