"""Asking an ASGI application as a server would, without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Answer(Response):
    """An answer with no headers but those that came."""

    default_mimetype = None


Application = Callable[[Any, Any, Any], Awaitable[None]]
Value = TypeVar("Value")


def run(work: Coroutine[Any, Any, Value]) -> Value:
    """Run something in a thread without a loop, which this one may have from another test."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def scope_of(builder: EnvironBuilder) -> dict[str, Any]:
    """Return what a server says of a request."""
    environment = builder.get_environ()
    return {
        "type": "http",
        "method": builder.method,
        "http_version": "1.1",
        "scheme": "http",
        "path": builder.path,
        "raw_path": builder.path.encode(),
        "query_string": environment["QUERY_STRING"].encode("latin-1"),
        "headers": [
            (name.lower().encode(), value.encode("latin-1"))
            for name, value in [*builder.headers, *_of_body(environment)]
        ],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 5001),
    }


def _of_body(environment: WSGIEnvironment) -> list[tuple[str, str]]:
    """Return the headers that belong to what is sent; nothing where nothing is."""
    names = {"Content-Type": "CONTENT_TYPE", "Content-Length": "CONTENT_LENGTH"}
    sent = {name: environment.get(key, "") for name, key in names.items()}
    return [*sent.items()] if sent["Content-Type"] else []


def ask(application: Application, *, leaves: float = 60, **options: Any) -> Answer:
    """Return the answer to a request.

    Parameters
    ----------
    application
        What is asked.
    leaves
        Seconds after which the client leaves.
    options
        As `werkzeug.test.EnvironBuilder` takes them.
    """
    builder = EnvironBuilder(**options)
    body = builder.get_environ()["wsgi.input"].read()
    scope, came, parts = scope_of(builder), list[dict[str, Any]](), [body]

    async def receive() -> dict[str, Any]:
        if parts:
            return {"type": "http.request", "body": parts.pop(), "more_body": False}
        await asyncio.sleep(leaves)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        came.append(message)

    async def answered() -> None:
        await application(scope, receive, send)

    run(answered())
    start, *pieces = came
    assert not pieces[-1].get("more_body"), "the answer broke off"
    headers = [tuple(part.decode("latin-1") for part in header) for header in start["headers"]]
    return Answer([piece["body"] for piece in pieces], start["status"], headers)
