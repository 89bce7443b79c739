"""Origins of titles, as revision 0007 stored them: its tokens and its packing; knows no table.

Frozen: what the application cuts and packs today may be another form, which a later migration makes of this one.
"""

import re

# Marks, joiners and variation selectors belong to the character before them.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u200c\u200d\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\U0001f3fb-\U0001f3ff"
)
_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_TOKEN = re.compile(
    rf"""(?:
        [0-9]++(?:[.,][0-9]++)++          # 3,14 and 1.000.000 are one number
      | (?:[^\W_{_CJK}]++[{_MARKS}]*+)++  # a word
      | [{_CJK}][{_MARKS}]*+              # one CJK character
      | ([^\w\s]|_)(?:\1|[{_MARKS}])*+    # a run of one mark: **, ---, ...
      | \w                                # whatever else Unicode calls a letter
    )\s*+
    | \s++                                # only at the very start
    """,
    re.VERBOSE,
)

_MORE = 0x80
_LOW = 0x7F
_BITS = 7


def count_tokens(title: str) -> int:
    """Return how many tokens a title has: words, numbers, runs of a mark, CJK characters."""
    return sum(1 for _ in _TOKEN.finditer(title))


def pack_run(origin: int, length: int) -> bytes:
    """Return one origin for ``length`` tokens as LEB128 varints: origins, each of them, its place, its length."""
    return b"".join(map(_varint, (1, origin, 0, length))) if length else _varint(0)


def _varint(number: int) -> bytes:
    packed = bytearray()
    while number > _LOW:
        packed.append(number & _LOW | _MORE)
        number >>= _BITS
    packed.append(number)
    return bytes(packed)
