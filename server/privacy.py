"""What is held about people, why, and how to have it corrected or removed."""

from __future__ import annotations

from flask import Blueprint, render_template

from server import releases
from server.kinds import CLAIMS

pages = Blueprint("privacy", __name__)


@pages.get("/privacy")
def page() -> str:
    """Tell people what is held about them, and what they can ask for."""
    release = releases.current()
    held = release.explorer.claims_on_people
    return render_template(
        "privacy.html",
        people=release.release.report["counts"].get("person", 0),
        held=[(kind, held[kind.name]) for kind in CLAIMS if kind.name in held],
        removed=release.release.report["rows"]["removals"],
        settings=release.settings,
    )
