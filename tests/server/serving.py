"""Serving the explorer over HTTP, for tests with real clients."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import make_server

from kg.settings import Settings
from server import create_app


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """Serve the explorer on a free port of this machine, and give the address.

    Parameters
    ----------
    settings
        Where the release lies.
    """
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["releases"].close()
