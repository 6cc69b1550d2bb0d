"""The time until a network as large as is drawn whole stands on the page, in Chromium."""

from __future__ import annotations

import statistics
from contextlib import closing

from kg.settings import Settings
from tests.browser.chromium import headless
from tests.browser.crowd import NODES, TIES, crowded
from tests.server.live import Live

ROUNDS = 7
_ADDRESS = "/networks?between=organisations&by=events"

Figures = dict[str, float]


def drawing(settings: Settings) -> Figures:
    """Return the milliseconds from when the page is asked for; nothing without a Chromium.

    Parameters
    ----------
    settings
        Of a home that has been built.
    """
    with headless() as browser, closing(Live(settings, KG_WORKERS="1")) as server:
        if not browser:
            return {}
        times = []
        for _ in range(ROUNDS + 1):
            page = browser.new_page()
            page.route("**/networks/data.json?*", crowded)
            page.goto(server.address + _ADDRESS)
            page.wait_for_selector(".drawing[data-drawn]")
            times.append(float(page.evaluate("performance.now()")))
            page.close()
    # The first also waits for what the server computes once.
    what = f"drawing {NODES:,} things and {TIES:,} ties in Chromium (at most 2,000)"
    return {
        f"{what}, median, ms": statistics.median(times[1:]),
        f"{what}, worst, ms": max(times[1:]),
    }
