"""Works things out in a child process, within limits of time and memory. Knows nothing of what it works out.

A thread would hold up all others of its process, and none can be stopped.
"""

import atexit
import os
import pickle
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import FrameType
from typing import Protocol, TypeVar

Result = TypeVar("Result")
Tell = Callable[[object], None]

SHORT = 16_000
"""Characters of a text beyond which what is done with it is not done beside small requests."""


class WorkOut(Protocol):
    """Returns what a pure function of a module returns, worked out by a child process."""

    def __call__(self, function: Callable[..., Result], *arguments: object) -> Result: ...


PATIENCE = 4
"""How many times its seconds of computing somebody waits for a child on a machine that has other things to do."""
_NICE = 5
_BEAT_SECONDS = 1.0
_MEBIBYTE = 2**20


class Overrun(Exception):
    """It was given up: it took longer than it may, or needed more memory."""


class TookTooLong(Overrun):
    """Its seconds were over."""


class TookTooMuch(Overrun):
    """It needed more memory than it may have, or ended its process otherwise."""


class Failed(Exception):
    """It raised; the message is the traceback."""


@dataclass(slots=True)
class Child:
    """One process that works out one thing at a time; started when it is needed, and anew after an overrun."""

    seconds: float
    """How long a computation may compute."""
    megabytes: int
    """The memory that the process may have."""
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _line: Connection | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the process, without waiting until it is ready."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        ours, theirs = Pipe()
        limits = (str(theirs.fileno()), str(self.seconds), str(self.megabytes))
        # No fork: other threads may hold locks that nobody would release in a copy.
        command = [sys.executable, "-m", __name__, *limits]
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603  Our own program.
        theirs.close()
        self._line = ours
        atexit.register(self.close)

    def work_out(
        self,
        function: Callable[..., Result],
        *arguments: object,
        told: Tell | None = None,
        beat: Callable[[], None] | None = None,
    ) -> Result:
        """Return what a function of some module returns; raises Overrun or Failed.

        With ``told`` the function takes first what it can tell of its progress with. ``beat`` is called about once a
        second while the child is at work.
        """
        self.start()
        line = self._line
        assert line is not None
        try:
            line.send((function, arguments, told is not None))
            return self._answer(line, told, beat)
        except (EOFError, OSError) as error:
            self.close()
            raise TookTooMuch("The process has ended.") from error

    def _answer(self, line: Connection, told: Tell | None, beat: Callable[[], None] | None) -> Result:  # type: ignore[type-var]  # What the function returned.
        until = time.monotonic() + PATIENCE * self.seconds
        while True:
            if not line.poll(_BEAT_SECONDS):
                if time.monotonic() > until:
                    self.close()
                    raise TookTooLong
                if beat is not None:
                    beat()
                continue
            kind, value = line.recv()
            if kind == "told":
                assert told is not None
                told(value)
                continue
            match kind:
                case "done":
                    result: Result = value
                    return result
                case "late":
                    raise TookTooLong
                case "large":
                    # What it still holds would be missing for the next one.
                    self.close()
                    raise TookTooMuch
                case _:
                    raise Failed(value)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        atexit.unregister(self.close)
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._line = None


class _Late(BaseException):
    """Raised by the timer, through whatever catches errors."""


def _serve(line: Connection, seconds: float) -> None:
    while True:
        try:
            function, arguments, tells = line.recv()
        except EOFError:
            # Whoever asked has ended.
            return
        given = ((lambda value: line.send(("told", value))), *arguments) if tells else arguments
        found = _worked_out(function, given, seconds)
        try:
            line.send(found)
        except (pickle.PicklingError, TypeError, AttributeError):
            # What cannot be sent is a defect of the function, and no reason to end.
            line.send(("raised", traceback.format_exc()))


def _worked_out(function: Callable[..., object], arguments: tuple[object, ...], seconds: float) -> tuple[str, object]:
    try:
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            return "done", function(*arguments)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    except _Late:
        return "late", None
    except MemoryError:
        return "large", None
    except Exception:  # noqa: BLE001  Whoever asked is told of it.
        return "raised", traceback.format_exc()


def _too_late(_signal: int, _frame: FrameType | None) -> None:
    raise _Late


def main() -> None:
    """Be the child: argument 1 is the descriptor of the line, 2 the seconds, 3 the megabytes."""
    descriptor, seconds, megabytes = sys.argv[1:]
    # Whoever presses Ctrl-C means the parent, and the line ends with it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGPROF, _too_late)
    # Small requests come first where there are fewer cores than things to do.
    os.nice(_NICE)
    with suppress(ValueError):
        most = int(megabytes) * _MEBIBYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    _serve(Connection(int(descriptor)), float(seconds))


if __name__ == "__main__":
    main()
