"""The language of a request: told by its header, and by what is read for it anyway. Knows no domain."""

from fastapi import Request

from app.words.hearing import Hearing, accepted_language


def hearing_of(request: Request) -> Hearing:
    """Return what is known of the language of a request, one object for all of it."""
    known: Hearing | None = request.scope.get("bonsens_hearing")
    if known is None:
        # Several headers of one name are one list.
        known = Hearing(asked=accepted_language(",".join(request.headers.getlist("accept-language"))))
        request.scope["bonsens_hearing"] = known
    return known


def told_in(hearing: Hearing) -> dict[str, str]:
    """Return the header for an answer that has sentences; ``Vary`` follows from it."""
    return {"Content-Language": hearing.language.value}
