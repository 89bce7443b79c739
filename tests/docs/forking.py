"""Lets a script of commands run ``bonsens`` without loading it each time: a process that has loaded it forks.

A page of the documentation runs a hundred commands, and loading takes ten times as long as most of them. Whatever
serves until it is stopped is started as ever.
"""

import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from tests.docs.examples import started

SECONDS = 60
MOST_BYTES = 1 << 17
_SHIM = """#!{python} -IS
import json, os, socket, sys
if sys.argv[1:2] and sys.argv[1] in ("run", "worker", "demo"):
    os.execv("{bonsens}", ["{bonsens}", *sys.argv[1:]])
asked = socket.socket(socket.AF_UNIX)
asked.connect("{place}")
told = json.dumps([sys.argv, os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(asked, [told], [0, 1, 2])
asked.shutdown(socket.SHUT_WR)
code = asked.recv(1)
sys.exit(code[0] if code else 1)
"""


@contextmanager
def bonsens_at_hand(folder: Path, environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield an environment in whose path the quick ``bonsens`` comes first, which lasts as long as the context."""
    shims, place, told = folder / "at-hand", folder / "at-hand.socket", folder / "at-hand.log"
    shims.mkdir()
    bonsens = Path(sys.executable).parent / "bonsens"
    (shims / "bonsens").write_text(_SHIM.format(python=sys.executable, bonsens=bonsens, place=place))
    (shims / "bonsens").chmod(0o755)
    quick = {**environment, "PATH": f"{shims}{os.pathsep}{environment['PATH']}"}
    at_root = {**environment, "PYTHONPATH": str(Path(__file__).parents[2])}
    with started([sys.executable, "-m", "tests.docs.forking", str(place)], folder, at_root, told) as process:
        deadline = time.monotonic() + SECONDS
        while not place.exists():
            assert process.poll() is None and time.monotonic() < deadline, told.read_text()  # noqa: PT018
            time.sleep(0.05)
        yield quick


def serve(place: str) -> None:
    """Answer each who connects from a copy of this process, until killed."""
    root = import_module("app.cli.root")
    for module in {where.partition(":")[0] for where, _ in root.COMMANDS.values()} | {"refusals"}:
        import_module(f"app.cli.{module}")
    # Nobody asks how a copy ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        # Known by its name only once it listens.
        listening.bind(f"{place}.new")
        listening.listen()
        Path(f"{place}.new").rename(place)
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _answer(asked)
            asked.close()


def _answer(asked: socket.socket) -> None:
    told, streams, _, _ = socket.recv_fds(asked, MOST_BYTES, 3)
    while more := asked.recv(MOST_BYTES):
        told += more
    arguments, folder, environment = json.loads(told)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    command = os.fork()
    if command == 0:
        asked.close()
        for stream, number in zip(streams, range(3), strict=True):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = arguments
        sys.exit(import_module("app.cli.root").main())
    code = os.waitstatus_to_exitcode(os.waitpid(command, 0)[1])
    asked.sendall(bytes([code if 0 <= code < 256 else 1]))
    os._exit(0)


if __name__ == "__main__":
    serve(sys.argv[1])
