"""The day as of which pages are shown: asked for in the address, and kept from page to page."""

from __future__ import annotations

import datetime
from typing import Any

from flask import Flask, g, has_request_context, request

from kg.explore import FIRST_YEAR, LAST_YEAR, day_of

PARAMETER = "asof"
# The families of addresses on whose pages the day counts, or from which one comes back to these.
_KEPT = {
    "home", "lists", "search", "things", "countries", "sources", "networks", "collaborations",
    "pairs", "connections", "barometer", "quality", "about", "changes", "privacy",
    "accessibility",
}  # fmt: skip


def asked_day() -> datetime.date | None:
    """Return the day that the address asks for; nothing where it asks for all times."""
    return g.get("day") if has_request_context() else None


def _read_day() -> None:
    """Read the day before anything else is done, so that each page refuses a wrong one alike."""
    text = request.args.get(PARAMETER, "").strip()
    g.day = day_of(text) if text else None


def _keep_day(endpoint: str, values: dict[str, Any]) -> None:
    """Put the day that was asked for into each link to a page."""
    day = asked_day()
    if day and endpoint.partition(".")[0] in _KEPT:
        values.setdefault(PARAMETER, day.isoformat())


def init(app: Flask) -> None:
    """Read the day of each request, and keep it in links."""
    app.before_request(_read_day)
    app.url_defaults(_keep_day)
    app.jinja_env.globals.update(
        asked_day=asked_day, FIRST_DAY=f"{FIRST_YEAR}-01-01", LAST_DAY=f"{LAST_YEAR}-12-31"
    )
