"""The shipped samples for nginx and Caddy, held against clients that are slow, many, large, and below a prefix.

Each sample is run as it stands; what it marks to be changed is changed, and no more.
"""

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from app.db import Database
from app.migrating import upgrade
from tests.torture.report import Report
from tests.torture.servers import free_port, serving_as_people_do

DEPLOY = Path(__file__).parents[2] / "deploy"
PROGRAMS = {"nginx": "nginx.conf", "caddy": "Caddyfile"}
HERE, ELSEWHERE = "127.0.0.1", "127.0.0.2"
"""Where a person asks from, and where a stranger does."""
PREFIX = "/guide"
PUBLIC = f"https://guide.example.org{PREFIX}"
PATIENCE = 45
"""Seconds after which a slow client counts as one that nobody cuts off."""
MANY = 1100
"""Connections of the stranger; nginx lets one address have a thousand."""
HEAD_PATH, BODY_PATH = "/v1/slow-head", "/v1/auth/token"
LARGE = 4 * 1024 * 1024
REFUSED_HEAD = {400, 413, 414, 431, 494, 0}
"""How a large head may be refused; 0 stands for a connection that ends."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen through one proxy."""

    program: str
    slow_head: float
    """Seconds until a client that sends its headers a byte at a time was cut off."""
    slow_body: float
    large_head: int
    """The status for a header line of four megabytes."""
    reached: int
    """How many of those requests bonsens heard of."""
    person: int
    """The status for somebody who asks while a stranger holds many connections."""
    refused: int
    """How many of the stranger's were refused; Caddy has no such limit."""
    directly: dict[str, object]
    """What HEAD, a range and a list below the prefix answer without the proxy."""
    through: dict[str, object]


