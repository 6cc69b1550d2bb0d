"""The accessibility statement, in the order of the European model (decision 2018/1523)."""

from __future__ import annotations

import datetime

from flask import Blueprint, render_template

from server import releases

pages = Blueprint("accessibility", __name__)

EXAMINED = datetime.date(2026, 11, 27)
"""The day of the last examination; to be set anew with each."""


@pages.get("/accessibility")
def page() -> str:
    """Say how accessible the explorer is, what is not, and to whom to turn."""
    return render_template("accessibility.html", settings=releases.settings(), examined=EXAMINED)
