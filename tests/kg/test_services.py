"""Other endpoints are asked with care: nobody in our own network, nobody by a detour, not for long.

The servers are real and on this machine, which is never asked; so `is_public` is the one thing that
these tests put another in the place of.
"""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from kg import services
from kg.errors import QueryForbidden, ServiceFailed
from kg.federation import Call, calls
from kg.services import MEDIA_TYPE, ask, is_public
from tests.processes import Listener, free_port

ANSWER = json.dumps(
    {"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "a:ø"}}]}},
    ensure_ascii=False,
)
PUBLIC = ["93.184.216.34", "8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8",
          "64:ff9b::808:808", "2002:808:808::1"]  # fmt: skip
NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
    "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%1", "fc00::1", "fd12::1", "fec0::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe",
    "::127.0.0.1", "::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::808:808",
    "2002:7f00:1::1", "2002:a9fe:a9fe::", "2002:c0a8:101::1", "2001:0:808:808::f5ff:fffe",
    "100::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_others_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_of_our_own_is_not_public_however_it_is_written(address: str) -> None:
    assert not is_public(address)


class Server(ThreadingHTTPServer):
    """Answers as a test wants it, and keeps what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.answering: Callable[[Any], None] = _plain
        self.ending = threading.Event()
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing about clients that went away."""

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/sparql"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.queries.append(parse_qs(body)["query"][0])
        self.server.headers.append(dict(self.headers))
        self.server.answering(self)

    def log_message(self, *_arguments: object) -> None:
        """Keep no log."""


def _send(handler: Any, body: str | bytes, status: int = 200, **headers: str) -> None:
    data = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    head = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(data))}
    for name, value in (head | {name.replace("_", "-"): v for name, v in headers.items()}).items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(data)


def _plain(handler: Any) -> None:
    _send(handler, ANSWER)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield made
    made.ending.set()
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "is_public", lambda _address: True)


def call_of(address: str, silent: str = "") -> Call:
    (found,) = calls(f"SELECT * {{ SERVICE {silent} <{address}> {{ ?s ?p 'ø&=' }} }}", [address])
    return found


def asked(address: str, seconds: float = 30, most_bytes: int = 10_000) -> str | None:
    return ask(call_of(address), [address], seconds, most_bytes)


def fails(address: str, problem: str, seconds: float = 30, most_bytes: int = 10_000) -> None:
    """See that there is no answer, for this reason, and that a silent call takes that as one."""
    with pytest.raises(ServiceFailed, match=problem) as caught:
        asked(address, seconds, most_bytes)
    assert str(caught.value).startswith(f"SERVICE <{address}> ")
    assert ask(call_of(address, "SILENT"), [address], seconds, most_bytes) is None


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize(
    "media_type", [MEDIA_TYPE, f"{MEDIA_TYPE}; charset=utf-8", "application/json"]
)
def test_what_is_asked_arrives_and_so_does_the_answer(server: Server, media_type: str) -> None:
    server.answering = lambda handler: _send(handler, ANSWER, Content_Type=media_type)
    assert asked(server.address) == ANSWER
    assert server.queries == ["SELECT * WHERE { ?s ?p 'ø&=' }"]
    assert server.headers[0]["Accept"] == MEDIA_TYPE
    assert server.headers[0]["Host"] == f"127.0.0.1:{server.port}"


@pytest.mark.usefixtures("reachable")
def test_an_answer_in_pieces_arrives_whole(server: Server) -> None:
    def pieces(handler: Any) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Content-Type", MEDIA_TYPE)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for piece in (ANSWER[:7].encode(), ANSWER[7:].encode()):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.wfile.write(b"0\r\n\r\n")

    server.answering = pieces
    assert asked(server.address) == ANSWER


