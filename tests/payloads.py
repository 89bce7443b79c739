"""Texts that would run a script where somebody forgot to escape them, and a judge of HTML; knows no page.

``RUN`` is what each of them would do: it names the document, which a browser can be asked for.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import product

RUN = "document.title='RAN'"
_QUOTELESS = "document.title=/RAN/.source"

TAGS = (
    *("img src=x", "svg", "body", "video src=x", "audio src=x", "details open", "input autofocus", "select autofocus"),
    *("iframe src=x", "object data=x", "embed src=x", "marquee", "math", "link rel=stylesheet href=x", "style", "a"),
)
EVENTS = (
    *("onerror", "onload", "ontoggle", "onfocus", "onstart", "onmouseover", "onclick", "onanimationstart"),
    *("onpointerenter", "onbeforetoggle", "oncontentvisibilityautostatechange", "ONERROR", "onerror\t", "onerror\n"),
)
OPENERS = (
    *("", '">', "'>", "`>", "</pre>", "</p>", "</title>", "</style>", "</textarea>", "</script>", "-->", "]]>", "?>"),
    *("</code></pre>", "</td></tr></table>", "</noscript>", "</svg>", "</math>", "*/", "&gt;", "\\", "<!--><!-->"),
)
SHOTS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt >{RUN}</sCrIpT >",
    f"<script/x>{RUN}</script>",
    f'<img src=x onerror="{RUN}">',
    f"<img/src=x/onerror={_QUOTELESS}>",
    f"<svg/onload={_QUOTELESS}>",
    f"<<script>{RUN}//<</script>",
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
)
SCHEMES = (
    *(
        "javascript:",
        "JaVaScRiPt:",
        " javascript:",
        "java\tscript:",
        "java\nscript:",
        "\x01javascript:",
        "javascript&colon;",
    ),
    *(
        "&#106;avascript:",
        "&#x6A;avascript:",
        "javascript&#58;",
        "%6Aavascript:",
        "javascript%3A",
        "vbscript:",
        "data:text/html,",
    ),
    *(
        "jav&#x09;ascript:",
        "jav&Tab;ascript:",
        "jav&NewLine;ascript:",
        "//javascript:",
        "https:javascript:",
        "feed:javascript:",
    ),
)
LINKS = (
    "[x]({0})",
    "[x](<{0}>)",
    "![x]({0})",
    "<{0}>",
    "[x][r]\n\n[r]: {0}",
    '[x](https://a.example "{0}")',
    '<a href="{0}">x</a>',
    "[![x]({0})]({0})",
)
MARKDOWN = (
    '[x](https://a.example"onmouseover="{0})',
    '![x](https://a.example/"onerror="{0})',
    '!["onerror="{0}](x)',
    "[x](https://a.example '\"onmouseover=\"{0}')",
    '```"><img src=x onerror={0}>\nx\n```',
    "~~~x onmouseover={0}\nx\n~~~",
    '# "><img src=x onerror={0}>',
    '# x {{#"onclick="{0}}}',
    'x[^"><img src=x onerror={0}>]\n\n[^"><img src=x onerror={0}>]: y',
    "x[^1]\n\n[^1]: <img src=x onerror={0}>",
    "| <img src=x onerror={0}> |\n| --- |\n| <svg onload={0}> |",
    '<https://a.example/"onmouseover="{0}>',
    'https://a.example/"onmouseover="{0}',
    "&lt;img src=x onerror={0}&gt;",
    "&#60;img src=x onerror={0}&#62;",
    "\\<img src=x onerror={0}\\>",
    "`<img src=x onerror={0}>`",
    "> [!note]<img src=x onerror={0}>\n> x",
    "- [ ]<img src=x onerror={0}>",
    "<!-- --!><img src=x onerror={0}> -->",
    "<!--><img src=x onerror={0}>-->",
    "---\nx: <img src=x onerror={0}>\n---\n",
)
MUTATIONS = (
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={0}&gt;">',
    "<svg><style><img src=x onerror={0}></style></svg>",
    '<noscript><p title="</noscript><img src=x onerror={0}>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror={0}>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:{0}"><text y=9>x</text></a></svg>',
    "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>{0}</script></svg>#x\">",
    '<meta http-equiv=refresh content="0;url=javascript:{0}">',
    '<base href="javascript:{0}//"><a href=x>x</a>',
    '<object data="javascript:{0}">',
    '<embed src="javascript:{0}">',
    '<button form=f formaction="javascript:{0}">x',
    '<isindex action="javascript:{0}" type=image>',
    '<div style="width:expression({0})">',
    '<div style="background:url(javascript:{0})">',
    "<template><script>{0}</script></template>",
    "<x contenteditable onblur={0}>x",
    "<xss tabindex=1 onfocus={0} autofocus>",
    "<plaintext><script>{0}</script>",
    "<![CDATA[<script>{0}</script>]]>",
    '<?xml-stylesheet href="javascript:{0}"?>',
    "\ufeff<script>{0}</script>",
    "\u2028<script>{0}</script>",
    "<scr\u0000ipt>{0}</scr\u0000ipt>".replace("\0", ""),
    "＜script＞{0}＜/script＞",
    "+ADw-script+AD4-{0}+ADw-/script+AD4-",
)


def payloads() -> list[str]:
    """Return all of them, each once."""
    return [*dict.fromkeys(_all())]


def _all() -> Iterator[str]:
    yield from (f"<{tag} {event}={_QUOTELESS}>x" for tag, event in product(TAGS, EVENTS))
    yield from (opener + shot for opener, shot in product(OPENERS, SHOTS))
    yield from (link.format(scheme + _QUOTELESS) for scheme, link in product(SCHEMES, LINKS))
    yield from (text.format(_QUOTELESS) for text in (*MARKDOWN, *MUTATIONS))


_ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href", "poster", "srcset", "cite", "background"}
_SAFE = ("http://", "https://", "mailto:", "#")
_TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "footer", "nav", "section", "article", "div"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "span", "a", "b", "i", "em", "strong", "s", "sup", "sub", "code", "pre"),
    *("ul", "ol", "li", "dl", "dt", "dd", "blockquote", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"),
    *(
        "ins",
        "del",
        "mark",
        "svg",
        "rect",
        "figure",
        "figcaption",
        "img",
        "caption",
        "cite",
        "q",
        "small",
        "aside",
        "abbr",
    ),
    *("time", "address", "details", "summary"),
}


class _Judge(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.styles = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            self.found.append(f"<{tag}>")
        self.styles += tag == "style"
        for name, value in attrs:
            shown = f"<{tag} {name}={value!r}>"
            if name == "http-equiv" and value == "Content-Security-Policy":
                continue
            if name.startswith("on") or name in {"srcdoc", "style", "http-equiv"}:
                self.found.append(shown)
            plain = "".join((value or "").split()).lower()
            if name in _ADDRESSES and not (
                plain.startswith(_SAFE) or (tag == "img" and plain.startswith("data:image/"))
            ):
                self.found.append(shown)

    def handle_decl(self, decl: str) -> None:
        if decl.lower() != "doctype html":
            self.found.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.found.append(f"<?{data}>")


def unsafe(html: str, *, styles: int = 0) -> list[str]:
    """Return what in an HTML answer could run or fetch something; ``styles`` are its own style sheets."""
    judge = _Judge()
    judge.feed(html)
    judge.close()
    if judge.styles > styles:
        judge.found.append("<style>")
    return judge.found
