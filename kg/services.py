"""Endpoints: ask another SPARQL endpoint, and never one in our own network.

The address of a host is looked up once, each address that it has is looked at, and the connection
goes to one of these: no second look-up can lead elsewhere. A redirect is not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Final
from urllib.parse import urlencode, urlsplit

from kg.errors import QueryForbidden, ServiceFailed
from kg.federation import Call, normalised
from kg.settings import BASE

MEDIA_TYPE: Final = "application/sparql-results+json"
"""The form of an answer that is taken."""

_PORTS = {"http": 80, "https": 443}
_PIECE = 2**16
_TYPES = {MEDIA_TYPE, "application/json"}
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Return whether an address may belong to a server of others: in no network of our own.

    An IPv6 address that holds one of IPv4, as tunnels and translators have them, is looked at as
    that too.

    Parameters
    ----------
    address
        An IP address.

    Examples
    --------
    >>> is_public("93.184.216.34"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    if ip in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if ip.ipv4_mapped:
        return is_public(str(ip.ipv4_mapped))
    within = [ip.sixtofour, *(ip.teredo or ())]
    held = all(is_public(str(one)) for one in within if one)
    return held and ip.is_global and ip in _GLOBAL_UNICAST


def ask(call: Call, services: Sequence[str], seconds: float, most_bytes: int) -> str | None:
    """Return the answer of the endpoint of a call as SPARQL JSON results; nobody has read it yet.

    Parameters
    ----------
    call
        What is asked, and whom.
    services
        Addresses of the endpoints that may be asked.
    seconds
        Time that all of it may take.
    most_bytes
        Largest answer.

    Returns
    -------
    str or None
        None where there is no answer that can be used, and the call is silent.

    Raises
    ------
    QueryForbidden
        If the endpoint may not be asked.
    ServiceFailed
        If there is no answer that can be used, and the call is not silent.
    """
    if normalised(call.endpoint) not in map(normalised, services):
        raise QueryForbidden(f"SERVICE may not ask <{call.endpoint}> here.")
    end = time.monotonic() + seconds
    try:
        return _asked(call, end, most_bytes)
    except (OSError, HTTPException, UnicodeError, ServiceFailed) as error:
        if call.silent:
            return None
        if isinstance(error, ServiceFailed):
            raise
        late = time.monotonic() >= end
        problem = f"did not answer within {seconds:g} s" if late else f"gave no answer: {error!r}"
        raise _failed(call, problem) from error


def _failed(call: Call, problem: str) -> ServiceFailed:
    return ServiceFailed(f"SERVICE <{call.endpoint}> {problem}.")


def _asked(call: Call, end: float, most_bytes: int) -> str:
    parts = urlsplit(call.endpoint)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    addresses = _addresses(call, host, port, end)
    context = ssl.create_default_context() if parts.scheme == "https" else None
    connection = _Connection(host, port, addresses, max(0.01, end - time.monotonic()), context)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Accept": MEDIA_TYPE,
        "Content-Type": "application/x-www-form-urlencoded",
        "User-Agent": f"kg ({BASE})",
    }
    with _ended(connection, end):
        connection.request("POST", path, urlencode({"query": call.query}), headers)
        with connection.getresponse() as response:
            body = _body(call, response, most_bytes)
    if time.monotonic() >= end:  # what was broken off may look like an end
        raise TimeoutError
    return body.decode()


def _body(call: Call, response: HTTPResponse, most_bytes: int) -> bytes:
    """Return the body of an answer, if it is of the right form and size."""
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        raise _failed(call, "leads elsewhere, which is not followed; its new address may be listed")
    if response.status != HTTPStatus.OK:
        raise _failed(call, f"answered with the status {response.status} {response.reason}")
    type_ = response.headers.get_content_type()
    if type_ not in _TYPES or response.headers.get("Content-Encoding", "identity") != "identity":
        raise _failed(call, f"answered with {type_}, and not with {MEDIA_TYPE}")
    body = bytearray()
    while len(body) <= most_bytes and (piece := response.read1(_PIECE)):
        body += piece
    if len(body) > most_bytes:
        raise _failed(call, f"answered with more than {most_bytes} bytes; ask it for less")
    if response.length:
        raise _failed(call, "answered with less than it said")
    return bytes(body)


def _addresses(call: Call, host: str, port: int, end: float) -> list[str]:
    """Return the addresses of a host, if all of them are public."""
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        lookup = thread.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = lookup.result(max(0.0, end - time.monotonic()))
    except TookTooLong:
        raise _failed(call, "did not answer: its name was not found in time") from None
    finally:
        thread.shutdown(wait=False)  # a look-up cannot be ended; the resolver has its own limit
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(map(is_public, addresses)):
        raise _failed(call, "leads into a network that is not public, and was not asked")
    return addresses


class _Connection(HTTPConnection):
    """A connection to one of some addresses, whatever the name of the host leads to by now."""

    def __init__(
        self,
        host: str,
        port: int,
        addresses: Sequence[str],
        seconds: float,
        context: ssl.SSLContext | None,
    ) -> None:
        super().__init__(host, port, timeout=seconds)
        self._seconds = seconds
        self.default_port = _PORTS["https" if context else "http"]
        self._addresses, self._tls = addresses, context
        # A connection lets go of its socket when an answer is to be the last; this one keeps it.
        self._line: socket.socket | None = None

    def connect(self) -> None:
        """Connect, and see by TLS that it is the host that was asked for."""
        self.sock = self._line = self._reached()
        if self._tls:
            self.sock = self._line = self._tls.wrap_socket(
                self.sock, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def _reached(self) -> socket.socket:
        """Return a line to the first address that answers; there may be those that nobody uses."""
        faults = []
        for address in self._addresses:
            share = self._seconds / len(self._addresses)
            try:
                line = socket.create_connection((address, self.port), share)
            except OSError as fault:
                faults.append(fault)
            else:
                line.settimeout(self._seconds)
                return line
        raise faults[0]

    def break_off(self) -> None:
        """Have whoever waits for something wait no longer."""
        if self._line:
            with suppress(OSError):  # it is closed already
                socket.socket.shutdown(self._line, socket.SHUT_RDWR)


@contextmanager
def _ended(connection: _Connection, end: float) -> Iterator[None]:
    """Break a connection off when its time is over, however slowly something still comes."""
    watch = threading.Timer(max(0.0, end - time.monotonic()), connection.break_off)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        connection.close()