def test_this_machine_is_never_asked(server: Server) -> None:
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0"):
        fails(f"http://{host}:{server.port}/sparql", "not public|gave no answer")
    assert server.queries == []


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Have names lead to these addresses, one answer after the other; return who was looked up."""
    real, looked_up, left = socket.getaddrinfo, list[str](), list(answers)

    def getaddrinfo(host: str, port: int, *arguments: Any, **more: Any) -> Any:
        if not host.endswith(".test"):
            return real(host, port, *arguments, **more)
        looked_up.append(host)
        return [one for address in left.pop(0) for one in real(address, port, *arguments, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return looked_up


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["169.254.169.254"], ["::1"], []]
)
def test_a_name_that_leads_into_our_network_is_not_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    resolving(monkeypatch, addresses, addresses)
    fails(f"http://friend.test:{server.port}/sparql", "not public")
    assert server.queries == []


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere_later(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at = []

    def noting(address: str) -> bool:
        looked_at.append(address)
        return True

    monkeypatch.setattr(services, "is_public", noting)
    looked_up = resolving(monkeypatch, ["127.0.0.1"], ["127.0.0.9"])
    assert asked(f"http://friend.test:{server.port}/sparql") == ANSWER
    assert (looked_up, looked_at) == (["friend.test"], ["127.0.0.1"])
    assert server.headers[0]["Host"] == f"friend.test:{server.port}"


def test_an_address_at_which_nobody_answers_is_passed_over(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "is_public", lambda _address: True)
    nowhere = ["127.0.0.9", "127.0.0.8"]
    resolving(monkeypatch, ["127.0.0.9", "127.0.0.1"], nowhere, nowhere)
    assert asked(f"http://friend.test:{server.port}/sparql") == ANSWER
    fails(f"http://friend.test:{server.port}/sparql", "gave no answer: ConnectionRefusedError")


def test_a_name_that_is_not_found_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_arguments: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lost)
    fails("http://nobody.test/sparql", "Name or service not known")


def test_a_name_that_takes_too_long_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_more: waiting.wait(60))
    fails("http://slow.test/sparql", "not found in time", seconds=0.1)
    waiting.set()


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_a_redirect_is_not_followed(server: Server, status: int) -> None:
    elsewhere = Listener()
    server.answering = lambda handler: _send(handler, "", status, Location=elsewhere.address)
    fails(server.address, "leads elsewhere, which is not followed")
    assert elsewhere.calls == 0
    elsewhere.close()


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("status", [201, 400, 404, 429, 500, 503])
def test_another_status_is_told(server: Server, status: int) -> None:
    server.answering = lambda handler: _send(handler, ANSWER, status)
    fails(server.address, f"answered with the status {status} ")


@pytest.mark.usefixtures("reachable")
def test_what_is_no_table_of_sparql_is_no_answer(server: Server) -> None:
    server.answering = lambda handler: _send(handler, "<html>", Content_Type="text/html")
    fails(server.address, "answered with text/html, and not with application/sparql-results")
    server.answering = lambda handler: _send(handler, ANSWER, Content_Encoding="gzip")
    fails(server.address, "and not with")
    server.answering = lambda handler: _send(handler, b'"\xff"')
    fails(server.address, "UnicodeDecodeError")


@pytest.mark.usefixtures("reachable")
def test_an_answer_that_is_too_large_is_not_read_to_its_end(server: Server) -> None:
    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", MEDIA_TYPE)
        handler.end_headers()
        while not server.ending.is_set():
            handler.wfile.write(b" " * 10_000)

    server.answering = endless
    fails(server.address, "more than 100000 bytes", most_bytes=100_000)
    server.answering = _plain
    size = len(ANSWER.encode())
    assert asked(server.address, most_bytes=size) == ANSWER
    fails(server.address, f"more than {size - 1} bytes", most_bytes=size - 1)


@pytest.mark.usefixtures("reachable")
def test_an_answer_that_is_cut_off_is_none(server: Server) -> None:
    def short(handler: Any) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", MEDIA_TYPE)
        handler.send_header("Content-Length", str(len(ANSWER) + 10))
        handler.end_headers()
        handler.wfile.write(ANSWER.encode()[:-10])

    server.answering = short
    fails(server.address, "answered with less than it said")


@pytest.mark.usefixtures("reachable")
@pytest.mark.parametrize("headed", [False, True], ids=["before the head", "in the body"])
def test_an_endpoint_that_says_a_letter_at_a_time_is_not_waited_for(
    server: Server, headed: bool
) -> None:
    def slow(handler: Any) -> None:
        if headed:
            handler.send_response(200)
            handler.send_header("Content-Type", MEDIA_TYPE)
            handler.end_headers()
        while not server.ending.wait(0.05):
            handler.wfile.write(b"H")

    server.answering = slow
    fails(server.address, "did not answer within 0.5 s", seconds=0.5)


@pytest.mark.usefixtures("reachable")
def test_an_endpoint_that_says_nothing_is_not_waited_for() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        for scheme in ("http", "https"):
            address = f"{scheme}://127.0.0.1:{mute.getsockname()[1]}/"
            fails(address, r"did not answer within 0\.3 s", seconds=0.3)


@pytest.mark.usefixtures("reachable")
def test_a_port_where_nobody_listens_is_no_answer() -> None:
    fails(f"http://127.0.0.1:{free_port()}/", "Connection refused")


@pytest.mark.usefixtures("reachable")
def test_nobody_else_is_asked_whatever_the_call_says(server: Server) -> None:
    call = call_of(server.address, "SILENT")
    for allowed in ([], [f"{server.address}x"], ["http://e.org/"]):
        with pytest.raises(QueryForbidden, match="SERVICE may not ask <http"):
            ask(call, allowed, 30, 10_000)
    assert server.queries == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a certificate for friend.test, with its key."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl here to make a certificate")
    path = tmp_path_factory.mktemp("tls") / "friend.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=friend.test", "-addext", "subjectAltName=DNS:friend.test",
         "-keyout", str(path), "-out", str(path.with_suffix(".crt"))],
        check=True, capture_output=True,
    )  # fmt: skip
    return path


@pytest.fixture
def tls_server(server: Server, certificate: Path) -> Server:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.with_suffix(".crt"), certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


@pytest.mark.usefixtures("reachable")
def test_by_tls_only_the_host_that_was_named_is_asked(
    tls_server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, *[["127.0.0.1"]] * 5)
    friend = f"https://friend.test:{tls_server.port}/sparql"
    fails(friend, "CERTIFICATE_VERIFY_FAILED")  # signed by itself
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
    fails(f"https://other.test:{tls_server.port}/sparql", "Hostname mismatch")
    assert tls_server.queries == []
    assert asked(friend) == ANSWER


@pytest.mark.usefixtures("reachable")
def test_a_server_without_tls_is_not_asked_by_tls(server: Server) -> None:
    fails(f"https://127.0.0.1:{server.port}/", "SSL")
    assert server.queries == []
