"""Measure each type of page with Lighthouse, as on a slow phone; prints a table.

Names of `PAGES` as arguments restrict it to these: ``python -m tests.lighthouse person list``. It
ends with an error where a page has less than 95 of 100 in performance, accessibility or best
practices.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import closing
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from rich.console import Console
from rich.table import Table

from kg.settings import Settings
from tests.browser.visits import PAGES
from tests.server.live import Live

CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
_FOLDER = Path(__file__).parent
_CHROMIUM = ("chromium-headless-shell", "chromium", "google-chrome")


def main() -> int:
    """Measure all types of pages, print the figures and return the exit status."""
    table = Table("page", *CATEGORIES, "kB")
    console, worst = Console(), 100
    with closing(Live(Settings(), KG_WORKERS="1")) as server:
        for name in sys.argv[1:] or PAGES:
            page = PAGES[name]
            address = server.address + quote(page, safe="/?&=%#")
            if answers(address):
                report = measured(address)
                scores = [round(report["categories"][one]["score"] * 100) for one in CATEGORIES]
                weight = report["audits"]["total-byte-weight"]["numericValue"] / 1024
                table.add_row(name, *map(str, scores), f"{weight:.0f}")
                console.print(name, *scores)
                worst = min(worst, *scores)
    console.print(table)
    return int(worst < LEAST)


def answers(address: str) -> bool:
    """Return whether there is a page; Lighthouse does not measure those that tell of a fault."""
    try:
        with urllib.request.urlopen(address) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except urllib.error.HTTPError:
        return False


def measured(address: str) -> dict[str, dict[str, dict[str, float]]]:
    """Return the report on a page; it is asked for once before, as by its first reader.

    Parameters
    ----------
    address
        Its web address.
    """
    found = next(filter(None, map(shutil.which, _CHROMIUM)))
    line = [
        str(_FOLDER / "node_modules" / ".bin" / "lighthouse"), address, "--quiet", "--output=json",
        f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--no-sandbox --headless",
    ]  # fmt: skip
    for _ in range(2):
        done = subprocess.run(
            line, capture_output=True, check=False, env=os.environ | {"CHROME_PATH": str(found)}
        )
    if done.returncode:
        raise RuntimeError(f"{address}: {done.stderr.decode()[-500:]}")
    report: dict[str, dict[str, dict[str, float]]] = json.loads(done.stdout)
    return report


if __name__ == "__main__":
    sys.exit(main())
