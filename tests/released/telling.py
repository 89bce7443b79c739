"""What a release tells of a campaign, in words of this file's own; knows neither server nor client.

The sample keeps what its release told. A later release is asked the same, whatever its answers are called by then.
"""

import hashlib
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]
Ask = Callable[[str], Json]
"""Answers a path with the JSON that the server gives to an admin of the campaign."""


def told_of(campaign: str, ask: Ask) -> Json:
    """Return texts, votes, comments and editions of a campaign."""
    path = f"/v1/campaigns/{campaign}"
    pages = ask(f"{path}/pages?state=latest&limit=100")["items"]
    editions = ask(f"{path}/editions")["items"]
    return {
        "pages": {page["slug"]: _page(page["id"], page["comment_count"], ask) for page in pages},
        "editions": {str(edition["number"]): _edition(edition) for edition in editions},
    }


def _page(page_id: int, comments: int, ask: Ask) -> Json:
    page = ask(f"/v1/pages/{page_id}?state=latest")
    revision = page["revision"]
    tally = ask(f"/v1/revisions/{revision['id']}/tally")
    return {
        "title": revision["title"],
        "number": revision["number"],
        "digest": revision["digest"],
        "text": hashlib.sha256(revision["text"].encode()).hexdigest(),
        "accepted": page["accepted_number"],
        "approve": tally["approve"],
        "oppose": tally["oppose"],
        "supporters": page["support_count"],
        "comments": comments,
    }


def _edition(edition: Json) -> Json:
    files = {artefact["name"]: artefact["sha256"] for artefact in edition["artefacts"]}
    return {"kind": edition["kind"], "audience": edition["audience"], "digest": edition["digest"], "files": files}
