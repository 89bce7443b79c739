"""What comes over a connection has a bound, whatever it is part of; on a real server, as a client of tests has none."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
import uvicorn
from fastapi import FastAPI

from app.config import Settings
from app.main import create_app
from app.web.connections import DROPPED_BYTES, HEAD_BYTES, HEAD_LINES, Bounded
from app.web.heavy import AT_ONCE
from tests.world import Json

KEYS = "test:9f86d081884c7d659a2feaa0c55ad015"
BODY_BYTES = 8192


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Yield the port of a server that speaks as ``bonsens run`` does."""
    settings = Settings(database_url="sqlite://", token_keys=KEYS, max_body_bytes=BODY_BYTES)
    yield from serving(create_app(settings))


def serving(app: FastAPI) -> Iterator[int]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, http=Bounded, log_level="critical", lifespan="off", timeout_keep_alive=1)
    )
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def answers(port: int, *parts: bytes, most: int = 2**20) -> bytes:
    """Send parts until the server closes, and return all that it answers."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        with suppress(OSError):
            for part in parts:
                client.sendall(part)
        told = b""
        with suppress(ConnectionError):
            while len(told) < most and (got := client.recv(65536)):
                told += got
        return told


def problem(answer: bytes) -> tuple[int, str]:
    head, _, body = answer.partition(b"\r\n\r\n")
    document: Json = json.loads(body)
    assert b"content-type: application/problem+json" in head.lower()
    assert b"connection: close" in head.lower()
    return int(head.split(b" ")[1]), document["type"].rpartition(":")[2]


GET, POST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n", b"POST /v1/auth/token HTTP/1.1\r\nHost: x\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
PART = b"y" * 60_000


@pytest.mark.slow
def test_a_server_answers(port: int) -> None:
    both = answers(port, GET + b"\r\n", GET + b"Connection: close\r\n\r\n")
    assert both.count(b"HTTP/1.1 200 OK") == 2
    body = b'{"username": "' + b"n" * 4000 + b'"}'
    sent = b"Content-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    assert b" 422 " in answers(port, POST + sent + body).partition(b"\r\n")[0]


@pytest.mark.parametrize(
    "parts",
    [
        (GET + b"X-Long: ", *[PART] * 40),
        (GET + b"X" * 99, *[PART] * 40),
        (b"GET /" + PART, *[PART] * 40),
        (GET + b"X-Long: " + b"y" * HEAD_BYTES + b"\r\n\r\n",),
        (GET + b"".join(b"X-%d: y\r\n" % number for number in range(HEAD_LINES + 1)) + b"\r\n",),
        (b"\r\n" * 20_000, GET + b"\r\n"),
    ],
    ids=["a value", "a name", "a path", "at once", "lines", "before the first line"],
)
def test_a_head_without_an_end_is_refused(port: int, parts: tuple[bytes, ...]) -> None:
    assert problem(answers(port, *parts)) == (431, "headers-too-large")


@pytest.mark.parametrize(
    "parts",
    [
        (POST + CHUNKED + b"1;" + PART, *[PART] * 40),
        (POST + CHUNKED + b"1\r\nx\r\n0\r\nX-Trailer: " + PART, *[PART] * 40),
        (POST + CHUNKED + b"1\r\nx\r\n0\r\n" + b"X-T: y\r\n" * 30_000,),
    ],
    ids=["in a chunk", "a trailer", "trailers"],
)
def test_what_stands_between_the_parts_of_a_body_has_an_end(port: int, parts: tuple[bytes, ...]) -> None:
    # The request is being answered already, so the connection just ends.
    assert len(answers(port, *parts)) < 2000


@pytest.mark.parametrize("path", [b"/v1/auth/token", b"/v1/me", b"/nowhere", b"/healthz"])
@pytest.mark.parametrize("method", [b"POST", b"GET", b"PUT"])
def test_a_long_body_is_not_waited_for(port: int, method: bytes, path: bytes) -> None:
    head = method + b" " + path + b" HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    assert problem(answers(port, head + b"Content-Length: 104857600\r\n\r\n")) == (413, "body-too-large")
    parts = [b"%x\r\n%s\r\n" % (len(PART), PART)] * (4 + DROPPED_BYTES // len(PART))
    # Without a length it is refused when it is read, or the connection ends once too much of it was thrown away.
    told = answers(port, head + CHUNKED, *parts)
    assert b"HTTP/1.1 4" in told or b"HTTP/1.1 200" in told or not told


def test_large_bodies_of_one_sender_are_few_at_once(port: int) -> None:
    head = POST + b"Authorization: Bearer %d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    for _ in range(AT_ONCE):
        refused = POST + b"Authorization: Bearer 1\r\nContent-Length: 104857600\r\n\r\n"
        assert problem(answers(port, refused)) == (413, "body-too-large")
    senders = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(AT_ONCE)]
    for sender in senders:
        # Each waits for the rest of its body.
        sender.sendall(head % 1 + b"1\r\n{\r\n")
        assert answers(port, GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
    assert problem(answers(port, head % 1)) == (429, "too-many")
    # Somebody else is not meant, nor is what is small.
    other = answers(port, head % 2 + b"2\r\n{}\r\n0\r\n\r\n")
    assert b" 422 " in other.partition(b"\r\n")[0]
    assert answers(port, GET + b"Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200 OK")
    for sender in senders:
        sender.close()


@pytest.mark.parametrize("encoding", [b"gzip", b"br", b"deflate, gzip", b"x"])
def test_a_compressed_body_is_refused_before_it_is_read(port: int, encoding: bytes) -> None:
    head = b"Content-Type: application/json\r\nContent-Length: 900\r\nContent-Encoding: " + encoding + b"\r\n\r\n"
    assert problem(answers(port, POST + head)) == (415, "encoding-unsupported")


def test_what_is_no_http_is_told_so(port: int) -> None:
    assert problem(answers(port, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n")) == (400, "bad-request")


def test_json_may_not_be_nested_without_end(port: int) -> None:
    # Each level is a byte, so 8 KB of them are more than anything reads.
    body = b"[" * (BODY_BYTES - 10)
    sent = b"Content-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(body)
    told = answers(port, POST + sent + body)
    assert problem(told) == (400, "bad-request")
    assert b'"body-too-deep"' in told


@pytest.mark.slow
def test_the_bounds_are_what_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without them the server reads all of it, and then some."""
    monkeypatch.setattr("app.web.connections.HEAD_BYTES", 10**9)
    monkeypatch.setattr("app.web.connections.HEAD_LINES", 10**9)
    for port in serving(create_app(Settings(database_url="sqlite://", token_keys=KEYS))):
        told = answers(port, GET + b"X-Long: ", *[PART] * 40, b"\r\nConnection: close\r\n\r\n")
        assert told.startswith(b"HTTP/1.1 200 OK")