def play(url: str, folder: Path) -> Report:
    """Try both samples in front of a service on an empty database."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    report = Report(faults=[f"{program} is not there; install it: apt-get install {program}" for program in missing])
    database = Database(url)
    upgrade(database)
    database.dispose()
    log = folder / "proxied.log"
    with serving_as_people_do(url, log, 1, BONSENS_PUBLIC_URL=PUBLIC) as port:
        for program in PROGRAMS:
            if program not in missing:
                seen = look(program, port, folder, log)
                report.figures |= figures(seen)
                report.faults += judge(seen)
    return report


def judge(seen: Seen) -> list[str]:
    """Return what a sample lets through that it is there to stop, or changes that it is to leave."""
    wrong = {
        f"a client that sends its headers slowly is held for {seen.slow_head:.0f} s": seen.slow_head >= PATIENCE,
        f"a client that sends its body slowly is held for {seen.slow_body:.0f} s": seen.slow_body >= PATIENCE,
        f"a head of {LARGE:,} bytes is answered with {seen.large_head}": seen.large_head not in REFUSED_HEAD,
        f"{seen.reached} requests reached bonsens that should not": seen.reached > 0,
        f"a person is answered with {seen.person} while a stranger holds connections": seen.person != 200,
        f"none of {MANY} connections of one address is refused": seen.program == "nginx" and seen.refused == 0,
        f"{seen.through} comes through where {seen.directly} was answered": seen.through != seen.directly,
    }
    return [f"{seen.program}: {sentence}" for sentence, is_so in wrong.items() if is_so]


def figures(seen: Seen) -> dict[str, str]:
    return {
        f"{seen.program}: slow headers, body cut off after": f"{seen.slow_head:.1f} s, {seen.slow_body:.1f} s",
        f"{seen.program}: head of {LARGE >> 20} MB answered": str(seen.large_head or "connection ended"),
        f"{seen.program}: of {MANY} connections refused": str(seen.refused),
        f"{seen.program}: a person meanwhile": str(seen.person),
        f"{seen.program}: HEAD, range, prefix": "as without it" if seen.through == seen.directly else str(seen.through),
    }


def look(program: str, behind: int, folder: Path, log: Path) -> Seen:
    """Return what is seen through the sample of a program in front of the service at a port."""
    with _running(program, behind, folder) as port:
        directly, through = _ordinary(behind), _ordinary(port)
        before = _heard(log, program)
        with ThreadPoolExecutor(3) as pool:
            head = pool.submit(_held, port, _slow_head)
            body = pool.submit(_held, port, _slow_body)
            large = pool.submit(_large_head, port)
            slow_head, slow_body, large_head = head.result(), body.result(), large.result()
        person, refused = _crowded(port)
        reached = _heard(log, program) - before
    return Seen(program, slow_head, slow_body, large_head, reached, person, refused, directly, through)


def _heard(log: Path, program: str) -> int:
    """Return how many requests bonsens heard of that the proxy was to refuse; Caddy hands bodies on as they come."""
    written = log.read_text()
    return written.count(HEAD_PATH) + (written.count(BODY_PATH) if program == "nginx" else 0)


@contextmanager
def _running(program: str, behind: int, folder: Path) -> Iterator[int]:
    port, sample = free_port(), (DEPLOY / PROGRAMS[program]).read_text()
    config = folder / PROGRAMS[program]
    own = folder / program
    own.mkdir(exist_ok=True)
    config.write_text(_changed(program, sample, port, behind, own))
    command = {
        "nginx": ["nginx", "-p", str(own), "-c", str(config), "-e", str(own / "error.log")],
        "caddy": ["caddy", "run", "--config", str(config), "--adapter", "caddyfile"],
    }[program]
    kept = {**os.environ, "HOME": str(own), "XDG_DATA_HOME": str(own), "XDG_CONFIG_HOME": str(own)}
    with (own / "out").open("wb") as output:
        process = subprocess.Popen(command, env=kept, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, own / "out")
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _changed(program: str, sample: str, port: int, behind: int, own: Path) -> str:
    """Return the sample with the addresses of this machine; fails where a mark is gone."""
    changes = {
        "nginx": (
            (r"\nworker_processes auto;", f"\ndaemon off; pid {own}/pid;\nworker_processes auto;"),
            (r"\nhttp \{", f"\nhttp {{ {_folders(own)}"),
            (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{behind};"),
            (r"listen 80;", f"listen {port};"),
            (r"/var/log/nginx/bonsens\.log", f"{own}/access.log"),
            (r"location / \{", f"location {PREFIX}/ {{"),
        ),
        "caddy": (
            (r"\{\n\tservers \{", "{\n\tadmin off\n\tauto_https off\n\tservers {"),
            (r"guide\.example\.org \{", f"http://:{port} {{"),
            (r"reverse_proxy 127\.0\.0\.1:8000", f"reverse_proxy {PREFIX}/* 127.0.0.1:{behind}"),
        ),
    }[program]
    for pattern, new in changes:
        sample, times = re.subn(pattern, new, sample, count=1)
        assert times == 1, f"The sample for {program} has no {pattern} any more."
    return sample


def _folders(own: Path) -> str:
    names = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{name}_temp_path {own}/{name};" for name in names)


def _wait_for(port: int, output: Path) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection((HERE, port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"It does not start: {output.read_text()[-500:]}")


def _ask(port: int, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(HERE, port, timeout=20)
    connection.request(method, path, headers={"Host": "guide.example.org", **headers})
    return connection.getresponse()


def _ordinary(port: int) -> dict[str, object]:
    """Return what is answered to HEAD, to a range, and where links lead below the prefix."""
    head = _ask(port, "HEAD", f"{PREFIX}/openapi.json")
    part = _ask(port, "GET", f"{PREFIX}/way-in/page.js", Range="bytes=0-99")
    listed = _ask(port, "GET", f"{PREFIX}/v1/campaigns")
    return {
        "HEAD": (head.status, head.headers["content-length"], head.read()),
        "range": (part.status, part.headers["content-range"], len(part.read())),
        "list": (listed.status, listed.headers["etag"], listed.read()),
    }


def _slow_head(sock: socket.socket) -> Iterator[bytes]:
    yield _first_lines(HEAD_PATH) + b"X-Slow: "
    while sock.fileno() >= 0:
        yield b"a"


def _slow_body(_sock: socket.socket) -> Iterator[bytes]:
    yield _begun(1000)


def _first_lines(path: str) -> bytes:
    return f"POST {PREFIX}{path} HTTP/1.1\r\nHost: guide.example.org\r\n".encode()


def _begun(length: int) -> bytes:
    return _first_lines(BODY_PATH) + b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n{" % length


def _held(port: int, pieces: Callable[[socket.socket], Iterator[bytes]]) -> float:
    """Return for how many seconds a client is held that sends a piece every second."""
    began = time.monotonic()
    with socket.create_connection((HERE, port)) as sock:
        sock.settimeout(1)
        sending = pieces(sock)
        while time.monotonic() - began < PATIENCE:
            try:
                sock.sendall(next(sending, b""))
                if not sock.recv(1000):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
    return time.monotonic() - began


def _large_head(port: int) -> int:
    with socket.create_connection((HERE, port), timeout=10) as sock:
        with suppress(OSError):
            sock.sendall(_first_lines(HEAD_PATH) + b"X-Large: ")
            for _ in range(LARGE // 65536):
                sock.sendall(b"a" * 65536)
        with suppress(OSError):
            told = sock.recv(100)
            return int(told.split()[1]) if told else 0
    return 0


def _crowded(port: int) -> tuple[int, int]:
    """Return how a person is answered while a stranger holds connections, and how many of those were refused."""
    with ExitStack() as stack:
        held = []
        for _ in range(MANY):
            sock = stack.enter_context(socket.create_connection((HERE, port), 10, (ELSEWHERE, 0)))
            sock.sendall(_begun(1000))
            held.append(sock)
        time.sleep(1)
        person = _ask(port, "GET", f"{PREFIX}/healthz").status
        return person, sum(map(_is_refused, held))


def _is_refused(sock: socket.socket) -> bool:
    sock.setblocking(False)
    try:
        return b" 429 " in sock.recv(100)
    except OSError:
        return False
