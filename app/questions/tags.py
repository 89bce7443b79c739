"""Tags of what somebody reads: of its state, which writes compare, and of all that is told with it. Pure."""

import re

from app.digests import etag_of

_READ = re.compile(r'("\d+\.\d+)\.[0-9a-f]+"')


def read_tag(state: str, body: str) -> str:
    """Return the tag of an answer: that of its state, and a digest of its bytes behind a dot."""
    digest = etag_of(body).strip('"')
    return f'{state[:-1]}.{digest}"'


def state_in(if_match: str | None) -> str | None:
    """Return the tag of the state in an ``If-Match``, whichever of both the caller sends."""
    return if_match and _READ.sub(r'\1"', if_match)
