"""Meets a conflict with the generated client and reads its hunks by their types; prints what both sides wrote."""

import json
import sys

from bonsens_client import AuthenticatedClient
from bonsens_client.api.pages import get_page
from bonsens_client.api.revisions import save_revision
from bonsens_client.models import EditConflictProblem, EditIn, GetPageState, PageOut


def main(url: str, token: str, page: int, base: int) -> None:
    client = AuthenticatedClient(base_url=url, token=token)
    read = get_page.sync(page, client=client, state=GetPageState.LATEST)
    assert isinstance(read, PageOut), read
    head: int = read.revision.number
    saved = save_revision.sync(page, client=client, body=EditIn(base_revision=base, text="Ours.\n"))
    assert isinstance(saved, EditConflictProblem), saved
    draft: int = saved.draft_id
    parts: list[str | None] = saved.merged_parts
    sides = [[side.strip() for side in (hunk.base, hunk.ours, hunk.theirs)] for hunk in saved.hunks]
    print(json.dumps({"head": head, "kept": draft > 0, "disputed": None in parts, "sides": sides}))


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
