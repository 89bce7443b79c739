"""Shows every payload in every HTML view to a browser, without the policies that would forbid it anything."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from html import unescape
from pathlib import Path

from tests.payloads import payloads
from tests.views import VIEWS

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "make test-web needs Chromium (Debian: apt install chromium)."
QUIET, RAN = "QUIET", "RAN"
_POLICY = re.compile(r'<meta http-equiv="?Content-Security-Policy"?[^>]*>', re.IGNORECASE)
# Whoever looks at a page also clicks, points and types; what leads to the web stays here.
VISITOR = """<script>
addEventListener('click', e => {
  const link = e.target.closest && e.target.closest('a[href]');
  if (link && !link.href.startsWith('javascript:')) e.preventDefault();
}, true);
for (const one of document.querySelectorAll('*')) {
  for (const kind of ['mouseover', 'pointerenter', 'focus', 'click', 'toggle', 'blur', 'input'])
    one.dispatchEvent(new Event(kind, {bubbles: true, cancelable: true}));
  if (one.tagName === 'A') one.click();
}
</script>"""


def run_in_browser() -> None:
    """Show all of them; end with the payloads that ran, and where an unsafe view is not found."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory(prefix="bonsens-payloads-") as name:
        folder = Path(name)
        if not _ran(browser, folder, lambda payload: payload, payloads()[:40]):
            sys.exit("A page that shows payloads as they are runs none of them: the browser sees nothing.")
        faults = [
            f"{view}: {payload!r}"
            for view, (make, _) in VIEWS.items()
            if _ran(browser, folder, make, payloads())
            for payload in payloads()
            if _ran(browser, folder, make, [payload])
        ]
    if faults:
        sys.exit("These payloads run:\n" + "\n".join(faults))


def _ran(browser: str, folder: Path, make: Callable[[str], str], tried: list[str]) -> bool:
    """Tell whether any of them named the document, all of them in one."""
    body = "\n".join(_POLICY.sub("", make(payload)) for payload in tried)
    page = folder / "page.html"
    page.write_text(
        f"<!doctype html><html><head><meta charset=utf-8><title>{QUIET}</title></head><body>{body}{VISITOR}", "utf-8"
    )
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"]
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [browser, *options, profile, "--host-resolver-rules=MAP * ~NOTFOUND", page.as_uri()]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).stdout
    titles = re.findall(r"<title>(.*?)</title>", shown, re.DOTALL)
    if not titles:
        sys.exit("The browser shows nothing.")
    return unescape(titles[0]).strip() == RAN
