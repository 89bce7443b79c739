"""Cuts a text into tokens, the smallest things a person writes: words, numbers, marks, CJK characters.

Knows no language and no Markdown.
"""

import re

# Python's \w leaves out combining marks, joiners and variation selectors, so that a decomposed « é » or a
# joined emoji would fall into pieces; they belong to the character before them.
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


def tokens(text: str) -> list[str]:
    """Return the tokens of `text` in order; joined they are `text` again.

    White space belongs to the token on its left; white space at the start of the text is a token of its own.
    Takes time linear in the length of the text.
    """
    return [match[0] for match in _TOKEN.finditer(text)]
